"""Rate limits as use cases see them."""

from typing import Protocol


class Budget(Protocol):
    """A rate limit shared by every process; `shared.limits.store` keeps it."""

    async def spend(self, key: str, *, burst: int, per_seconds: int) -> None:
        """Take one of ``burst`` places, all back after ``per_seconds``; raise `RateLimited` if none is left."""

    async def give_back(self, key: str, *, burst: int, per_seconds: int) -> None:
        """Return a place that was spent on a try which turned out to be right: only failures are to count."""


class NoBudget:
    """The budget of a site whose limits are lifted (`SAKET_LIMITS=off`)."""

    async def spend(self, key: str, *, burst: int, per_seconds: int) -> None:
        """Spend nothing."""

    async def give_back(self, key: str, *, burst: int, per_seconds: int) -> None:
        """There is nothing to return."""
