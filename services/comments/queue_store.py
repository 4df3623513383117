"""The moderation index and the ledger in Redis.

{queue}:places       hash: comment -> "revision state place"
{queue}:in:<state>   sorted set of places (see `services.comments.priority`), all of score 0
{queue}:version      grows with every change
{queue}:dirty        sorted set "token comment" by time, ms: comments that may have changed without the index
{ledger}:entries     stream of entries, JSON; {ledger}:decisions: decision -> number
"""

from datetime import datetime
from typing import Final

import msgspec

from services.comments.ledger import Entry
from services.comments.model import Comment, State
from services.comments.priority import id_at, place_of
from services.comments.writer import Mark
from shared.clock import to_ms
from shared.store.client import Script, Store, Value

_INDEX: Final = Script.load("services.comments", "index_comment.lua")
_APPEND: Final = Script.load("services.comments", "append_entry.lua")
_PLACES: Final = "{queue}:places"
_VERSION: Final = "{queue}:version"
_DIRTY: Final = "{queue}:dirty"
_STATES: Final = tuple(State)
_ENTRIES: Final = "{ledger}:entries"
_DECISIONS: Final = "{ledger}:decisions"

_entry = msgspec.json.Decoder(Entry)


class RedisQueue:
    """`services.comments.writer.Index` and `services.comments.moderation.Queue` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def mark(self, now: datetime, *marks: Mark) -> None:
        """Remember that comments are about to change."""
        scored = [word for mark in marks for word in (to_ms(now), _member(mark))]
        await self._store.execute("ZADD", _DIRTY, *scored)

    async def clear(self, *marks: Mark) -> None:
        await self._store.execute("ZREM", _DIRTY, *map(_member, marks))

    async def leftovers(self, before: datetime, limit: int) -> list[Mark]:
        """Marks whose writers should have been done long ago."""
        members = await self._store.execute("ZRANGE", _DIRTY, "-inf", to_ms(before), "BYSCORE", "LIMIT", 0, limit)
        return [Mark(*member.decode().split(" ", 1)) for member in members]

    async def apply(self, *comments: Comment) -> None:
        """Bring the index up to these revisions of comments."""
        args = [word for c in comments for word in (c.id, c.rev, _STATES.index(c.state) + 1, place_of(c))]
        await self._store.call(_INDEX, [_PLACES, _VERSION, *map(_in, _STATES)], args)

    async def forget(self) -> None:
        """Empty the index, to build it anew."""
        await self._store.execute("DEL", _PLACES, *map(_in, _STATES))

    async def places(self, state: State, after: str | None, limit: int) -> list[str]:
        """Places of one state in their order, those after the place ``after``."""
        start = f"({after}" if after else "-"
        members = await self._store.execute("ZRANGE", _in(state), start, "+", "BYLEX", "LIMIT", 0, limit)
        return [member.decode() for member in members]

    async def first(self, state: State, limit: int, skip: int = 0) -> list[str]:
        """Identifiers of the first comments of a state but ``skip``."""
        places = await self._store.execute("ZRANGE", _in(state), skip, skip + limit - 1)
        return [id_at(place.decode()) for place in places]

    async def sizes(self) -> dict[State, int]:
        """How many comments stand in each state."""
        sizes = await self._store.batch([("ZCARD", _in(state)) for state in _STATES])
        return dict(zip(_STATES, sizes, strict=True))

    async def version(self) -> int:
        """Grows with every change of any comment."""
        return int(await self._store.execute("GET", _VERSION) or 0)


class RedisLedger:
    """`services.comments.moderation.Ledger` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def last(self) -> Entry | None:
        entries = await self._store.execute("XREVRANGE", _ENTRIES, "+", "-", "COUNT", 1)
        return _entry.decode(entries[0][1][b"entry"]) if entries else None

    async def append(self, entry: Entry) -> bool:
        """Keep an entry; False if another one has taken its number."""
        args: list[Value] = [entry.number, msgspec.json.encode(entry), entry.decision]
        (word,) = await self._store.call(_APPEND, [_ENTRIES, _DECISIONS], args)
        return bool(word == b"appended")

    async def of_decision(self, decision: str) -> Entry | None:
        number = await self._store.execute("HGET", _DECISIONS, decision)
        if number is None:
            return None
        found = await self.entries(int(number) - 1, 1)
        return found[0] if found else None

    async def entries(self, after: int, limit: int) -> list[Entry]:
        """Entries with numbers above ``after``, oldest first."""
        found = await self._store.execute("XRANGE", _ENTRIES, f"{after + 1}-0", "+", "COUNT", limit)
        return [_entry.decode(fields[b"entry"]) for _, fields in found]


def _member(mark: Mark) -> str:
    return f"{mark.token} {mark.comment}"


def _in(state: State) -> str:
    return f"{{queue}}:in:{state}"
