import pytest

from services.hub.errors import NotATopic
from services.hub.topics import Topics

TOPICS = Topics("http://roiet.example")


@pytest.mark.parametrize(
    ("topic", "path"),
    [
        ("http://roiet.example/feeds/posts.atom", "/feeds/posts.atom"),
        ("HTTP://RoiEt.example:80/feeds/posts.atom", "/feeds/posts.atom"),
        ("http://roiet.example/feeds/posts/default?alt=rss", "/feeds/posts/default?alt=rss"),
        ("http://roiet.example/planet/feeds/all.json", "/planet/feeds/all.json"),
        (
            "http://roiet.example/comments/feeds/thread.atom?url=http%3A%2F%2Froiet.example%2Fposts%2Fa",
            "/comments/feeds/thread.atom?url=http%3A%2F%2Froiet.example%2Fposts%2Fa",
        ),
        ("http://roiet.example/feeds/labels/น้ำ.atom", "/feeds/labels/%E0%B8%99%E0%B9%89%E0%B8%B3.atom"),
        (
            "http://roiet.example/feeds/labels/%e0%b8%99%E0%B9%89%E0%B8%B3.atom",
            "/feeds/labels/%E0%B8%99%E0%B9%89%E0%B8%B3.atom",
        ),
    ],
)
def test_feeds_made_here_are_topics_in_one_spelling(topic: str, path: str) -> None:
    assert TOPICS.path_of(topic) == path


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
        ("http://roiet.example/feeds//posts.atom", "not-a-feed"),
        ("http://roiet.example/feeds/a\\b", "not-a-feed"),
        ("http://roiet.example/comments/feeds/queue.atom?token=x", "not-a-feed"),
        ("http://roiet.example/comments/feeds/%71ueue.atom?token=x", "not-a-feed"),
        ("http://roiet.example/feeds/posts.atom#top", "not-a-feed"),
        ("http://roiet.example/feeds/" + "a" * 2000, "not-a-feed"),
        ("http://roiet.example/feeds/\nposts.atom", "control-character"),
    ],
)
def test_everything_else_is_refused_with_the_reason(topic: str, reason: str) -> None:
    with pytest.raises(NotATopic) as caught:
        TOPICS.path_of(topic)
    assert caught.value.reason == reason
