"""What every service needs to know about the site it is part of."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from shared.environment import Environment, Network
from shared.fetch.allow import AllowList
from shared.fetch.urls import HttpUrl
from shared.site.board import Board
from shared.site.identity import Identity
from shared.staff.model import Role
from shared.store.address import parse_address

KIB = 1024
MIB = 1024 * KIB
_BODY_LIMIT = 5 * MIB // 2
"""A post of a megabyte in Thai, whose letters take twice their bytes as JSON escapes, and something around it."""

_MOST_PROCESSES = 64


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The SAKET_* variables that all services share.

    ``base_url`` is the public origin, used in every absolute address. ``origin`` is where this site's own services
    reach each other (behind a reverse proxy the two differ). ``hub`` off: feeds name no hub and nothing is pushed.
    ``limits`` off lifts rate limits and time traps. ``second_factor`` are the roles that may do nothing without one.
    ``processes`` answer for the site where all services run together.
    ``board`` shows what administrators change while the site runs; the variables only say what holds until they do.
    """

    host: str
    port: int
    base_url: str
    origin: str
    data: Path
    redis_url: str
    board: Board
    authority: str
    hub: bool
    sample: bool
    limits: bool
    allow_hosts: str
    sites: tuple[str, ...]
    trusted_proxies: tuple[Network, ...]
    body_limit: int
    second_factor: frozenset[Role]
    processes: int

    @property
    def title(self) -> str:
        """What the province calls itself now."""
        return self.board.shown.title

    @property
    def subtitle(self) -> str:
        return self.board.shown.subtitle

    @property
    def secure(self) -> bool:
        """Whether people reach the site by https, so that cookies can be bound to it."""
        return self.base_url.startswith("https://")

    @property
    def hub_url(self) -> str | None:
        """The WebSub hub that our feeds name, if any."""
        return self.absolute("/hub") if self.hub else None

    def absolute(self, path: str) -> str:
        """The public address of a path on this site."""
        return self.base_url + path

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Read the variables; problems are left in ``env`` for its `check`."""
        host = env.accept("SAKET_HOST", _check_host) or "127.0.0.1"
        port = env.whole("SAKET_PORT", 8080, least=1, most=65535)
        base_url = env.origin("SAKET_BASE_URL", f"http://{_in_url(host)}:{port}")
        limits = env.switch("SAKET_LIMITS", default=True)
        if not limits and not _is_loopback(host):
            env.refuse(
                "SAKET_LIMITS", "loopback-only", "limits can be lifted only while SAKET_HOST is a loopback address"
            )
        return cls(
            host=host,
            port=port,
            base_url=base_url,
            origin=env.origin("SAKET_ORIGIN", f"http://{_reachable(host)}:{port}"),
            data=Path(env.text("SAKET_DATA", "var")),
            redis_url=env.accept("SAKET_REDIS_URL", _check_store_url),
            board=Board(
                Identity(
                    title=env.text("SAKET_TITLE", "จังหวัดร้อยเอ็ด"),
                    subtitle=env.text("SAKET_SUBTITLE", "ข่าวสารยุทธศาสตร์การพัฒนาจังหวัดสู่ทุกภาคส่วน"),
                )
            ),
            authority=env.text("SAKET_AUTHORITY", _host_of(base_url)),
            hub=env.switch("SAKET_HUB", default=True),
            sample=env.switch("SAKET_SAMPLE", default=True),
            limits=limits,
            allow_hosts=env.accept("SAKET_ALLOW_HOSTS", AllowList.parse),
            sites=env.words("SAKET_SITES"),
            trusted_proxies=env.networks("SAKET_TRUSTED_PROXIES"),
            second_factor=_roles(env),
            body_limit=env.whole("SAKET_BODY_LIMIT", _BODY_LIMIT, least=KIB, most=64 * MIB),
            processes=env.whole("SAKET_PROCESSES", 1, least=1, most=_MOST_PROCESSES),
        )

    @classmethod
    def from_variables(cls, variables: Mapping[str, str]) -> Self:
        """Read and check in one step."""
        env = Environment(variables)
        settings = cls.read(env)
        env.check()
        return settings


def _check_host(host: str) -> None:
    if host:
        HttpUrl.parse(f"http://{_in_url(host)}/")


def _check_store_url(url: str) -> None:
    if url:
        parse_address(url)


def _roles(env: Environment) -> frozenset[Role]:
    words = set(env.words("SAKET_SECOND_FACTOR"))
    unknown = sorted(words - set(Role))
    if unknown:
        env.refuse("SAKET_SECOND_FACTOR", "unknown-role", f"{', '.join(unknown)}; of {', '.join(Role)}")
    return frozenset(Role(word) for word in words - set(unknown))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).hostname or "localhost"
    except ValueError:  # already refused as an origin
        return "localhost"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _reachable(host: str) -> str:
    """The address at which a listener on ``host`` is reached from the same machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, _in_url(host))  # noqa: S104 - compared, not bound
