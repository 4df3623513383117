"""When each source is due next, one sorted set for all processes: ``{planet}:due``, by the time of the next poll."""

from datetime import datetime
from typing import Final

from shared.clock import to_ms
from shared.store.client import Script, Store

_PACKAGE: Final = "services.aggregator.store"
_TAKE: Final = Script.load(_PACKAGE, "take_due.lua")
_SETTLE: Final = Script.load(_PACKAGE, "settle_due.lua")
_KEY: Final = "{planet}:due"


class DueStore:
    """The schedule that all workers share."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def take_due(self, now: datetime, until: datetime, limit: int) -> list[str]:
        """Sources whose time has come; nobody else gets them before ``until``."""
        ids = await self._store.call(_TAKE, [_KEY], [to_ms(now), to_ms(until), limit])
        return [name.decode() for name in ids]

    async def hold(self, source: str, until: datetime) -> None:
        """Keep the poller away from a source that is being polled otherwise."""
        await self._store.execute("ZADD", _KEY, to_ms(until), source)

    async def settle(self, source: str, until: datetime, due: datetime | None) -> None:
        """When the source is due next (None: never); a push that came since it was handed out goes before."""
        await self._store.call(_SETTLE, [_KEY], [source, to_ms(until), to_ms(due) if due else ""])

    async def hasten(self, source: str, due: datetime) -> None:
        """Make a source due no later than that, if it is to be polled at all."""
        await self._store.execute("ZADD", _KEY, "XX", "LT", to_ms(due), source)
