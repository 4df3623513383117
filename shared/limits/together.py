"""Rate limits that are spent from together, in one call: all of them, or none if one is used up.

Budgets of one purpose share a slot. As `shared.limits.store`, fails closed: while the store is away its error passes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from shared.asked import Asked, settled
from shared.errors import RateLimited
from shared.store.client import Invocation, Script, Store

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

    def spending(self, *charges: Charge) -> Asked[RateLimited | None]:
        """Spend from all of them, or from none if one has nothing left: then what is to be raised."""

    async def spend(self, *charges: Charge) -> None:
        """As `spending`, and raise it."""


class NoPurse:
    """The budgets of a site whose limits are lifted (`SAKET_LIMITS=off`)."""

    def spending(self, *charges: Charge) -> Asked[RateLimited | None]:
        """Spend nothing."""
        del charges
        return settled(None)

    async def spend(self, *charges: Charge) -> None:
        """Spend nothing."""


class RedisPurse:
    """`Purse` in the store."""

    def __init__(self, store: Store, purpose: str) -> None:
        self._store = store
        self._slot = f"{{limit:{purpose}}}"

    def spending(self, *charges: Charge) -> Asked[RateLimited | None]:
        """`Purse.spending`."""
        keys = [f"{self._slot}:{charge.name}" for charge in charges]
        args = [n for charge in charges for n in (charge.per_seconds * _MICROSECONDS // charge.burst, charge.burst)]
        return Asked((Invocation(_TOGETHER, keys, args),), _refused)

    async def spend(self, *charges: Charge) -> None:
        """`Purse.spend`."""
        (refused,) = await self._store.ask(self.spending(*charges))
        if refused:
            raise refused


def _refused(replies: Sequence[int]) -> RateLimited | None:
    (wait,) = replies
    return RateLimited(math.ceil(wait / _MICROSECONDS)) if wait else None
