"""One visit to a source. Nothing is written here.

    ask (conditionally) | judge | (a page: find its feed) | parse in a worker | compare with what is known

What goes wrong out there is an outcome, not an error.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from services.aggregator.discovery import page, sniff
from services.aggregator.errors import AlreadyGathered, FeedProblem, NotAFeed
from services.aggregator.identity import source_id
from services.aggregator.model import NOTHING, Burial, Entry, EntryRef, Harvest, Known, Problem, Source
from services.aggregator.polling import exchange
from services.aggregator.polling.exchange import Outcome, Verdict
from services.aggregator.polling.gaps import Gaps
from services.aggregator.push import websub
from services.aggregator.push.subscriptions import Fetcher
from services.aggregator.reading import harvest
from services.aggregator.reading.document import About, ParsedFeed, ParseJob
from services.aggregator.reading.harvest import Remembered
from services.aggregator.reading.rewritten import nameless
from shared.clock import Clock
from shared.errors import FetchFailed
from shared.fetch.message import Fetched, FetchRequest, Headers

log = logging.getLogger(__name__)

_MEDIA_TYPES: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, application/json;q=0.8, text/xml;q=0.8, */*;q=0.1"
)

_LEFT_OUT: Final = 50
"""The newest of them tell whether a window has slid past what was seen."""


class Memory(Protocol):
    """What is remembered of a source's entries."""

    async def known(self, source: str) -> dict[str, Known]: ...
    async def source(self, source: str) -> Source | None: ...
    async def burials(self, refs: Sequence[EntryRef]) -> list[Burial]: ...


class Finder(Protocol):
    """Who finds the feed of a page."""

    async def find(self, page: Fetched, headers: Headers) -> Fetched | None: ...


class Recollection(Protocol):
    """Who looks up what a feed has to be compared with."""

    async def recognised(self, source: Source, known: Mapping[str, Known], feed: ParsedFeed) -> ParsedFeed: ...
    async def of(self, source: Source, known: Mapping[str, Known], feed: ParsedFeed) -> Remembered: ...


