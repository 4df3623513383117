import pytest

from services.aggregator.river.topics import topics_of
from services.comments.addresses import LOCAL
from services.feed.addresses import all_feeds
from services.feed.model import ALL_POSTS, Topic, ViewName
from services.hub.errors import NotATopic
from services.hub.topics import Topics

SITE = "http://roiet.example"
TOPICS = Topics(SITE)
WATER = "%E0%B8%99%E0%B9%89%E0%B8%B3"
THREAD = "/comments/feeds/thread.atom?url=http%3A%2F%2Froiet.example%2Fposts%2Fa"

ANNOUNCED = [
    *all_feeds(ALL_POSTS),
    *all_feeds(ViewName(Topic.LABEL, "น้ำ")),
    *all_feeds(ViewName(Topic.LABEL, "100% (ข้าว & น้ำ)? #1+1=2; a.atom")),
    *all_feeds(ViewName(Topic.STRATEGY, "การเกษตร ที่ 1")),
    *(f"/feeds/agencies/{WATER}.{suffix}" for suffix in ("atom", "rss", "json")),
    *topics_of("0123456789abcdef", "อำเภอ, ตำบล"),
    *topics_of("0123456789abcdef", "a\\b"),
    LOCAL.all_feed(),
    LOCAL.thread_feed(f"{SITE}/posts/{WATER}"),
    LOCAL.thread_feed(f"{SITE}/posts/" + "%E0%B8%99" * 100),
]


@pytest.mark.parametrize("path", ANNOUNCED)
def test_whatever_is_announced_is_a_topic_as_it_is_spelt(path: str) -> None:
    assert TOPICS.path_of(SITE + path) == path


@pytest.mark.parametrize(
    ("topic", "path"),
    [
        ("HTTP://RoiEt.example:80/feeds/posts.atom", "/feeds/posts.atom"),
        ("http://roiet.example/feeds/posts.atom?", "/feeds/posts.atom"),
        ("http://roiet.example/%66eeds/posts%2Eatom", "/feeds/posts.atom"),
        ("http://roiet.example/feeds/labels/น้ำ.atom", f"/feeds/labels/{WATER}.atom"),
        (f"http://roiet.example/feeds/labels/{WATER.lower()}.rss", f"/feeds/labels/{WATER}.rss"),
        ("http://roiet.example/feeds/labels/น%E0%B9%89ำ.json", f"/feeds/labels/{WATER}.json"),
        ("http://roiet.example/feeds/labels/a(1)!.atom", "/feeds/labels/a%281%29%21.atom"),
        ("http://roiet.example/feeds/strategy/น้ำ.atom", f"/feeds/strategy/{WATER}.atom"),
        ("http://roiet.example/planet/feeds/regions/north.atom", "/planet/feeds/regions/north.atom"),
        ("http://roiet.example/planet/feeds/groups/น้ำ.atom", f"/planet/feeds/groups/{WATER}.atom"),
        ("http://roiet.example/comments/feeds/thread.atom?url=http://roiet.example/posts/a", THREAD),
        ("http://roiet.example/comments/feeds/replies.atom?id=ab.01x", "/comments/feeds/replies.atom?id=ab.01x"),
        ("http://roiet.example" + THREAD.replace("%3A", "%3a").replace("%2F", "%2f"), THREAD),
        (
            "http://roiet.example/comments/feeds/thread.atom?url=http://roiet.example/posts/น้ำ",
            f"/comments/feeds/thread.atom?url=http%3A%2F%2Froiet.example%2Fposts%2F{WATER}",
        ),
    ],
)
def test_other_spellings_are_the_same_topic(topic: str, path: str) -> None:
    assert TOPICS.path_of(topic) == path


@pytest.mark.parametrize(
    "target",
    [
        "/feeds/posts/default",
        "/feeds/posts/default?alt=rss",
        "/feeds/posts/default/-/a",
        "/feeds/posts/summary",
        "/feeds/search.atom?q=x",
        "/feeds/archive/1.atom",
        "/feed",
        "/feed/atom/",
        "/feeds/posts.atom?x=1",
        "/feeds/posts",
        "/feeds/posts.xml",
        "/feeds/posts.ATOM",
        "/feeds/posts.atom/",
        "/feeds/posts.atom%0A",
        "/feeds/labels/.atom",
        "/feeds/labels/a",
        "/feeds/labels/a.atom?q=x",
        "/feeds/labels/a/b.atom",
        "/feeds/labels/a%2Fb.atom",
        "/feeds/labels/a%0Ab.atom",
        "/feeds/labels/%FF.atom",
        f"/feeds/labels/{WATER}.atom?lang=en",
        "/feeds/agencies/.atom",
        "/feeds/agencies/a",
        "/feeds/agencies/a/b.atom",
        "/feeds/agencies/a.atom?q=x",
        "/feeds/labels/a/-/b.atom",
        "/planet/feeds/all.atom?x",
        "/planet/feeds/search.atom?q=x",
        "/planet/feeds/sources/a/b.atom",
        "/comments/feeds/all.atom?x=1",
        "/comments/feeds/all.rss",
        "/comments/feeds/queue.atom?token=x",
        "/comments/feeds/%71ueue.atom?token=x",
        "/comments/feeds/thread.atom",
        "/comments/feeds/thread.atom?url=",
        "/comments/feeds/thread.atom?url=%FF",
        "/comments/feeds/replies.atom",
        "/comments/feeds/replies.atom?id=%FF",
        "/comments/feeds/replies.atom?id=ab.01x&x=1",
        "/comments/feeds/thread.atom?URL=a",
        THREAD + "&x=1",
        THREAD + "&url=b",
        THREAD + "&",
    ],
)
def test_an_address_that_is_never_announced_is_no_topic(target: str) -> None:
    assert _reason(SITE + target) == "not-a-feed"


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        ("http://other.example/feeds/posts.atom", "foreign-topic"),
        ("https://roiet.example/feeds/posts.atom", "foreign-topic"),
        ("http://roiet.example:8080/feeds/posts.atom", "foreign-topic"),
        ("http://roiet.example.evil.example/feeds/posts.atom", "foreign-topic"),
        ("http://roiet.example@evil.example/feeds/posts.atom", "has-credentials"),
        ("ftp://roiet.example/feeds/posts.atom", "bad-scheme"),
        ("/feeds/posts.atom", "bad-scheme"),
        ("http://roiet.example/", "not-a-feed"),
        ("http://roiet.example/posts/a", "not-a-feed"),
        ("http://roiet.example/feeds", "not-a-feed"),
        ("http://roiet.example/feeds/", "not-a-feed"),
        ("http://roiet.example/feeds/../api/posts", "not-a-feed"),
        ("http://roiet.example/feeds/%2e%2e/api/posts", "not-a-feed"),
        ("http://roiet.example/feeds/labels/../posts.atom", "not-a-feed"),
        ("http://roiet.example/feeds//posts.atom", "not-a-feed"),
        ("http://roiet.example/feeds%2fposts.atom", "not-a-feed"),
        ("http://roiet.example/feeds\\posts.atom", "not-a-feed"),
        ("http://roiet.example/feeds/posts.atom#top", "not-a-feed"),
        ("http://roiet.example/feeds/labels/" + "a" * 2000 + ".atom", "not-a-feed"),
        ("http://roiet.example/feeds/\nposts.atom", "control-character"),
    ],
)
def test_everything_else_is_refused_with_the_reason(topic: str, reason: str) -> None:
    assert _reason(topic) == reason


def _reason(topic: str) -> str:
    with pytest.raises(NotATopic) as caught:
        TOPICS.path_of(topic)
    return caught.value.reason
