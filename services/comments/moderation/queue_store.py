"""The moderation index in Redis.

{queue}:places       hash: comment -> "revision state place facets"
{queue}:in:<state>   sorted set of places (see `services.comments.moderation.places`), all of score 0
{queue}:facets       sorted set "state facet place", all of score 0: a filter is a range of it
{queue}:authors      sorted set "author name.thread", all of score 0: who writes under a name, in the order of time
{queue}:version      grows with every change
{queue}:news         stream of comments that a moderator may want to look at again
{queue}:dirty        sorted set "token comment" by time, ms: comments that may have changed without the index
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.comments.model import Comment, ReasonCode, State
from services.comments.moderation.places import (
    WHOLE,
    Stretch,
    author_of,
    band_stretch,
    facets_of,
    id_at,
    place_of,
    reason_facet,
)
from services.comments.moderation.priority import Band
from services.comments.writing.writer import Mark
from shared.clock import to_ms
from shared.store.client import Command, Invocation, Script, Store, Value

_INDEX: Final = Script.load("services.comments.moderation", "index_comment.lua")
_DROP: Final = Script.load("services.comments.moderation", "drop_comment.lua")
NEWS: Final = "{queue}:news"
MOST_NEWS: Final = 1000
_PLACES: Final = "{queue}:places"
_FACETS: Final = "{queue}:facets"
_AUTHORS: Final = "{queue}:authors"
_VERSION: Final = "{queue}:version"
_DIRTY: Final = "{queue}:dirty"
_STATES: Final = tuple(State)
_QUIET: Final = _STATES.index(State.PUBLISHED) + 1
_MOST_OF_AUTHOR: Final = 50
_INDEXED: Final = (_PLACES, _VERSION, _FACETS, _AUTHORS, NEWS, *(f"{{queue}}:in:{state}" for state in _STATES))


class RedisQueue:
    """`services.comments.writing.writer.Index` and `services.comments.moderation.browsing.Index` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def mark(self, now: datetime, *marks: Mark) -> None:
        """Remember that comments are about to change."""
        await self._store.execute(*self.marking(now, *marks))

    def marking(self, now: datetime, *marks: Mark) -> Command:
        """What `mark` sends."""
        return ("ZADD", _DIRTY, *(word for mark in marks for word in (to_ms(now), _member(mark))))

    async def clear(self, *marks: Mark) -> None:
        await self._store.execute("ZREM", _DIRTY, *map(_member, marks))

    async def leftovers(self, before: datetime, limit: int) -> list[Mark]:
        """Marks whose writers should have been done long ago."""
        members = await self._store.execute("ZRANGE", _DIRTY, "-inf", to_ms(before), "BYSCORE", "LIMIT", 0, limit)
        return [Mark(*member.decode().split(" ", 1)) for member in members]

    async def apply(self, *comments: Comment) -> None:
        """Bring the index up to these revisions of comments."""
        made = self.applying(*comments)
        await self._store.call(made.script, made.keys, made.args)

    def applying(self, *comments: Comment) -> Invocation:
        """What `apply` sends."""
        args: list[Value] = [_QUIET, MOST_NEWS]
        for c in comments:
            args += (c.id, c.rev, _number(c.state), place_of(c), " ".join(facets_of(c)))
        return Invocation(_INDEX, _INDEXED, args)

    async def drop(self, *identities: str) -> None:
        """Forget comments that have not come to be."""
        await self._store.call(_DROP, [_PLACES, _VERSION, _FACETS, _AUTHORS, *map(_in, _STATES)], identities)

    async def forget(self) -> None:
        """Empty the index, to build it anew."""
        await self._store.execute("UNLINK", _PLACES, _FACETS, _AUTHORS, *map(_in, _STATES))

    async def places(
        self, state: State, facet: str | None, stretch: Stretch, after: str | None, limit: int
    ) -> list[str]:
        """Places of a state (filed under ``facet``) within a stretch, in order, those after the place ``after``."""
        command = _ranged("ZRANGE", state, facet, stretch, after)
        members = await self._store.execute(*command, "BYLEX", "LIMIT", 0, limit)
        return [member.decode().rpartition(" ")[2] for member in members]

    async def first(self, state: State, limit: int, skip: int = 0) -> list[str]:
        """Identifiers of the first comments of a state but ``skip``."""
        places = await self._store.execute("ZRANGE", _in(state), skip, skip + limit - 1)
        return [id_at(place.decode()) for place in places]

    async def sizes(self) -> dict[State, int]:
        """How many comments stand in each state."""
        sizes = await self._store.batch([("ZCARD", _in(state)) for state in _STATES])
        return dict(zip(_STATES, sizes, strict=True))

    async def bands(self) -> dict[Band, int]:
        """How many held comments stand in each band."""
        commands = [_ranged("ZLEXCOUNT", State.HELD, None, band_stretch(band), None) for band in Band]
        return dict(zip(Band, await self._store.batch(commands), strict=True))

    async def reasons(self, state: State) -> dict[ReasonCode, int]:
        """How many comments of a state there are for each reason; one may have several."""
        commands = [_ranged("ZLEXCOUNT", state, reason_facet(code), WHOLE, None) for code in ReasonCode]
        counted = zip(ReasonCode, await self._store.batch(commands), strict=True)
        return {code: count for code, count in counted if count}

    async def of_authors(self, comments: Sequence[Comment]) -> list[list[str]]:
        """For each comment the identifiers of the last ones under the same name, newest first, itself among them."""
        names = [author_of(comment) for comment in comments]
        found = await self._store.batch(
            [
                ("ZRANGE", _AUTHORS, f"({name}!", f"[{name} ", "BYLEX", "REV", "LIMIT", 0, _MOST_OF_AUTHOR)
                for name in names
            ]
        )
        return [[_comment_in(member) for member in members] for members in found]

    async def states(self, identities: Sequence[str]) -> list[State | None]:
        """Where comments stand by the index; None for unknown ones."""
        if not identities:
            return []
        known = await self._store.execute("HMGET", _PLACES, *identities)
        return [_STATES[int(line.split(b" ", 2)[1]) - 1] if line else None for line in known]

    async def version(self) -> int:
        """Grows with every change of any comment."""
        return int(await self._store.execute("GET", _VERSION) or 0)


def _ranged(word: str, state: State, facet: str | None, stretch: Stretch, after: str | None) -> Command:
    """A command over a stretch of a state's places, or of those filed under a facet."""
    key, prefix = (_in(state), "") if facet is None else (_FACETS, f"{_number(state)} {facet} ")
    start = f"({prefix}{after}" if after and after >= stretch.low else f"[{prefix}{stretch.low}"
    return word, key, start, f"({prefix}{stretch.high}"


def _comment_in(member: bytes) -> str:
    name, _, thread = member.decode().partition(" ")[2].partition(".")
    return f"{thread}.{name}"


def _number(state: State) -> int:
    return _STATES.index(state) + 1


def _member(mark: Mark) -> str:
    return f"{mark.token} {mark.comment}"


def _in(state: State) -> str:
    return f"{{queue}}:in:{state}"
