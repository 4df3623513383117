"""What all instances have seen of the models, in Redis, in the models' slot.

{models}:scores:<version>            hash: "first:bin" and "<day>:bin" -> comments (see `note_tally.lua`)
{models}:beside:<active>:<shadow>    hash: times, apart
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from services.comments.learning.drift import BINS, Histograms
from services.comments.learning.gate import Beside
from services.comments.learning.tally import Tally
from shared.clock import to_ms
from shared.store.client import Script, Store

_NOTE: Final = Script.load("services.comments.learning", "note_tally.lua")
_FIRST: Final = 1000
_KEPT: Final = timedelta(days=90)
_DAY: Final = timedelta(days=1)


class RedisTallies:
    """`services.comments.learning.watch.Tallies` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def note(self, tally: Tally, now: datetime) -> None:
        keys = [_scores(tally.active), _beside(tally.active, tally.shadow or "")]
        kept = _KEPT // timedelta(seconds=1)
        args = (to_ms(now) // (_DAY // timedelta(milliseconds=1)), _FIRST, tally.times, tally.apart, kept, *tally.bins)
        await self._store.call(_NOTE, keys, args)

    async def histograms(self, version: str) -> Histograms:
        """Of the first comments that a version judged, and of those of today and yesterday."""
        fields = await self._store.execute("HGETALL", _scores(version))
        return Histograms(_bins(fields, first=True), _bins(fields, first=False))

    async def beside(self, active: str, shadow: str) -> Beside:
        times, apart = await self._store.execute("HMGET", _beside(active, shadow), "times", "apart")
        return Beside(int(times or 0), int(apart or 0))


def _bins(fields: Mapping[bytes, bytes], *, first: bool) -> tuple[int, ...]:
    bins = [0] * BINS
    for field, count in fields.items():
        when, _, which = field.decode().partition(":")
        if (when == "first") is first:
            bins[int(which)] += int(count)
    return tuple(bins)


def _scores(version: str) -> str:
    return f"{{models}}:scores:{version}"


def _beside(active: str, shadow: str) -> str:
    return f"{{models}}:beside:{active}:{shadow}"
