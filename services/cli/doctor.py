"""``saket doctor``: what is wrong with a setup, and what to do about it. One line a finding."""

import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.comments.spam.bundle import load, shipped
from services.comments.spam.errors import ModelUnusable
from services.host import HostConfig
from shared.environment import BadConfiguration
from shared.errors import SaketError
from shared.settings import SiteSettings
from shared.store.client import Store
from shared.store.embedded import open_store
from shared.web.process import store_settings

_LEAST_PYTHON = (3, 11)


class Verdict(StrEnum):
    """How a finding is to be taken."""

    GOOD = "ok  "
    ODD = "warn"
    BAD = "BAD "


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``advice`` says what to do when it is not good."""

    verdict: Verdict
    what: str
    advice: str = ""


async def doctor(variables: Mapping[str, str]) -> int:
    """Print every finding; 1 if one of them is bad."""
    worst = 0
    async for finding in _findings(variables):
        print(f"{finding.verdict} {finding.what}" + (f"\n       -> {finding.advice}" if finding.advice else ""))
        worst |= finding.verdict is Verdict.BAD
    return worst


async def _findings(variables: Mapping[str, str]) -> AsyncIterator[Finding]:
    yield python_finding(sys.version_info[:2])
    try:
        config = HostConfig.from_variables(variables)
    except BadConfiguration as error:
        for problem in error.problems:
            yield Finding(Verdict.BAD, f"{problem.field}: {problem.code}", problem.detail)
        return
    yield Finding(Verdict.GOOD, "the SAKET_* variables can be read")
    for finding in site_findings(config.site):
        yield finding
    async for finding in _store_findings(config.site):
        yield finding
    yield _model_finding(config)


def python_finding(version: tuple[int, ...]) -> Finding:
    """Whether the interpreter is one that Saket runs on."""
    named = ".".join(map(str, version))
    if version >= _LEAST_PYTHON:
        return Finding(Verdict.GOOD, f"Python {named}")
    return Finding(Verdict.BAD, f"Python {named}", "Saket needs Python 3.11 or newer")


def site_findings(site: SiteSettings) -> list[Finding]:
    """What can be said from the settings alone."""
    found = []
    public = not site.base_url.startswith(("http://127.", "http://localhost", "http://[::1]"))
    if public and not site.secure:
        found.append(
            Finding(Verdict.ODD, f"{site.base_url} is not https", "put nginx with a certificate in front (deploy/)")
        )
    if not site.limits:
        found.append(Finding(Verdict.ODD, "limits are lifted", "unset SAKET_LIMITS outside of load tests"))
    if not site.hub:
        found.append(Finding(Verdict.ODD, "the hub is off: readers learn of news only by polling", "unset SAKET_HUB"))
    return found or [Finding(Verdict.GOOD, f"addresses begin with {site.base_url}")]


async def _store_findings(site: SiteSettings) -> AsyncIterator[Finding]:
    try:
        async with open_store(store_settings(site)) as store:
            await store.ping()
            yield Finding(Verdict.GOOD, "the store answers" + (" (cluster)" if store.is_cluster else ""))
            for finding in await _durability(store):
                yield finding
    except (SaketError, OSError) as error:
        why = f" ({error.__cause__})" if error.__cause__ else ""
        yield Finding(
            Verdict.BAD, f"the store: {error}{why}", "see SAKET_DATA, SAKET_REDIS_URL and the log in SAKET_DATA/store"
        )


async def _durability(store: Store) -> list[Finding]:
    wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
    found = []
    for name, value in wanted.items():
        actual = await _setting(store, name)
        if actual == value:
            found.append(Finding(Verdict.GOOD, f"store: {name} {value}"))
        else:
            found.append(
                Finding(Verdict.ODD, f"store: {name} is {actual}", f"acknowledged writes are safe only with {value}")
            )
    return found


async def _setting(store: Store, name: str) -> str:
    reply = await store.execute("CONFIG", "GET", name)
    pairs = reply if isinstance(reply, dict) else dict(zip(reply[::2], reply[1::2], strict=True))
    return next((value.decode() for value in pairs.values()), "unknown")


def _model_finding(config: HostConfig) -> Finding:
    folder = config.comments.model
    try:
        scorer = load(folder) if folder else shipped()
    except ModelUnusable as error:
        return Finding(
            Verdict.BAD, f"the spam model: {error}", "every comment is held until `saket train` has made one"
        )
    return Finding(Verdict.GOOD, f"spam model {scorer.version}" + (f" of {folder}" if folder else ", as shipped"))
