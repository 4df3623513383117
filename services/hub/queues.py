"""`services.hub.service.Queue` in Redis: work by due time, leased to whoever claims it."""

import asyncio
import contextlib
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from services.hub.keys import QueueKeys
from services.hub.model import Claim
from shared.clock import to_ms
from shared.store.client import Script, Store

P = TypeVar("P")

_PUT = Script.load("services.hub", "queue_put.lua")
_CLAIM = Script.load("services.hub", "queue_claim.lua")
_SETTLE = Script.load("services.hub", "queue_settle.lua")


class RedisQueue(Generic[P]):
    """One queue; payloads are kept as JSON of the type ``payload``."""

    def __init__(self, store: Store, keys: QueueKeys, payload: type[P]) -> None:
        self._store = store
        self._keys = [keys.due, keys.jobs]
        self._payload = payload
        self._bell = asyncio.Event()

    async def put(self, item: str, version: str, payload: P, now: datetime) -> None:
        await self._store.call(_PUT, self._keys, [to_ms(now), item, version, msgspec.json.encode(payload)])
        self.ring()

    async def claim(self, token: str, now: datetime, until: datetime, count: int) -> list[Claim[P]]:
        _, *claimed = await self._store.call(_CLAIM, self._keys, [to_ms(now), to_ms(until), token, count])
        return [
            Claim(item.decode(), version.decode(), tries, token, msgspec.json.decode(payload, type=self._payload))
            for item, version, tries, payload in claimed
        ]

    async def finish(self, claim: Claim[P], now: datetime) -> None:
        await self._settle(claim, now, "")

    async def postpone(self, claim: Claim[P], now: datetime, due: datetime) -> None:
        await self._settle(claim, now, to_ms(due))

    def ring(self) -> None:
        self._bell.set()

    async def wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        self._bell.clear()

    async def _settle(self, claim: Claim[P], now: datetime, due: int | str) -> None:
        """A claim that was lost is somebody else's to settle, so its outcome does not matter here."""
        word = await self._store.call(_SETTLE, self._keys, [to_ms(now), claim.item, claim.token, claim.version, due])
        if word == [b"newer"]:
            self.ring()
