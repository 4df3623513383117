"""Somebody gives the address of a page: its feed is found, wherever it is, and gathered."""

import pytest

from tests.app.aggregator.feeds import atom, item
from tests.app.aggregator.harness import Planet
from tests.support.origin import Origin, Reply

HTML = {"Content-Type": "text/html; charset=utf-8"}
FEED = Reply(body=atom(item(1)), headers={"ETag": '"1"', "Content-Type": "text/html"})


def page(head: str) -> Reply:
    return Reply(body=f"<!doctype html><html><head>{head}</head><body>ข่าว</body></html>".encode(), headers=HTML)


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ('<link rel="alternate" type="application/atom+xml" href="/named.xml">', "/named.xml"),
        ('<meta name="generator" content="WordPress 6.5">', "/pr/feed/"),
        ('<meta name="generator" content="Blogger">', "/feeds/posts/default"),
        ('<meta name="generator" content="Drupal 10">', "/rss.xml"),
        ("", "/feed.xml"),
    ],
)
async def test_the_feed_of_a_page_is_found(planet: Planet, origin: Origin, head: str, place: str) -> None:
    origin.on("/pr", page(head))
    origin.on(place, FEED)
    source = await planet.follow(origin.url("/pr"))
    seen = await planet.get(f"/api/sources/{source}")
    assert (seen["state"], seen["url"], seen["feed"]) == ("ok", origin.url("/pr"), origin.url(place))
    assert len(await planet.titles()) == 1
    await planet.poll(source)
    assert origin.requests_for(place)[-1].headers["If-None-Match"] == '"1"'
    assert len(origin.requests_for("/pr")) == 1, "the page itself is not asked again"


async def test_a_feed_named_behind_scripts_and_styles_is_found(planet: Planet, origin: Origin) -> None:
    """As portals of offices have them: hundreds of kilobytes in the page itself before anything is said."""
    script, style = (
        "if (a < b) { c = '<link rel=feed href=/wrong>'; }\n" * 6000,
        ".menu a:hover { color: red }\n" * 4000,
    )
    named = '<link rel="alternate" type="application/rss+xml" href="/named.xml">'
    origin.on("/pr", page(f"<script>{script}</script><style>{style}</style>{named}"))
    origin.on("/named.xml", FEED)
    source = await planet.follow(origin.url("/pr"))
    assert (await planet.get(f"/api/sources/{source}"))["feed"] == origin.url("/named.xml")
    assert [request.path for request in origin.received] == ["/pr", "/named.xml"]


async def test_joomla_names_its_feed_by_a_query(planet: Planet, origin: Origin) -> None:
    origin.on("/index.php", page('<meta name="generator" content="Joomla! - Open Source">'), FEED)
    source = await planet.follow(origin.url("/index.php?id=4"))
    assert (await planet.get(f"/api/sources/{source}"))["feed"] == origin.url("/index.php?format=feed&type=atom")


async def test_a_page_without_a_feed_says_so_after_a_few_looks(planet: Planet, origin: Origin) -> None:
    origin.on("/pr", page("".join(f'<link rel=feed href="/{number}">' for number in range(100))))
    source = await planet.follow(origin.url("/pr"))
    assert (await planet.get(f"/api/sources/{source}"))["error"] == {"code": "not-a-feed", "detail": "html"}
    assert len(origin.received) <= 13


async def test_a_feed_that_turns_into_a_page_is_out_of_order_not_moved(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", FEED, page('<link rel="feed" href="/other">'))
    origin.on("/other", FEED)
    source = await planet.follow(origin.url("/feed"))
    assert (await planet.poll(source))["source"]["error"]["code"] == "not-a-feed"
    assert origin.requests_for("/other") == []
    assert len(await planet.titles()) == 1


async def test_a_page_whose_feed_is_there_already_is_told(planet: Planet, origin: Origin) -> None:
    origin.on("/pr", page('<link rel="feed" href="/feed">'))
    origin.on("/feed", FEED)
    first = await planet.follow(origin.url("/feed"))
    second = await planet.follow(origin.url("/pr"))
    assert (await planet.get(f"/api/sources/{second}"))["error"] == {"code": "already-gathered", "detail": first}
    assert len(await planet.titles()) == 1


async def test_a_page_cannot_lead_into_the_private_network(planet: Planet, origin: Origin) -> None:
    origin.on("/pr", page('<link rel="feed" href="http://169.254.169.254/latest"><link rel="feed" href="file:///etc">'))
    source = await planet.follow(origin.url("/pr"))
    assert (await planet.get(f"/api/sources/{source}"))["error"]["code"] == "not-a-feed"


async def test_a_page_whose_feed_has_moved_is_asked_again(planet: Planet, origin: Origin) -> None:
    origin.on("/pr", page('<link rel="alternate" type="application/rss+xml" href="/old">'))
    origin.on("/old", FEED, Reply(404))
    source = await planet.follow(origin.url("/pr"))
    origin.on("/pr", page('<link rel="alternate" type="application/rss+xml" href="/new">'))
    origin.on("/new", Reply(body=atom(item(1), item(2))))
    for _ in range(5):
        assert (await planet.poll(source))["outcome"] == "failed"
    assert (await planet.poll(source))["outcome"] == "changed"
    seen = await planet.get(f"/api/sources/{source}")
    assert (seen["state"], seen["feed"], seen["entries"]) == ("ok", origin.url("/new"), 2)
