"""Reach by month in Redis: sums, nobody in particular.

{reach}:<year>-<month>              hash: pages, fetches, and ``page <path>`` for each page
{reach}:<year>-<month>:readers      HyperLogLog of digests of reader and address prefix
{reach}:<year>-<month>:subscribers  hash: program -> the most subscribers that it spoke of
{reach}:<year>-<month>:key          what the digests were keyed with; gone a week after the month, so that nobody can
                                    tell from a digest whose it was

Months are those of Thailand.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.clock import BANGKOK
from shared.store.client import Command, Script, Store

_RAISE: Final = Script.load("shared.reach", "raise_to.lua")
_MONTH_AND_A_WEEK: Final = timedelta(days=38)
_MOST_PAGES: Final = 5000
_PAGE: Final = "page "


@dataclass(frozen=True, slots=True)
class Reach:
    """One month: page views, feed fetches, distinct feed readers (an estimate, 1 %), subscribers they spoke of."""

    pages: int = 0
    fetches: int = 0
    readers: int = 0
    subscribers: int = 0
    by_page: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is to be added: views by path, feed fetches by reader, subscribers by program."""

    views: Mapping[str, int]
    fetches: int
    readers: tuple[str, ...]
    subscribers: Mapping[str, int]


class RedisReach:
    """Adds to a month, and reads months."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, counted: Counted, now: datetime) -> None:
        """Everything that one process has counted."""
        month = _month(now)
        await self._sums(month, counted)
        if counted.readers:
            key = await self._key(month)
            digests = [hashlib.blake2b(name.encode(), key=key, digest_size=16).digest() for name in counted.readers]
            await self._store.execute("PFADD", f"{month}:readers", *digests)
        if counted.subscribers:
            words = [word for pair in counted.subscribers.items() for word in pair]
            await self._store.call(_RAISE, [f"{month}:subscribers"], words)

    async def months(self, moments: Iterable[datetime]) -> list[Reach]:
        """The months that these moments lie in."""
        return [await self._read(_month(moment)) for moment in moments]

    async def _sums(self, month: str, counted: Counted) -> None:
        known = int(await self._store.execute("HLEN", month))
        views = counted.views if known < _MOST_PAGES else {}
        commands: list[Command] = [("HINCRBY", month, f"{_PAGE}{path}", count) for path, count in views.items()]
        commands += [("HINCRBY", month, "pages", sum(counted.views.values()))]
        commands += [("HINCRBY", month, "fetches", counted.fetches)]
        await self._store.batch(commands)

    async def _read(self, month: str) -> Reach:
        sums, readers, spoken = await self._store.batch(
            [("HGETALL", month), ("PFCOUNT", f"{month}:readers"), ("HVALS", f"{month}:subscribers")]
        )
        pages = {name.decode(): int(count) for name, count in sums.items()}
        return Reach(
            pages=pages.get("pages", 0),
            fetches=pages.get("fetches", 0),
            readers=int(readers),
            subscribers=sum(map(int, spoken)),
            by_page={name.removeprefix(_PAGE): count for name, count in pages.items() if name.startswith(_PAGE)},
        )

    async def _key(self, month: str) -> bytes:
        name = f"{month}:key"
        await self._store.execute(
            "SET", name, secrets.token_bytes(32), "NX", "EX", int(_MONTH_AND_A_WEEK.total_seconds())
        )
        key: bytes | None = await self._store.execute("GET", name)
        return key or secrets.token_bytes(32)


def _month(moment: datetime) -> str:
    local = moment.astimezone(BANGKOK)
    return f"{{reach}}:{local.year:04}-{local.month:02}"