class Parser(Protocol):
    """Who parses, elsewhere."""

    async def parse(self, job: ParseJob) -> ParsedFeed: ...


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of it: the outcome, what is to be written, and the hub that was offered."""

    outcome: Outcome
    harvest: Harvest = NOTHING
    offer: websub.Offer | None = None


class Visitor:
    """Visits sources. ``agent`` says who we are: it names how many read a source with us."""

    def __init__(
        self,
        *,
        memory: Memory,
        recollection: Recollection,
        fetcher: Fetcher,
        finder: Finder,
        parser: Parser,
        clock: Clock,
        agent: Callable[[Source], str],
    ) -> None:
        self._memory = memory
        self._recollection = recollection
        self._gaps = Gaps(fetcher, parser)
        self._fetcher = fetcher
        self._finder = finder
        self._parser = parser
        self._clock = clock
        self._agent = agent

    async def visit(self, source: Source) -> Visit:
        """Ask once."""
        try:
            headers = Headers((*self._headers(source), *exchange.conditions(source.pace.validators).items))
            fetched = await self._fetcher.fetch(FetchRequest(source.address, headers=headers))
        except FetchFailed as error:
            # Everybody may see a source's problem, and this message may name addresses inside our network.
            log.info("%s cannot be fetched: %s", source.address, error)
            return _failed(source, Problem(error.code))
        try:
            return await self._read(source, fetched)
        except FeedProblem as error:
            return replace(_failed(source, Problem(error.code, error.detail)), offer=_offer_of_page(fetched))

    async def delivered(self, source: Source, pushed: Fetched) -> Visit | None:
        """What a push adds; None where the source has to be asked.

        It is no feed, or another one (whose id would make other ids of its entries), or it changes what is known, as
        it may where entries have nothing to be known by, or it is so late that its entries were withdrawn since.
        """
        try:
            known = await self._memory.known(source.id)
            feed = await self._parser.parse(_job(source, known, pushed))
        except FeedProblem as error:
            log.info("a push for %s cannot be read: %s", source.address, error)
            return None
        if not feed.present or feed.about.atom_id != source.facts.atom_id or (known and nameless(feed, known)):
            return None
        more = await self._recollection.of(source, known, feed)
        found = harvest.gather(source, known, feed, self._clock(), more)
        if found.buried or any(entry.id in known for entry in found.put) or await self._has_withdrawn(found.put):
            return None
        news = tuple(entry.position for entry in found.put)
        outcome = Outcome(Verdict.CHANGED, validators=source.pace.validators, news=news, brought=bool(news))
        return Visit(outcome, found)

    async def _has_withdrawn(self, entries: Sequence[Entry]) -> bool:
        """Whether any of these was withdrawn, and not changed after that."""
        stones = await self._memory.burials([EntryRef(entry.source, entry.id) for entry in entries])
        when = {stone.entry: stone.when for stone in stones}
        return any(entry.id in when and (_told(entry) or when[entry.id]) <= when[entry.id] for entry in entries)

    def _headers(self, source: Source) -> tuple[tuple[str, str], ...]:
        return ("Accept", _MEDIA_TYPES), ("User-Agent", self._agent(source))

    async def _read(self, source: Source, fetched: Fetched) -> Visit:
        outcome = exchange.judge(fetched, source.pace.validators, self._clock())
        if outcome.verdict is not Verdict.CHANGED:
            return Visit(outcome)
        digest = hashlib.sha256(fetched.body).hexdigest()
        outcome = replace(outcome, validators=replace(outcome.validators, body=digest))
        if digest == source.pace.validators.body:
            return Visit(replace(outcome, verdict=Verdict.UNCHANGED))
        if sniff.is_page(fetched.body):
            return await self._discover(source, fetched)
        return await self._compare(source, fetched, outcome)

    async def _discover(self, source: Source, fetched: Fetched) -> Visit:
        """Somebody gave us the address of a page, whose feed may move. One that once was a feed is out of order."""
        found, pace = None, source.pace
        if pace.last_success is None or (pace.is_page and source.address == source.url):
            found = await self._finder.find(fetched, Headers(self._headers(source)))
        if found is None:
            raise NotAFeed("html")
        known = await self._memory.source(source_id(found.url))
        if known is not None and known.id != source.id:
            raise AlreadyGathered(known.id)
        outcome = exchange.judge(found, source.pace.validators, self._clock())
        digest = hashlib.sha256(found.body).hexdigest()
        validators = replace(outcome.validators, body=digest)
        return await self._compare(source, found, replace(outcome, validators=validators, found=found.url, moved=None))

    async def _compare(self, source: Source, fetched: Fetched, outcome: Outcome) -> Visit:
        known = await self._memory.known(source.id)
        feed = await self._parser.parse(_job(source, known, fetched))
        feed = await self._recollection.recognised(source, known, feed)
        feed = await self._gaps.closed(source, known, feed, Headers(self._headers(source)))
        more = await self._recollection.of(source, known, feed)
        now = self._clock()
        found = harvest.gather(source, known, feed, now, more)
        outcome = replace(
            outcome,
            facts=harvest.facts(feed.about, source, now),
            hints=harvest.hints(feed.about),
            news=tuple(entry.position for entry in found.put if entry.id not in known),
            brought=not found.is_empty,
            left_out=_left_out(feed, known, found),
        )
        return Visit(outcome, found, _offer(feed.about, fetched))


def _told(entry: Entry) -> datetime | None:
    return entry.updated or entry.published


def _left_out(feed: ParsedFeed, known: Mapping[str, Known], found: Harvest) -> tuple[str, ...]:
    kept = known.keys() | {entry.id for entry in found.put}
    return tuple(name for name in feed.present if name not in kept or name in found.forget)[:_LEFT_OUT]


def _failed(source: Source, problem: Problem) -> Visit:
    return Visit(Outcome(Verdict.FAILED, problem, validators=source.pace.validators))


def _job(source: Source, known: dict[str, Known], fetched: Fetched) -> ParseJob:
    digests = {name: entry.digest for name, entry in known.items()}
    return ParseJob(fetched.body, fetched.headers.get("Content-Type") or "", fetched.url, source.id, digests)


def _offer(about: About, fetched: Fetched) -> websub.Offer | None:
    return websub.offer(fetched.headers.get_all("Link"), fetched.url, about.hubs, about.self_url)


def _offer_of_page(fetched: Fetched) -> websub.Offer | None:
    """What a page that is no feed offers: whatever becomes of it, its news come sooner by push."""
    seen = page.read(fetched.body, fetched.url)
    return websub.offer(fetched.headers.get_all("Link"), fetched.url, seen.hubs, seen.own)
