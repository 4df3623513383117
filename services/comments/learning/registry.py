"""Versions, the roll and the training under way, in Redis, all in one slot.

{models}:versions  hash: version -> record, JSON
{models}:roll      what serves and what runs beside it, JSON
{models}:training  the last training, JSON; {models}:lease: its identifier while it runs
{models}:turn      whoever makes it does what is due, for the others too
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

import msgspec

from services.comments.learning.versions import Roll, Training, TrainingState, Version
from shared.errors import Conflict
from shared.store.client import Script, Store

LEASE: Final = timedelta(seconds=30)
_SWAP: Final = Script.load("services.comments.learning", "swap_roll.lua")
_NOTE: Final = Script.load("services.comments.learning", "note_training.lua")
_VERSIONS: Final = "{models}:versions"
_ROLL: Final = "{models}:roll"
_TRAINING: Final = "{models}:training"
_HOLDER: Final = "{models}:lease"
_TURN: Final = "{models}:turn"
_TRIES: Final = 20
_MILLISECOND: Final = timedelta(milliseconds=1)

INTERRUPTED: Final = "interrupted"
"""The problem of a training whose process, with everything around it, went away."""

_version = msgspec.json.Decoder(Version)
_roll = msgspec.json.Decoder(Roll)
_training = msgspec.json.Decoder(Training)
_encode = msgspec.json.Encoder().encode


class RedisRegistry:
    """`services.comments.learning.trainings.Registry` over a real server."""

    def __init__(self, store: Store, lease: timedelta = LEASE) -> None:
        self._store = store
        self._lease = lease // _MILLISECOND

    async def versions(self) -> list[Version]:
        """All that are kept, the newest first."""
        records = await self._store.execute("HVALS", _VERSIONS)
        return sorted(map(_version.decode, records), key=lambda one: (one.created, one.id), reverse=True)

    async def version(self, identity: str) -> Version | None:
        raw = await self._store.execute("HGET", _VERSIONS, identity)
        return _version.decode(raw) if raw else None

    async def keep(self, version: Version) -> None:
        await self._store.execute("HSET", _VERSIONS, version.id, _encode(version))

    async def drop(self, identity: str) -> None:
        await self._store.execute("HDEL", _VERSIONS, identity)

    async def roll(self) -> Roll:
        raw = await self._store.execute("GET", _ROLL)
        return _roll.decode(raw) if raw else Roll()

    async def change(self, plan: Callable[[Roll], Roll]) -> Roll:
        """What ``plan`` (pure, asked again if others were faster) makes of the roll. Raises `Conflict`."""
        for _ in range(_TRIES):
            before = await self.roll()
            after = plan(before)
            (word,) = await self._store.call(_SWAP, [_ROLL], (before.number, _encode(after)))
            if word == b"swapped":
                return after
        raise Conflict("others are changing which model serves")

    async def training(self) -> Training | None:
        """The last one; one that nobody carries on has failed."""
        raw, holder = await self._store.batch([("GET", _TRAINING), ("GET", _HOLDER)])
        if raw is None:
            return None
        last = _training.decode(raw)
        lost = last.state is TrainingState.RUNNING and holder != last.id.encode()
        return replace(last, state=TrainingState.FAILED, problem=INTERRUPTED) if lost else last

    async def begin(self, training: Training) -> bool:
        """False if another one runs."""
        return await self._noted(training, "begin")

    async def renew(self, training: Training) -> bool:
        """It still goes on; False if it has lost its lease. To be said more often than a lease lasts."""
        return await self._noted(training, "renew")

    async def note(self, training: Training) -> bool:
        """How it goes, or how it ended; False if it has lost its lease."""
        return await self._noted(training, "end" if training.ended else "note")

    async def take_turn(self, lasting: timedelta) -> bool:
        """Whether it is the caller's turn to do what is due; nobody else's within ``lasting``."""
        taken = await self._store.execute("SET", _TURN, "taken", "NX", "PX", lasting // _MILLISECOND)
        return taken is not None

    async def _noted(self, training: Training, how: str) -> bool:
        args = (training.id, _encode(training), self._lease, how)
        (word,) = await self._store.call(_NOTE, [_HOLDER, _TRAINING], args)
        return bool(word == b"kept")
