"""Rate limits as use cases see them."""

from typing import Protocol


class Budget(Protocol):
    """A rate limit shared by every process; `shared.limits.store` keeps it."""

    async def spend(self, key: str, *, burst: int, per_seconds: int) -> None:
        """Take one of ``burst`` places, all back after ``per_seconds``; raise `RateLimited` if none is left."""


class NoBudget:
    """The budget of a site whose limits are lifted (`SAKET_LIMITS=off`)."""

    async def spend(self, key: str, *, burst: int, per_seconds: int) -> None:
        """Spend nothing."""
