"""After a downtime everything is due at once: it is polled in its turn, as if nothing had been."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Final

import pytest

from services.aggregator.model import Source, Turn
from services.aggregator.polling import manners
from services.aggregator.polling.exchange import Outcome, Verdict
from services.aggregator.polling.schedule import Terms
from services.aggregator.store.due import DueStore
from shared.store.client import Store
from tests.stores.test_due_store import NOW, added, source

SOURCES: Final = 10_000
SHARED: Final = 1_000
"""So many of them live on `SITES` sites with many feeds, the others on one of their own."""
SITES: Final = 10
PLACES: Final = 256
MOST: Final = 2
GAP: Final = timedelta(seconds=1)
LEASE: Final = timedelta(seconds=24)
TICK: Final = timedelta(seconds=0.5)
FETCH: Final = timedelta(seconds=1.2)
TERMS: Final = Terms(timedelta(minutes=5))


@dataclass
class Fleet:
    """One process after its start, in simulated time: it polls whatever the schedule gives it."""

    due: DueStore
    sources: dict[str, Source]
    now: datetime = NOW
    begun: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    again: list[datetime] = field(default_factory=list)
    most_at_once: Counter[str] = field(default_factory=Counter)
    _running: deque[tuple[datetime, Turn]] = field(default_factory=deque)
    _chance: Random = field(default_factory=lambda: Random(6))

    async def poll_everything(self) -> None:
        """Until nothing is overdue or being polled."""
        while len(self.again) < len(self.sources):
            await self._settle()
            turns, _ = await self.due.take(self.now, self.now + LEASE, PLACES - len(self._running))
            for turn in turns:
                self.begun[turn.domain].append(self.now)
                self._running.append((self.now + FETCH, turn))
            self._count()
            self.now += TICK

    async def _settle(self) -> None:
        ended = [(turn, self._polled(turn), timedelta()) for turn in self._ended()]
        if ended:
            await self.due.settle(ended, self.now)

    def _ended(self) -> Iterator[Turn]:
        while self._running and self._running[0][0] <= self.now:
            yield self._running.popleft()[1]

    def _polled(self, turn: Turn) -> Source:
        known = self.sources[turn.source]
        polled = manners.after(known, Outcome(Verdict.UNCHANGED), self.now, self._chance.random(), TERMS)
        assert polled.pace.next_poll is not None
        self.again.append(polled.pace.next_poll)
        return polled

    def _count(self) -> None:
        at_once = Counter(turn.domain for _, turn in self._running)
        self.most_at_once |= Counter({"": len(self._running)}) | at_once


@pytest.mark.slow
async def test_a_restart_causes_no_stampede(any_store: Store) -> None:
    """10,000 sources that a day of downtime made overdue: budgets hold from the first second, and nobody starves."""
    alone = [source(f"a{number}", since=-Random(number).uniform(0, 86_400)) for number in range(SOURCES - SHARED)]
    together = [source(f"s{number}", f"site{number % SITES}.example", since=-number) for number in range(SHARED)]
    overdue = [replace(each, created=NOW - timedelta(days=30)) for each in (*alone, *together)]
    for start in range(0, SOURCES, 500):
        await added(any_store, *overdue[start : start + 500])
    fleet = Fleet(DueStore(any_store, most=MOST, gap=GAP), {each.id: each for each in overdue})

    await fleet.poll_everything()

    assert sum(map(len, fleet.begun.values())) == SOURCES, "each once"
    assert fleet.most_at_once[""] <= PLACES
    for domain, moments in fleet.begun.items():
        assert fleet.most_at_once[domain] <= MOST
        assert all(later - earlier >= GAP for earlier, later in pairwise(moments)), domain
    # A site of 100 feeds takes 100 gaps, and a tick of this test each; all others are done as fast as there are places.
    assert fleet.now - NOW <= SHARED / SITES * (GAP + TICK) + timedelta(seconds=30)
    soonest = Counter(int((moment - NOW).total_seconds()) for moment in fleet.again)
    assert max(soonest.values()) <= PLACES, "nor do they come back all at once"
