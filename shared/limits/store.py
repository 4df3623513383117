"""Rate limits in the store: the generic cell rate algorithm in one server-side function."""

import math

from shared.errors import RateLimited
from shared.store.client import Script, Store

_GCRA = Script.load("shared.limits", "gcra.lua")
_GIVE_BACK = Script.load("shared.limits", "give_back.lua")
_MICROSECONDS = 1_000_000


class RedisBudget:
    """Budgets by key. Fails closed: while the store is away its error passes, and nothing that is limited happens."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def spend(self, key: str, *, burst: int, per_seconds: int) -> None:
        """`shared.limits.budget.Budget.spend`."""
        wait = await self._store.call(_GCRA, [_key(key)], [_interval(burst, per_seconds), burst])
        if wait:
            raise RateLimited(math.ceil(wait / _MICROSECONDS))

    async def give_back(self, key: str, *, burst: int, per_seconds: int) -> None:
        """`shared.limits.budget.Budget.give_back`."""
        await self._store.call(_GIVE_BACK, [_key(key)], [_interval(burst, per_seconds)])


def _key(key: str) -> str:
    return f"{{limit:{key}}}"


def _interval(burst: int, per_seconds: int) -> int:
    return per_seconds * _MICROSECONDS // burst
