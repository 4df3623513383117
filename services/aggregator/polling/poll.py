"""One poll of one source.

    claim | ask (conditionally) | judge | parse in a worker | compare | write under the claim's fence
          | bring the river up to date | announce | follow the hub

What goes wrong out there is an outcome, not an error; only the store's errors and a lost claim are raised.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.aggregator.discovery import htmllinks
from services.aggregator.errors import FeedProblem
from services.aggregator.model import (
    Claim,
    Harvest,
    Known,
    Problem,
    Source,
    SourceState,
    Subscription,
    Validators,
)
from services.aggregator.polling import exchange, schedule
from services.aggregator.polling.exchange import Outcome, Verdict
from services.aggregator.push import websub
from services.aggregator.push.subscriptions import Fetcher
from services.aggregator.reading import harvest
from services.aggregator.reading.document import ParsedFeed, ParseJob
from shared.clock import Clock
from shared.errors import FetchFailed
from shared.fetch.message import Fetched, FetchRequest, Headers

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
"""Longer than a fetch and a parse may take together."""
_MEDIA_TYPES: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, application/json;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
_ACCEPT: Final = Headers((("Accept", _MEDIA_TYPES),))


class Sources(Protocol):
    """What a poll needs of the sources' store."""

    async def claim(self, source: str, now: datetime, until: datetime) -> Claim | None: ...
    async def known(self, source: str) -> dict[str, Known]: ...
    async def apply(self, claim: Claim, source: Source, harvest: Harvest, *, facts_changed: bool) -> None: ...


class Schedule(Protocol):
    """What a poll needs of the schedule."""

    async def settle(self, source: str, until: datetime, due: datetime | None) -> None: ...


class River(Protocol):
    """Who brings the indexes up to date and announces what changed."""

    async def expect(self, source: str) -> str: ...
    async def update(self, source: Source, mark: str) -> None: ...


class Parser(Protocol):
    """Who parses, elsewhere."""

    async def parse(self, job: ParseJob) -> ParsedFeed: ...


