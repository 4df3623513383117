"""Who gets in where: every route of a whole site, a person of every role, a token of every scope, and nobody.

A cell of the table is ``+`` (let through, whatever the route then says to a request without sense), ``401``, ``403`` or
``in`` (sent to the login).
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import FormData, web

from shared.staff.model import TOKEN_SCOPES, Actor, Role
from shared.web.kit import Kit
from tests.support.site import Client, bearer, session_of

PEOPLE: Final = tuple(role.value for role in Role)
TOKENS: Final = tuple(f"token:{scope}" for scope in sorted(TOKEN_SCOPES))
CALLERS: Final = ("nobody", *PEOPLE, *TOKENS)
PREFIXES: Final = ("", "/planet", "/comments", "/hub", "/strategy", "/account")
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FITTING: Final = ("unknown", "atom", "1", "a/b", "default", "rss2", "0" * 26, "2569-Q1", "2026", "09", "2026-11-26")
_PLACE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Door:
    """One method of one path as its router has it; ``address`` is one that the router takes for it."""

    method: str
    path: str
    address: str
    consumes: tuple[str, ...]

    @property
    def row(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def safe(self) -> bool:
        return self.method in SAFE


async def doors_of(client: Client, app: web.Application) -> list[Door]:
    """Every route of the mounted services, whether it is documented or not."""
    documented = await _consumed(client)
    found = {
        f"{route.method} {route.resource.canonical}": Door(
            route.method,
            route.resource.canonical,
            _address(route.resource),
            documented.get((route.method, route.resource.canonical), ()),
        )
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    return [found[row] for row in sorted(found, key=lambda row: row.split()[::-1])]


def read_table(text: str) -> dict[str, dict[str, str]]:
    """Cells by caller, by row."""
    head, *lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    callers = head.split()
    assert tuple(callers) == CALLERS, "the columns are the callers there are"
    table = {}
    for line in lines:
        method, path, *cells = line.split()
        assert f"{method} {path}" not in table, f"twice: {line}"
        table[f"{method} {path}"] = dict(zip(callers, cells, strict=True))
    return table


def written(cells: Mapping[str, Mapping[str, str]]) -> str:
    """Rows as they stand in the file."""
    widths = [max(len(caller), 3) for caller in CALLERS]
    longest = max(map(len, cells), default=0)
    lines = [_line("", CALLERS, longest, widths)]
    lines += [_line(row, [each[caller] for caller in CALLERS], longest, widths) for row, each in cells.items()]
    return "\n".join(lines)


def _line(row: str, cells: Any, longest: int, widths: list[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"{row.ljust(longest)}  {' '.join(padded)}".rstrip()


class Callers:
    """Knocks at doors as whoever it is told to."""

    def __init__(self, client: Client, kit: Kit, tokens: Mapping[str, str]) -> None:
        self._client = client
        self._kit = kit
        self._tokens = tokens
        self._sessions: dict[str, str] = {}

    @classmethod
    async def of(cls, client: Client, kit: Kit) -> "Callers":
        for role in Role:
            await kit.staff.accounts.add(role.value, role, Actor())
        tokens = {f"token:{scope}": await kit.staff.add_token(scope, [scope]) for scope in TOKEN_SCOPES}
        return cls(client, kit, tokens)

    async def knock(self, door: Door, caller: str) -> str:
        """The cell."""
        if caller in self._tokens:
            return await self.cell(door, bearer(self._tokens[caller]))
        if caller == "nobody":
            return await self.cell(door, {})
        return await self.cell(door, *await self.inside(caller))

    async def inside(self, name: str) -> tuple[dict[str, str], str]:
        """The cookie of somebody who is logged in, and the CSRF token of the session."""
        secret = self._sessions.get(name, "")
        member = await self._kit.staff.member(secret)
        if member is None:  # the first time, or a route has ended it
            secret = self._sessions[name] = await session_of(self._kit, name)
            member = await self._kit.staff.member(secret)
        assert member is not None
        assert member.principal.csrf is not None
        return {"Cookie": f"{self._kit.gate.cookie}={secret}"}, member.principal.csrf

    async def cell(self, door: Door, headers: Mapping[str, str], csrf: str = "") -> str:
        status, location = await self.answer(door, headers, csrf)
        if location.startswith("/login"):
            return "in"
        return str(status) if status in {401, 403} else "+"

    async def answer(self, door: Door, headers: Mapping[str, str], csrf: str = "", **more: str) -> tuple[int, str]:
        """Status and where it sends to."""
        proof = {"X-CSRF-Token": csrf} if csrf else {}
        body, media_type = _senseless(door, csrf)
        sent = {"Accept": "application/json", **headers, **proof, **media_type, **more}
        async with self._client.request(
            door.method, door.address, data=body, headers=sent, allow_redirects=False
        ) as response:
            return response.status, response.headers.get("Location", "")


def _senseless(door: Door, csrf: str) -> tuple[Any, dict[str, str]]:
    """A body of a type that the route reads and that asks it to do nothing."""
    if door.safe or not door.consumes:
        return None, {}
    if "application/json" in door.consumes:
        return b"{", {"Content-Type": "application/json"}
    form = FormData(default_to_multipart="multipart/form-data" in door.consumes)
    form.add_field("csrf", csrf)
    return form, {}


async def _consumed(client: Client) -> dict[tuple[str, str], tuple[str, ...]]:
    found = {}
    for prefix in PREFIXES:
        async with client.get(f"{prefix}/openapi.json") as response:
            assert response.status == 200
            for path, operations in (await response.json())["paths"].items():
                for method, operation in operations.items():
                    body = operation.get("requestBody", {})
                    found[method.upper(), path] = tuple(body.get("content", ()))
    return found


def _address(resource: web.AbstractResource) -> str:
    info = resource.get_info()
    if "path" in info:
        return info["path"]
    pattern, formatter = info["pattern"], info["formatter"]
    found = next((each for each in _filled(formatter) if pattern.fullmatch(each)), None)
    assert found is not None, f"nothing fits {pattern.pattern}: add to _FITTING what does"
    return found


def _filled(formatter: str) -> Iterator[str]:
    names = _PLACE.findall(formatter)
    for values in itertools.product(_FITTING, repeat=len(names)):
        yield formatter.format(**dict(zip(names, values, strict=True)))
