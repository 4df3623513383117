"""`services.hub.service.Breakers` in Redis: one hash of those that are not simply closed."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.hub import keys
from services.hub.breaker import CLOSED, Breaker, State
from services.hub.model import Claim
from shared.clock import to_ms
from shared.store.client import Script, Store, Value

_SWAP: Final = Script.load("services.hub", "breaker_swap.lua")
_PARK: Final = Script.load("services.hub", "breaker_park.lua")
_HELD_MS: Final = int(timedelta(days=40).total_seconds() * 1000)  # longer than any lease


class RedisBreakers:
    """Breakers of callback hosts, and what each of them holds back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def breaker(self, host: str) -> Breaker:
        return read_breaker(await self._store.execute("HGET", keys.BREAKERS, host))

    async def swap(self, host: str, old: Breaker, new: Breaker, now: datetime) -> bool:
        closes = new.state is State.CLOSED and old.state is not State.CLOSED
        arguments: list[Value] = [host, _written(old), _written(new), int(closes), to_ms(now)]
        return bool(await self._store.call(_SWAP, _places(host), arguments) == [b"kept"])

    async def park(self, claim: Claim[None], host: str, seen: Breaker, now: datetime) -> bool:
        """A claim that was lost is somebody else's to settle: for us it has ended, too."""
        due = to_ms(seen.until or now)
        arguments: list[Value] = [host, _written(seen), claim.item, claim.token, due, _HELD_MS]
        return bool(await self._store.call(_PARK, _places(host), arguments) != [b"changed"])

    async def hold(self, host: str, item: str) -> None:
        await self._store.batch([("SADD", keys.held(host), item), ("PEXPIRE", keys.held(host), _HELD_MS)])


def read_breaker(raw: bytes | None) -> Breaker:
    """A breaker as it is kept; nothing is kept of one that is simply closed."""
    return msgspec.json.decode(raw, type=Breaker) if raw else CLOSED


def _written(breaker: Breaker) -> bytes:
    return b"" if breaker == CLOSED else msgspec.json.encode(breaker)


def _places(host: str) -> list[str]:
    return [keys.BREAKERS, keys.held(host), keys.DELIVERIES.due, keys.DELIVERIES.jobs]
