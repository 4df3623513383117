"""Labels in Redis, for as long as they are kept: nothing else in Saket holds a comment's text twice.

{labels}       hash: comment -> "revision record, JSON"; a stub without record where a label was taken back
{labels}:ends  sorted set of comments by the time at which theirs is forgotten, ms
{labels}:kinds hash: "legitimate" and "spam" -> how many of them there are
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from services.comments.learning.labels import Kinds, Label, label_of
from services.comments.model import Comment
from shared.clock import Clock, to_ms
from shared.store.client import Script, Store, Value

MOST_LABELS: Final = 20_000
KEEP: Final = timedelta(days=365)
"""A year of decisions knows all seasons of spam; what is older teaches yesterday's."""
_KEEP: Final = Script.load("services.comments.learning", "keep_labels.lua")
_LABELS: Final = "{labels}"
_ENDS: Final = "{labels}:ends"
_KINDS: Final = "{labels}:kinds"
_STUB: Final = timedelta(hours=1)
"""Longer than two writers of one comment can be apart."""

_record = msgspec.json.Decoder(Label)


class RedisLabels:
    """``secret`` makes pseudonyms. Beyond ``most`` labels whoever has given most of them loses the oldest."""

    def __init__(self, store: Store, *, secret: bytes, clock: Clock, most: int = MOST_LABELS) -> None:
        self._store = store
        self._secret = secret
        self._clock = clock
        self._most = most

    async def apply(self, *comments: Comment) -> None:
        """Bring what is known up to these comments. A new one has nothing to teach yet."""
        args = [word for comment in comments if comment.rev > 1 for word in self._line(comment)]
        if args:
            await self._keep(*args)

    async def kinds(self) -> Kinds:
        """How many there are, without reading them."""
        _, legitimate, spam = await self._keep()
        return Kinds(legitimate, spam)

    async def everything(self) -> list[Label]:
        """All labels, the oldest first."""
        labels: dict[str, Label] = {}
        cursor = b"0"
        while True:
            cursor, fields = await self._store.execute("HSCAN", _LABELS, cursor, "COUNT", 500)
            labels |= {name.decode(): _record.decode(raw) for name, line in fields.items() if (raw := _of(line))}
            if int(cursor) == 0:
                return sorted(labels.values(), key=lambda label: (label.at, label.comment))

    async def of(self, comments: Sequence[str]) -> list[Label]:
        """The labels that there are of some comments."""
        lines = await self._store.execute("HMGET", _LABELS, *comments) if comments else []
        return [_record.decode(raw) for line in lines if line and (raw := _of(line))]

    async def _keep(self, *args: Value) -> list[int]:
        """How many of these lines were kept, and how many labels of each kind there are then."""
        now = to_ms(self._clock())
        kept: list[int] = await self._store.call(_KEEP, [_LABELS, _ENDS, _KINDS], (now, self._most, *args))
        return kept

    def _line(self, comment: Comment) -> tuple[Value, ...]:
        label = label_of(comment, self._secret)
        ends = label.at + KEEP if label else self._clock() + _STUB
        return comment.id, comment.rev, msgspec.json.encode(label) if label else "", to_ms(ends)


def _of(line: bytes) -> bytes:
    return line.partition(b" ")[2]
