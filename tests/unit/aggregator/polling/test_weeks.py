"""A fake publisher grades our manners over weeks of simulated time; only the clock and the network are made up."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any, cast

import pytest

from services.aggregator.identity import source_id
from services.aggregator.model import Harvest, Known, Pace, Source, SourceState
from services.aggregator.polling import manners
from services.aggregator.polling.schedule import Terms
from services.aggregator.polling.visit import Visitor
from services.aggregator.reading.cleaning import Cleaner
from services.aggregator.reading.document import ParsedFeed, ParseJob
from services.aggregator.reading.harvest import Remembered
from services.aggregator.reading.parsing import parse
from shared.fetch.message import Fetched, FetchRequest, Headers, Redirect

START = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)  # a Monday
FLOOR = timedelta(minutes=5)
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
HERE = "https://news.moi.go.th/rss"
AGENT = "Saket/1 (+https://roiet.example/planet/sources; 3 subscribers)"


@dataclass(frozen=True)
class Asked:
    at: datetime
    url: str
    headers: Headers


@dataclass
class Publisher:
    """Answers requests by ``answer``, which gets the time and the request, and remembers all of them."""

    answer: Callable[["Publisher", datetime, FetchRequest], Fetched]
    now: datetime = START
    asked: list[Asked] = field(default_factory=list)

    async def fetch(self, request: FetchRequest) -> Fetched:
        self.asked.append(Asked(self.now, request.url, request.headers))
        return self.answer(self, self.now, request)

    @property
    def times(self) -> list[datetime]:
        return [each.at for each in self.asked]

    @property
    def gaps(self) -> list[timedelta]:
        return [later - earlier for earlier, later in pairwise(self.times)]

    def between(self, start: timedelta, end: timedelta) -> list[timedelta]:
        """Gaps between requests of a span of the simulation."""
        inside = [at for at in self.times if START + start <= at < START + end]
        return [later - earlier for earlier, later in pairwise(inside)]


class Memory:
    """What was harvested so far."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    async def known(self, source: str) -> dict[str, Known]:
        del source
        return dict(self._known)

    async def source(self, source: str) -> None:
        del source

    def keep(self, found: Harvest) -> None:
        for entry, digest in zip(found.put, found.digests, strict=True):
            self._known[entry.id] = Known(digest, entry.first_seen, entry.position, entry.size)


class Blank:
    """Nothing to compare with."""

    async def of(self, source: Source, known: Mapping[str, Known], feed: ParsedFeed) -> Remembered:
        del source, known, feed
        return Remembered()

    async def recognised(self, source: Source, known: Mapping[str, Known], feed: ParsedFeed) -> ParsedFeed:
        del source, known
        return feed


class Here:
    """The parser, without its process."""

    async def parse(self, job: ParseJob) -> ParsedFeed:
        return parse(job, Cleaner())


async def lived(publisher: Publisher, span: timedelta) -> Source:
    """The source after ``span``, polled when it wants to be."""
    chance, memory = random.Random(5), Memory()
    visitor = Visitor(
        memory=cast(Any, memory), recollection=Blank(), fetcher=publisher, finder=cast(Any, None), parser=Here(),
        clock=lambda: publisher.now, agent=lambda _source: AGENT,
    )  # fmt: skip
    source = Source(id=source_id(HERE), url=HERE, created=START, pace=Pace(next_poll=START))
    while source.pace.next_poll is not None and source.pace.next_poll <= START + span:
        publisher.now = source.pace.next_poll
        visit = await visitor.visit(source)
        memory.keep(visit.harvest)
        source = manners.after(source, visit.outcome, publisher.now, chance.random(), Terms(FLOOR))
    return source


def news(now: datetime, every: timedelta, extra: str = "") -> bytes:
    """RSS with an item for each ``every`` since a week before the start."""
    count = int((now - START + WEEK) / every)
    items = "".join(
        f"<item><guid>{n}</guid><title>{n}</title><pubDate>{format_datetime(START - WEEK + n * every)}</pubDate></item>"
        for n in range(max(count - 10, 0), count + 1)
    )
    return f'<rss version="2.0"><channel><title>t</title>{extra}{items}</channel></rss>'.encode()


def reply(request: FetchRequest, status: int = 200, body: bytes = b"", **fields: str) -> Fetched:
    named = ((name.replace("_", "-"), value) for name, value in fields.items())
    return Fetched(request.url, status, Headers.of(named), body)


