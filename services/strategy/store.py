"""The plan's editions and what was corrected by hand, in Redis; no rules here.

{strategy}:editions    list of records, JSON, oldest first: an edition is never changed
{strategy}:placed      hash: a neighbour's entry (``source/entry``) -> keys of issues, JSON: what a person has said
{strategy}:learnt      how often something was corrected
{strategy}:strangers   set: ``issue source term``: a source's use of a label or word that does not mean this issue
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from services.strategy.mapping import Lesson, Lessons
from services.strategy.model import Edition
from shared.store.client import Script, Store

_ADD: Final = Script.load("services.strategy", "add_edition.lua")
_EDITIONS: Final = "{strategy}:editions"
_PLACED: Final = "{strategy}:placed"
_STRANGERS: Final = "{strategy}:strangers"
_LEARNT: Final = "{strategy}:learnt"

_edition = msgspec.json.Decoder(Edition)
_keys = msgspec.json.Decoder(tuple[str, ...])
_lesson = msgspec.json.Decoder(Lesson)


class RedisPlans:
    """`services.strategy.service.Plans` over a real server or cluster. Editions that were read are remembered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: list[Edition] = []

    async def editions(self) -> Sequence[Edition]:
        """All there are, oldest first."""
        known = self._known
        raws = await self._store.execute("LRANGE", _EDITIONS, len(known), -1)
        if raws:
            known = self._known = [*known, *map(_edition.decode, raws)]
        return known

    async def add(self, edition: Edition) -> bool:
        """Add the edition with the next number; False if another one has taken it."""
        number = await self._store.call(_ADD, [_EDITIONS], [edition.number - 1, msgspec.json.encode(edition)])
        return bool(number)

    async def lessons(self) -> Lessons:
        """What people have corrected."""
        placed, strangers = await self._store.batch([("HGETALL", _PLACED), ("SMEMBERS", _STRANGERS)])
        return Lessons(
            {entry.decode(): _keys.decode(keys) for entry, keys in placed.items()},
            frozenset(map(_lesson.decode, strangers)),
        )

    async def learn(
        self, entry: str, issues: Sequence[str], strangers: Iterable[Lesson], mistakes: Iterable[Lesson]
    ) -> None:
        """Keep where a person has put an entry, and what its source does not mean by a term; forget ``mistakes``."""
        commands: list[tuple[str | bytes | int, ...]] = [("HSET", _PLACED, entry, msgspec.json.encode(issues))]
        commands += [("SADD", _STRANGERS, msgspec.json.encode(lesson)) for lesson in strangers]
        commands += [("SREM", _STRANGERS, msgspec.json.encode(lesson)) for lesson in mistakes]
        await self._store.batch([*commands, ("INCR", _LEARNT)])

    async def learnt(self) -> int:
        """How often something was corrected."""
        return int(await self._store.execute("GET", _LEARNT) or 0)
