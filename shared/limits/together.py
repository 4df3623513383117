"""Rate limits that are spent from together, in one call: all of them, or none if one is used up.

Budgets of one purpose share a slot. As `shared.limits.store`, fails closed: while the store is away its error passes.
"""

import math
from dataclasses import dataclass
from typing import Final, Protocol

from shared.errors import RateLimited
from shared.store.client import Script, Store

_TOGETHER: Final = Script.load("shared.limits", "together.lua")
_MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Charge:
    """One of ``burst`` places of the budget ``name``, all back after ``per_seconds``."""

    name: str
    burst: int
    per_seconds: int


class Purse(Protocol):
    """Budgets of one purpose, shared by every process."""

    async def spend(self, *charges: Charge) -> None:
        """Spend from all of them; raise `RateLimited` if one has nothing left, and spend from none."""


class NoPurse:
    """The budgets of a site whose limits are lifted (`SAKET_LIMITS=off`)."""

    async def spend(self, *charges: Charge) -> None:
        """Spend nothing."""


class RedisPurse:
    """`Purse` in the store."""

    def __init__(self, store: Store, purpose: str) -> None:
        self._store = store
        self._slot = f"{{limit:{purpose}}}"

    async def spend(self, *charges: Charge) -> None:
        """`Purse.spend`."""
        keys = [f"{self._slot}:{charge.name}" for charge in charges]
        args = [n for charge in charges for n in (charge.per_seconds * _MICROSECONDS // charge.burst, charge.burst)]
        wait = await self._store.call(_TOGETHER, keys, args)
        if wait:
            raise RateLimited(math.ceil(wait / _MICROSECONDS))
