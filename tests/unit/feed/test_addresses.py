import pytest

from services.feed.addresses import Addresses, all_feeds, feed_path, post_path, search_path, view_path
from services.feed.feeds.hub_topics import topics
from services.feed.model import ALL_POSTS, Topic, ViewName
from tests.support.site import settings

TO = Addresses(settings())
LABEL = ViewName(Topic.LABEL, "น้ำ & ป่า?")


def test_whatever_people_write_is_encoded() -> None:
    assert post_path("ก") == "/posts/%E0%B8%81"
    assert view_path(LABEL) == feed_path(LABEL, "atom").removeprefix("/feeds").removesuffix(".atom")
    assert "%20%26%20" in view_path(LABEL)
    assert view_path(LABEL).endswith("%3F")
    assert search_path("a b&c") == "/feeds/search.atom?q=a+b%26c"


def test_views_have_three_feeds() -> None:
    assert all_feeds(ALL_POSTS) == ("/feeds/posts.atom", "/feeds/posts.rss", "/feeds/posts.json")
    assert all_feeds(ViewName(Topic.STRATEGY, "a"))[0] == "/feeds/strategy/a.atom"


def test_topics_are_absolute() -> None:
    assert topics([ALL_POSTS], settings())[0] == "http://roiet.example/feeds/posts.atom"
    assert topics([], settings()) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://roiet.example/posts/%E0%B8%81",
        "http://roiet.example/posts/ก",
        "HTTP://ROIET.example/posts/%e0%b8%81?lang=en#x",
    ],
)
def test_the_slug_in_any_spelling(url: str) -> None:
    assert TO.slug_in(url) == "ก"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/posts/a",
        "http://[",
        "http://elsewhere.example/posts/a",
        "http://roiet.example/posts/",
        "http://roiet.example/posts/a/b",
        "http://roiet.example/posts/a%2Fb",
        "http://roiet.example/labels/a",
        "http://roiet.example.evil/posts/a",
        "http://user@roiet.example/posts/a",
    ],
)
def test_no_post_of_ours(url: str) -> None:
    assert TO.slug_in(url) is None


def test_media_may_live_here_or_elsewhere() -> None:
    assert TO.media("/static/a.webp") == "http://roiet.example/static/a.webp"
    assert TO.media("https://x.example/a") == "https://x.example/a"