def publishing(every: timedelta, extra: str = "", **fields: str) -> Publisher:
    """A site that changes like this and answers 304 while it does not."""

    def answer(_: Publisher, now: datetime, request: FetchRequest) -> Fetched:
        body = news(now, every, extra)
        etag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == etag:
            return reply(request, 304, b"", ETag=etag, **fields)
        return reply(request, 200, body, ETag=etag, **fields)

    return Publisher(answer)


@pytest.mark.parametrize(
    ("every", "least", "most", "span"),
    [
        (10 * MINUTE, 5 * MINUTE, 20 * MINUTE, DAY),
        (6 * HOUR, 30 * MINUTE, 3 * HOUR, 3 * WEEK),
        (DAY, 2 * HOUR, 8 * HOUR, 6 * WEEK),
        (3 * WEEK, 12 * HOUR, 27 * HOUR, 6 * WEEK),
    ],
)
async def test_the_interval_follows_the_publisher(
    every: timedelta, least: timedelta, most: timedelta, span: timedelta
) -> None:
    publisher = publishing(every)
    await lived(publisher, span)
    settled = sorted(publisher.between(span / 2, span))
    assert least <= settled[len(settled) // 2] <= most
    assert min(publisher.gaps) >= FLOOR
    assert max(publisher.gaps) <= 1.1 * DAY


async def test_a_publisher_that_falls_asleep_is_visited_less_and_found_again() -> None:
    def every(now: datetime) -> bytes:
        asleep = START + WEEK <= now < START + 5 * WEEK
        return news(START + WEEK if asleep else now, 6 * HOUR)

    publisher = Publisher(lambda _, now, request: reply(request, 200, every(now)))
    await lived(publisher, 7 * WEEK)
    assert max(publisher.between(timedelta(), WEEK)) < 3 * HOUR
    assert min(publisher.between(4 * WEEK, 5 * WEEK)) > 12 * HOUR
    assert max(publisher.between(6 * WEEK + 4 * DAY, 7 * WEEK)) < 3 * HOUR


@pytest.mark.parametrize("field", ["Cache_Control", "Expires"])
@pytest.mark.parametrize("status", [200, 304, 429])
async def test_freshness_is_honoured_whatever_the_status(field: str, status: int) -> None:
    def answer(publisher: Publisher, now: datetime, request: FetchRequest) -> Fetched:
        value = "max-age=7200" if field == "Cache_Control" else format_datetime(now + 2 * HOUR, usegmt=True)
        code = status if len(publisher.asked) > 1 else 200
        return reply(request, code, news(now, 10 * MINUTE), ETag='"1"', **{field: value})

    publisher = Publisher(answer)
    await lived(publisher, WEEK)
    assert min(publisher.gaps) >= 2 * HOUR - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("extra", "least"),
    [
        ("<ttl>180</ttl>", 3 * HOUR),
        ('<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>', DAY),
    ],
)
async def test_the_feeds_own_interval_is_honoured(extra: str, least: timedelta) -> None:
    publisher = publishing(10 * MINUTE, extra)
    await lived(publisher, WEEK)
    assert min(publisher.gaps) >= least


async def test_hours_and_days_off_are_kept() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(8))
    extra = f"<skipHours>{hours}</skipHours><skipDays><day>Saturday</day><day>Sunday</day></skipDays>"
    publisher = publishing(HOUR, extra)
    await lived(publisher, 2 * WEEK)
    later = publisher.times[1:]  # the first visit is how we learn of it
    assert len(later) > 100
    assert {at.hour for at in later} == set(range(8, 24))
    assert {at.weekday() for at in later} == set(range(5))


@pytest.mark.parametrize("status", [403, 429, 503])
@pytest.mark.parametrize("wait", [90 * MINUTE, 40 * HOUR, 2 * WEEK])
@pytest.mark.parametrize("as_date", [True, False])
async def test_retry_after_is_kept_to_the_second(status: int, wait: timedelta, *, as_date: bool) -> None:
    def answer(publisher: Publisher, now: datetime, request: FetchRequest) -> Fetched:
        if len(publisher.asked) != 3:
            return reply(request, 200, news(now, DAY))
        value = format_datetime(now + wait, usegmt=True) if as_date else str(int(wait.total_seconds()))
        return reply(request, status, Retry_After=value)

    publisher = Publisher(answer)
    await lived(publisher, 3 * WEEK)
    assert wait - timedelta(seconds=1) <= publisher.gaps[2] <= wait + 10 * MINUTE


