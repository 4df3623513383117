"""One poll of one source.

    claim | visit | decide what follows (`manners`) | write it down with what else ends (`settling`) | follow the hub

Only the store's errors and a lost claim are raised. What nobody expected is a mistake of ours: it is logged, counted
and shown as one, and the source is asked again when one that failed would be, not at once.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.aggregator.errors import LeaseLost
from services.aggregator.model import Claim, Problem, Source, Subscription, Turn
from services.aggregator.polling import manners
from services.aggregator.polling.exchange import Outcome, Verdict
from services.aggregator.polling.schedule import Terms
from services.aggregator.polling.settling import Ended
from services.aggregator.polling.visit import Visit
from services.aggregator.push import websub
from shared.clock import Clock
from shared.errors import StoreError
from shared.fetch.message import Fetched

log = logging.getLogger(__name__)

_STUMBLED: Final = "stumbled"
_BUSY: Final = frozenset({"429", "503"})
_LONGEST_PAUSE: Final = timedelta(hours=1)
"""A site that is overwhelmed is left alone as a whole, but one feed cannot silence all of its neighbours for weeks."""


class Sources(Protocol):
    """What a poll needs of the sources' store."""

    async def claim_each(self, sources: Sequence[str]) -> list[Claim | None]: ...


class Schedule(Protocol):
    """What a poll needs of the schedule."""

    async def forget(self, turn: Turn) -> None: ...


class Settling(Protocol):
    """Who writes down what polls brought and that they are over."""

    async def settle(self, ended: Ended) -> None: ...


class Visits(Protocol):
    """Who goes there."""

    async def visit(self, source: Source) -> Visit: ...

    async def delivered(self, source: Source, pushed: Fetched) -> Visit | None: ...


class Hubs(Protocol):
    """Who keeps subscriptions."""

    async def follow(self, source: str, known: Subscription | None, offered: websub.Offer | None) -> None: ...
    async def judge(self, source: str, known: Subscription | None, last_attempt: datetime | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Report:
    """What a poll brought; ``source`` is as it is now."""

    verdict: Verdict
    source: Source
    fresh: int = 0
    changed: int = 0
    withdrawn: int = 0


class Polling:
    """Polls sources. ``jitter`` gives numbers in [0, 1), ``floor`` is the shortest interval."""

    def __init__(
        self,
        *,
        sources: Sources,
        due: Schedule,
        settling: Settling,
        visits: Visits,
        hubs: Hubs,
        clock: Clock,
        jitter: Callable[[], float],
        floor: timedelta,
    ) -> None:
        self._sources = sources
        self._due = due
        self._settling = settling
        self._visits = visits
        self._hubs = hubs
        self._clock = clock
        self._jitter = jitter
        self._floor = floor

    async def begin(self, turns: Sequence[Turn]) -> list[tuple[Turn, Claim]]:
        """A claim for each turn, in one round trip; turns of sources that are no more are given up."""
        claims = await self._sources.claim_each([turn.source for turn in turns])
        for turn, claim in zip(turns, claims, strict=True):
            if claim is None:
                await self._due.forget(turn)
        return [(turn, claim) for turn, claim in zip(turns, claims, strict=True) if claim is not None]

    async def poll(self, turn: Turn, claim: Claim) -> Report:
        """Poll once. Raises `LeaseLost`."""
        try:
            visit, source = await self._attempt(turn, claim)
        except (StoreError, LeaseLost):
            raise
        except Exception as error:  # one source's oddity must neither end the loop nor be met again at once
            log.exception("the poll of %s stumbled", claim.source.address)
            visit = _stumbled(claim.source, error)
            source = self._after(claim, visit.outcome)
            await self._settling.settle(Ended(turn, claim, source, timedelta()))
        await self._tell_hub(claim, visit)
        return _report(visit, source)

    async def _attempt(self, turn: Turn, claim: Claim) -> tuple[Visit, Source]:
        """What came of it, and the source as it is now; both are written."""
        visit = await self._visits.visit(claim.source)
        source = self._after(claim, visit.outcome)
        brought = visit.harvest if not visit.harvest.is_empty or source.facts != claim.source.facts else None
        await self._settling.settle(Ended(turn, claim, source, _pause(visit.outcome), brought))
        return visit, source

    def _after(self, claim: Claim, outcome: Outcome) -> Source:
        now = self._clock()
        return manners.after(claim.source, outcome, now, self._jitter(), self._terms(claim, now))

    async def take(self, turn: Turn, claim: Claim, pushed: Fetched, patience: float) -> bool:
        """Read what was ``pushed`` instead of going there, within ``patience`` seconds. Raises `LeaseLost`."""
        visit = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                visit = await self._visits.delivered(claim.source, pushed)
        source = manners.after_push(claim.source, visit.outcome, self._clock()) if visit else claim.source
        brought = visit.harvest if visit is not None and not visit.harvest.is_empty else None
        await self._settling.settle(Ended(turn, claim, source, timedelta(), brought))
        return visit is not None

    def _terms(self, claim: Claim, now: datetime) -> Terms:
        known = claim.subscription
        renew = websub.renewal(known) if known is not None and websub.is_live(known, now) else None
        return Terms(self._floor, websub.is_trusted(known, now), renew)

    async def _tell_hub(self, claim: Claim, visit: Visit) -> None:
        source, outcome = claim.source, visit.outcome
        if visit.offer is not None or outcome.verdict is Verdict.UNCHANGED:
            await self._hubs.follow(source.id, claim.subscription, visit.offer)
        if outcome.news:
            await self._hubs.judge(source.id, claim.subscription, source.pace.last_attempt)


def _pause(outcome: Outcome) -> timedelta:
    """For how long the whole domain is left alone."""
    is_busy = outcome.problem is not None and outcome.problem.detail in _BUSY
    return min(outcome.retry_after or timedelta(), _LONGEST_PAUSE) if is_busy else timedelta()


def _stumbled(source: Source, error: Exception) -> Visit:
    problem = Problem(_STUMBLED, type(error).__name__)
    return Visit(Outcome(Verdict.FAILED, problem, validators=source.pace.validators))


def _report(visit: Visit, source: Source) -> Report:
    verdict, found = visit.outcome.verdict, visit.harvest
    if verdict is Verdict.CHANGED and found.is_empty:
        verdict = Verdict.UNCHANGED
    return Report(verdict, source, found.fresh, len(found.put) - found.fresh, len(found.buried))
