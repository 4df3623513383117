"""What counts as reach, and what is kept of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from shared.fetch.identity import user_agent
from shared.reach.keeper import ReachKeeper
from shared.reach.store import RedisReach
from shared.reach.tally import Tally
from shared.reach.visits import Kind, Visit, counts, kind_of, product, subscribers
from shared.store.client import Store

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)"
NOW = datetime(2026, 3, 31, 18, 0, tzinfo=UTC)
"""Already April in Thailand."""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", Kind.PAGE),
        ("/posts/%E0%B8%82", Kind.PAGE),
        ("/strategy/rice", Kind.PAGE),
        ("/planet/", Kind.PAGE),
        ("/feeds/posts.html", Kind.PAGE),
        ("/2562/09/x.html", Kind.PAGE),
        ("/feeds/posts.atom", Kind.FEED),
        ("/feeds/posts/default", Kind.FEED),
        ("/feed/", Kind.FEED),
        ("/feed/atom/", Kind.FEED),
        ("/planet/feeds/all.rss", Kind.FEED),
        ("/comments/feeds/all.atom", Kind.FEED),
        ("/static/saket.css", None),
        ("/media/x/480.webp", None),
        ("/api/posts", None),
        ("/planet/api/entries", None),
        ("/strategy/api/plan", None),
        ("/metrics", None),
        ("/planet/healthz", None),
        ("/login", None),
        ("/write", None),
        ("/search", Kind.PAGE),
        ("/archive/2569/11", Kind.PAGE),
        ("/follow", Kind.PAGE),
        ("/strategy/report/2569", Kind.PAGE),
        ("/strategy/report/2569.pdf", None),
        ("/strategy/report/2569/issues.svg", None),
        ("/strategy/report/2569/issues.csv", None),
        ("/strategy/network.opml", None),
        ("/strategy/edit", None),
        ("/planet/opml", None),
        ("/planet/sources", Kind.PAGE),
        ("/planet/sources.json", None),
    ],
)
def test_kinds_of_addresses(path: str, kind: Kind | None) -> None:
    assert kind_of(path) is kind


def test_pages_are_counted_for_people_only() -> None:
    assert counts(Visit("/", BROWSER, "x")) is Kind.PAGE
    for agent in ("", "Googlebot/2.1", "curl/8.0", "python-requests/2.32"):
        assert counts(Visit("/", agent, "x")) is None
        assert counts(Visit("/feeds/posts.atom", agent, "x")) is Kind.FEED


def test_our_own_hub_is_no_reader() -> None:
    agent = user_agent("Saket-Hub", "http://roiet.example/hub")
    assert counts(Visit("/feeds/posts.atom", agent, "x")) is None


@pytest.mark.parametrize(
    ("agent", "name", "count"),
    [
        (FEEDLY, "feedly", 16),
        ("NewsBlur Feed Fetcher - 1 subscriber - http://newsblur.com", "newsblur feed fetcher", 1),
        ("Tiny Tiny RSS/24.1 (https://tt-rss.org/)", "tiny tiny rss", None),
        ("x; 99999999999999 subscribers", "x", None),
        ("x; 999999999 subscribers", "x", 10_000_000),
        ("Mozilla/5.0 (compatible; theoldreader.com; 4 subscribers; feed-id=1)", "theoldreader.com", 4),
        ("Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 5 subscribers)", "bazqux", 5),
        ("Big/1.0 (1,234 subscribers)", "big", 1234),
        ("Odd/1.0 (-5 subscribers)", "odd", None),
        ("", "", None),
        ("123", "", None),
    ],
)
def test_what_programs_say_of_themselves(agent: str, name: str, count: int | None) -> None:
    assert product(agent) == name
    assert subscribers(agent) == count


def test_a_tally_is_bounded() -> None:
    tally = Tally(most=2)

    class Request:
        method = "GET"
        remote = "203.0.113.5"
        headers: dict[str, str] = {}  # noqa: RUF012 - a stand-in

        def __init__(self, path: str) -> None:
            self.path = path

    for path in ("/a", "/b", "/c", "/a"):
        tally.note(Request(path), 200)  # type: ignore[arg-type]
    tally.note(Request("/d"), 404)  # type: ignore[arg-type]
    assert {seen[0]: count for seen, count in tally.take().items()} == {"/a": 2, "/b": 1}
    assert tally.take() == Counter()


class Counting(Tally):
    """A tally that was filled by hand."""

    def __init__(self, *seen: tuple[str, str, str]) -> None:
        super().__init__()
        self._seen.update((path, agent, peer, None) for path, agent, peer in seen)


async def kept(store: Store, seen: Sequence[tuple[str, str, str]]) -> None:
    await ReachKeeper(Counting(*seen), RedisReach(store), (), lambda: NOW).keep()


async def test_a_month_is_the_sum_of_what_all_processes_saw(store: Store) -> None:
    feed = "/feeds/posts.atom"
    await kept(
        store, [("/", BROWSER, "203.0.113.5"), ("/posts/x", BROWSER, "203.0.113.5"), (feed, FEEDLY, "192.0.2.1")]
    )
    more = FEEDLY.replace("16", "20")
    await kept(
        store, [("/", BROWSER, "203.0.113.9"), (feed, more, "192.0.2.9"), (feed, "Liferea/1.15", "198.51.100.1")]
    )
    less = FEEDLY.replace("16", "3")
    await kept(store, [(feed, less, "192.0.2.1"), ("/static/x.css", BROWSER, "203.0.113.5")])
    april, march = await RedisReach(store).months([NOW, datetime(2026, 3, 1, tzinfo=UTC)])
    assert (april.pages, april.fetches, april.readers, april.subscribers) == (3, 4, 2, 20)
    assert april.by_page == {"/": 2, "/posts/x": 1}
    assert (march.pages, march.readers) == (0, 0)


async def test_no_address_is_kept(store: Store) -> None:
    await kept(store, [("/feeds/posts.atom", FEEDLY, "203.0.113.77"), ("/", BROWSER, "203.0.113.77")])
    everything = b""
    async for key in store.scan("{reach}*"):
        everything += key + (await store.execute("DUMP", key) or b"")
    assert everything
    assert b"203.0.113" not in everything
    assert 0 < await store.execute("TTL", "{reach}:2026-04:key") <= 38 * 86_400