async def test_failures_back_off_and_never_end() -> None:
    def answer(_: Publisher, now: datetime, request: FetchRequest) -> Fetched:
        down = START + DAY <= now < START + 5 * WEEK
        return reply(request, 500) if down else reply(request, 200, news(now, DAY))

    publisher = Publisher(answer)
    source = await lived(publisher, 6 * WEEK)
    down = publisher.between(DAY, 5 * WEEK)
    assert down[0] < 10 * MINUTE
    assert all(later > 1.3 * earlier for earlier, later in pairwise(down[:7])), "about twice as long each time"
    assert DAY <= max(down) <= 1.5 * DAY
    assert len(set(down[10:])) == len(down[10:]), "never at the same time of day"
    assert source.pace.state is SourceState.OK
    assert max(publisher.between(5 * WEEK + 2 * DAY, 6 * WEEK)) < 8 * HOUR, "as before"


async def test_gone_is_gone() -> None:
    def answer(publisher: Publisher, now: datetime, request: FetchRequest) -> Fetched:
        return reply(request, 410) if len(publisher.asked) == 4 else reply(request, 200, news(now, DAY))

    publisher = Publisher(answer)
    source = await lived(publisher, 6 * WEEK)
    assert len(publisher.asked) == 4
    assert (source.pace.state, source.pace.next_poll) == (SourceState.GONE, None)


async def test_validators_come_back_byte_for_byte_even_where_the_body_is_the_same() -> None:
    odd = ('W/"a  b"', "not-quoted", '"ภาษา"', 'W/"x', '"a","b"')

    def answer(publisher: Publisher, _: datetime, request: FetchRequest) -> Fetched:
        number = len(publisher.asked)
        return reply(
            request, 200, news(START, HOUR), ETag=odd[number % len(odd)], Last_Modified=f"any day, {number} o'clock"
        )

    publisher = Publisher(answer)
    await lived(publisher, WEEK)
    assert len(publisher.asked) > 6
    for number, asked in enumerate(publisher.asked[1:], 1):
        assert asked.headers.get("If-None-Match") == odd[number % len(odd)]
        assert asked.headers.get("If-Modified-Since") == f"any day, {number} o'clock"
        assert asked.headers.get("User-Agent") == AGENT


def moved(to: str, status: int = 301, until: timedelta = 52 * WEEK) -> Publisher:
    """A site whose old address redirects until then, and is back after it."""

    def answer(_: Publisher, now: datetime, request: FetchRequest) -> Fetched:
        body = news(now, DAY)
        if request.url != HERE or now >= START + until:
            return reply(request, 200, body)
        return Fetched(to, 200, Headers(), body, (Redirect(status, to),))

    return Publisher(answer)


def switched(publisher: Publisher) -> Iterator[datetime]:
    return (each.at for each in publisher.asked if each.url != HERE)


@pytest.mark.parametrize("status", [301, 308])
async def test_a_permanent_redirect_is_believed_after_a_week(status: int) -> None:
    publisher = moved("https://www.moi.go.th/feed.xml", status)
    await lived(publisher, 3 * WEEK)
    assert START + WEEK <= min(switched(publisher)) <= START + WEEK + DAY


@pytest.mark.parametrize(
    ("publisher", "why"),
    [
        (moved("https://www.moi.go.th/feed.xml", until=6 * DAY), "it lasted too short"),
        (moved("https://www.moi.go.th/feed.xml", 302), "it is temporary"),
        (moved("https://parked.example.com/"), "it is the root of another domain"),
        (moved("https://www.moi.go.th/login?next=/rss"), "it is a login page"),
    ],
)
async def test_other_redirects_are_only_followed(publisher: Publisher, why: str) -> None:
    await lived(publisher, 3 * WEEK)
    assert list(switched(publisher)) == [], why


async def test_a_move_that_was_a_mistake_is_taken_back() -> None:
    there = "https://www.moi.go.th/feed.xml"

    def answer(_: Publisher, now: datetime, request: FetchRequest) -> Fetched:
        if request.url == there:
            return reply(request, 404)
        body = news(now, DAY)
        return (
            Fetched(there, 200, Headers(), body, (Redirect(301, there),))
            if now < START + 9 * DAY
            else reply(request, 200, body)
        )

    publisher = Publisher(answer)
    source = await lived(publisher, 4 * WEEK)
    assert any(switched(publisher))
    assert (source.address, source.pace.state) == (HERE, SourceState.OK)
