"""What all instances have seen of the models, in Redis, in the models' slot.

{models}:scores:<version>            hash: "first:bin" and "<day>:bin" -> comments (see `note_tally.lua`)
{models}:beside:<active>:<shadow>    hash: times, apart
{models}:senders:<active>:<shadow>:<day>   hash: sender -> comments of that day, to count few of each
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from services.comments.learning.drift import BINS, Histograms
from services.comments.learning.gate import Beside
from services.comments.learning.tally import MOST_OF_SENDER, Tally
from shared.clock import to_ms
from shared.store.client import Script, Store

_NOTE: Final = Script.load("services.comments.learning", "note_tally.lua")
_FIRST: Final = 1000
_KEPT: Final = timedelta(days=90)
_DAY: Final = timedelta(days=1)
_SENDER: Final = 8  # characters of a pseudonym: enough to tell the senders of one day apart
_SAID: Final = {None: "", True: "same", False: "apart"}


class RedisTallies:
    """`services.comments.learning.watch.Tallies` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def note(self, tally: Tally, now: datetime) -> None:
        day = to_ms(now) // (_DAY // timedelta(milliseconds=1))
        beside = _beside(tally.active, tally.shadow or "")
        keys = [_scores(tally.active), beside, f"{beside.replace(':beside:', ':senders:')}:{day}"]
        kept = [each // timedelta(seconds=1) for each in (_KEPT, _DAY)]
        seen = [word for sight in tally.sights for word in (sight.sender[:_SENDER], sight.bin, _SAID[sight.same])]
        await self._store.call(_NOTE, keys, (day, _FIRST, *kept, BINS, MOST_OF_SENDER, *seen))

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
