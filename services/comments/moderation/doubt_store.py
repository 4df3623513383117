"""Comments in doubt, in Redis: a bounded few of each day, which is forgotten by itself.

{doubts}:<day>  hash: comment -> "margin sender likeness", or "= likeness" once a person has confirmed it
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol

from services.comments.model import Comment
from services.comments.moderation.doubt import KEPT, MOST_OF_DAY, MOST_OF_SENDER, Place, is_doubted, place_of
from shared.clock import BANGKOK, Clock, day_of
from shared.store.client import Call, Script, Store

_NOTE: Final = Script.load("services.comments.moderation", "note_doubt.lua")
_CONFIRMED: Final = "="
_NOBODY: Final = "-"
_DAY: Final = timedelta(days=1)


class Records(Protocol):
    """Comments by their identifiers."""

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]: ...


class RedisDoubts:
    """`Doubts` of `services.comments.writing.aftermath` and of `services.comments.moderation.doubtful`, in Redis."""

    def __init__(self, store: Store, records: Records, clock: Clock) -> None:
        self._store = store
        self._records = records
        self._clock = clock

    async def apply(self, *comments: Comment) -> None:
        """Give these comments the places that they have as they stand now, and take away those that they had.

        What asks for a place is read again: it is noted behind the answer, and somebody may have decided since.
        """
        asking = [comment.id for comment in comments if self._is_young(comment) and is_doubted(comment)]
        found = await self._records.comments(asking) if asking else []
        others = [c for c in comments if self._is_young(c) and c.rev > 1 and c.id not in asking]
        calls = [_call(comment, self._clock()) for comment in (*found, *others) if comment is not None]
        if calls:
            await self._store.call_each(_NOTE, calls)

    async def forget(self) -> None:
        """Empty it, to build it anew."""
        await self._store.execute("UNLINK", *map(_key, self._days()))

    async def everything(self) -> tuple[list[Place], frozenset[str]]:
        """All places, and the likenesses of what a person has confirmed."""
        places, settled = list[Place](), set[str]()
        for found in await self._store.batch([("HGETALL", _key(day)) for day in self._days()]):
            for comment, line in found.items():
                margin, *rest = line.decode().split(" ")
                if margin == _CONFIRMED:
                    settled.add(rest[0])
                else:
                    places.append(Place(comment.decode(), float(margin), *rest))
        return places, frozenset(settled)

    def _is_young(self, comment: Comment) -> bool:
        """Whether its day is still remembered."""
        return day_of(comment.created) >= self._days()[-1]

    def _days(self) -> list[date]:
        """Those that are remembered."""
        today = day_of(self._clock())
        return [today - number * _DAY for number in range(KEPT.days + 1)]


def _call(comment: Comment, now: datetime) -> Call:
    """What is to be sent about a comment."""
    place, day = place_of(comment), day_of(comment.created)
    margin, sender, likeness = "", _NOBODY, ""
    if place is not None:
        margin = _CONFIRMED if comment.standing.reviewed else f"{place.margin:.4f}"
        sender, likeness = place.sender or _NOBODY, place.likeness
    left = int((_end(day) - now).total_seconds())
    return [_key(day)], (comment.id, margin, sender, likeness, MOST_OF_DAY, MOST_OF_SENDER, left)


def _key(day: date) -> str:
    return f"{{doubts}}:{day.isoformat()}"


def _end(day: date) -> datetime:
    """When a day is forgotten: after all that was made on it."""
    return datetime.combine(day + KEPT + _DAY, time(), BANGKOK)
