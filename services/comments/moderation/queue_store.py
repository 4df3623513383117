"""The moderation index in Redis.

{queue}:places       hash: comment -> "revision state place"
{queue}:in:<state>   sorted set of places (see `services.comments.moderation.priority`), all of score 0
{queue}:version      grows with every change
{queue}:dirty        sorted set "token comment" by time, ms: comments that may have changed without the index
"""

from datetime import datetime
from typing import Final

from services.comments.model import Comment, State
from services.comments.moderation.priority import id_at, place_of
from services.comments.writer import Mark
from shared.clock import to_ms
from shared.store.client import Script, Store

_INDEX: Final = Script.load("services.comments.moderation", "index_comment.lua")
_PLACES: Final = "{queue}:places"
_VERSION: Final = "{queue}:version"
_DIRTY: Final = "{queue}:dirty"
_STATES: Final = tuple(State)


class RedisQueue:
    """`services.comments.writer.Index` and `services.comments.moderation.decisions.Queue` over a real server."""

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


def _member(mark: Mark) -> str:
    return f"{mark.token} {mark.comment}"


def _in(state: State) -> str:
    return f"{{queue}}:in:{state}"