class Hubs(Protocol):
    """Who keeps subscriptions."""

    async def live(self, source: str) -> Subscription | None: ...
    async def follow(self, source: str, offered: websub.Offer) -> None: ...
    async def renew(self, source: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Report:
    """What a poll brought; ``source`` is as it is now."""

    verdict: Verdict
    source: Source
    fresh: int = 0
    changed: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the source said: the outcome, what to ask with next time, and the feed if there is a new one."""

    outcome: Outcome
    validators: Validators
    feed: ParsedFeed | None = None
    offer: websub.Offer | None = None


class Polling:
    """Polls sources, one at a time and source. ``jitter`` gives numbers in [0, 1)."""

    def __init__(
        self,
        *,
        sources: Sources,
        due: Schedule,
        river: River,
        fetcher: Fetcher,
        parser: Parser,
        hubs: Hubs,
        clock: Clock,
        jitter: Callable[[], float],
        manners: schedule.Manners,
    ) -> None:
        self._sources = sources
        self._due = due
        self._river = river
        self._fetcher = fetcher
        self._parser = parser
        self._hubs = hubs
        self._clock = clock
        self._jitter = jitter
        self._manners = manners

    async def poll(self, source: str, until: datetime) -> Report | None:
        """Poll once; None if somebody else is at it. ``until`` is when the schedule hands the source out again.

        Raises `NotFound` and `LeaseLost`.
        """
        claim = await self._sources.claim(source, self._clock(), until)
        if claim is None:
            return None
        known = await self._sources.known(source)
        answer = await self._ask(claim.source, known)
        report = await self._keep(claim, known, answer)
        await self._due.settle(source, until, report.source.next_poll)
        await self._follow_hub(source, answer)
        return report

    async def _follow_hub(self, source: str, answer: _Answer) -> None:
        if answer.offer is not None:
            await self._hubs.follow(source, answer.offer)
        elif answer.outcome.verdict is Verdict.UNCHANGED:
            await self._hubs.renew(source)

    async def _ask(self, source: Source, known: dict[str, Known]) -> _Answer:
        conditions = exchange.conditions(source.validators)
        try:
            fetched = await self._fetcher.fetch(
                FetchRequest(source.url, headers=Headers(_ACCEPT.items + conditions.items))
            )
            try:
                return await self._read(source, known, fetched)
            except FeedProblem as error:
                return replace(_failed(source, Problem(error.code, error.detail)), offer=_offer_of_page(fetched))
        except FetchFailed as error:
            # Everybody may see a source's problem, and this message may name addresses inside our network.
            log.info("%s cannot be fetched: %s", source.url, error)
            return _failed(source, Problem(error.code))

    async def _read(self, source: Source, known: dict[str, Known], fetched: Fetched) -> _Answer:
        outcome = exchange.judge(fetched, source.validators, self._clock())
        if outcome.verdict is Verdict.UNCHANGED:
            return _Answer(outcome, exchange.new_validators(fetched, source.validators, None))
        if outcome.verdict is not Verdict.CHANGED:
            return _Answer(outcome, source.validators)
        digest = hashlib.sha256(fetched.body).hexdigest()
        validators = exchange.new_validators(fetched, source.validators, digest)
        if digest == source.validators.body:
            return _Answer(replace(outcome, verdict=Verdict.UNCHANGED), validators)
        feed = await self._parser.parse(_job(source, known, fetched))
        links = fetched.headers.get_all("Link")
        offer = websub.offer(links, fetched.url, feed.about.hubs, feed.about.self_url)
        return _Answer(outcome, validators, feed, offer)

    async def _keep(self, claim: Claim, known: dict[str, Known], answer: _Answer) -> Report:
        now = self._clock()
        found = harvest.gather(claim.source, known, answer.feed, now) if answer.feed else Harvest()
        live = await self._hubs.live(claim.source.id)
        source = _after(claim.source, answer, found, now)
        source = replace(source, next_poll=self._next(source, answer.outcome, now, live))
        facts_changed = source.facts != claim.source.facts
        if found.is_empty and not facts_changed:
            await self._sources.apply(claim, source, found, facts_changed=False)
        else:
            mark = await self._river.expect(source.id)
            await self._sources.apply(claim, source, found, facts_changed=facts_changed)
            await self._river.update(source, mark)
        return _report(answer.outcome.verdict, source, found)

    def _next(self, source: Source, outcome: Outcome, now: datetime, live: Subscription | None) -> datetime | None:
        due = schedule.next_poll(source, outcome, now, self._jitter(), self._manners, pushed=live is not None)
        if due is None or live is None or outcome.verdict is Verdict.FAILED:
            return due
        return max(min(due, websub.renewal(live)), now + self._manners.floor)


def _failed(source: Source, problem: Problem) -> _Answer:
    return _Answer(Outcome(Verdict.FAILED, problem), source.validators)


def _offer_of_page(fetched: Fetched) -> websub.Offer | None:
    """What a page that is no feed offers: whatever becomes of it, its news come sooner by push."""
    hubs, own = htmllinks.named_in(fetched.body, fetched.url)
    return websub.offer(fetched.headers.get_all("Link"), fetched.url, hubs, own)


def _job(source: Source, known: dict[str, Known], fetched: Fetched) -> ParseJob:
    digests = {name: entry.digest for name, entry in known.items()}
    return ParseJob(fetched.body, fetched.headers.get("Content-Type") or "", fetched.url, source.id, digests)


def _after(source: Source, answer: _Answer, found: Harvest, now: datetime) -> Source:
    """The source's record once this poll is over, but for the next one."""
    outcome = answer.outcome
    if outcome.verdict in {Verdict.FAILED, Verdict.GONE}:
        state = SourceState.GONE if outcome.verdict is Verdict.GONE else SourceState.FAILING
        return replace(source, state=state, last_attempt=now, failures=source.failures + 1, error=outcome.problem)
    about = answer.feed.about if answer.feed else None
    return replace(
        source,
        state=SourceState.OK,
        last_attempt=now,
        last_success=now,
        failures=0,
        error=None,
        validators=answer.validators,
        facts=harvest.facts(about, source, now) if about else source.facts,
        ttl=about.ttl if about else source.ttl,
        changed=source.changed if found.is_empty else now,
    )


def _report(verdict: Verdict, source: Source, found: Harvest) -> Report:
    if verdict is Verdict.CHANGED and found.is_empty:
        verdict = Verdict.UNCHANGED
    return Report(verdict, source, found.fresh, len(found.put) - found.fresh, len(found.buried))
