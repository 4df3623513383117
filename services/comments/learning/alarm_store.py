"""Alarms in Redis, in the models' slot: {models}:alarms is a hash of what rings, beside it the stream of events."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.comments.learning.alarms import STREAM, Alarm, Bell, Ringing
from shared.clock import from_ms, to_ms
from shared.store.client import Script, Store

_RING: Final = Script.load("services.comments.learning", "ring_alarm.lua")
_END: Final = Script.load("services.comments.learning", "end_alarms.lua")
_RINGING: Final = "{models}:alarms"
_MOST_EVENTS: Final = 500
QUIET: Final = timedelta(minutes=3)
"""An alarm that nobody has rung for so long has ended."""


class _Record(msgspec.Struct, frozen=True):
    since: float
    last: float
    alarm: Alarm


_record = msgspec.json.Decoder(_Record)
_alarm = msgspec.json.Decoder(Alarm)


class RedisAlarms:
    """Rung again and again while something is wrong; ``bell`` hears of beginnings and ends alone."""

    def __init__(self, store: Store, bell: Bell | None = None) -> None:
        self._store = store
        self._bell = bell

    async def ring(self, alarm: Alarm, now: datetime) -> None:
        """Something is (still) wrong."""
        encoded = msgspec.json.encode(alarm)
        args = (alarm.name, encoded, to_ms(now), alarm.code, alarm.detail, _MOST_EVENTS)
        (word,) = await self._store.call(_RING, [_RINGING, STREAM], args)
        if word == b"new" and self._bell is not None:
            await self._bell.raised(alarm, now)

    async def settle(self, now: datetime) -> None:
        """End what is quiet."""
        for raw in await self._store.call(_END, [_RINGING, STREAM], (to_ms(now - QUIET), to_ms(now), _MOST_EVENTS)):
            if self._bell is not None:
                await self._bell.ended(_alarm.decode(raw), now)

    async def ringing(self) -> list[Ringing]:
        """What is wrong now, the oldest first."""
        records = [_record.decode(raw) for raw in await self._store.execute("HVALS", _RINGING)]
        found = [Ringing(record.alarm, from_ms(int(record.since))) for record in records]
        return sorted(found, key=lambda one: (one.since, one.alarm.name))
