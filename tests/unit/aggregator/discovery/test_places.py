import pytest

from services.aggregator.discovery.page import Page
from services.aggregator.discovery.places import candidates

URL = "https://www.roiet.go.th/news/index.php?id=3"


@pytest.mark.parametrize(
    ("page", "body", "url", "first"),
    [
        (Page(feeds=("https://x.example/feed",)), b"", URL, "https://x.example/feed"),
        (Page(generator="blogger"), b"", URL, "https://www.roiet.go.th/feeds/posts/default"),
        (Page(), b"", "https://roiet.blogspot.com/2026/01/x.html", "https://roiet.blogspot.com/feeds/posts/default"),
        (Page(generator="wordpress 6.5"), b"", "https://r.go.th/category/pr/", "https://r.go.th/category/pr/feed/"),
        (Page(), b'<img src="/wp-content/x.png">', "https://r.go.th", "https://r.go.th/feed/"),
        (
            Page(generator="joomla! - open source"),
            b"",
            URL,
            "https://www.roiet.go.th/news/index.php?format=feed&type=atom",
        ),
        (Page(generator="drupal 10"), b"", URL, "https://www.roiet.go.th/rss.xml"),
        (Page(), b"", URL, "https://www.roiet.go.th/feed"),
    ],
)
def test_the_likeliest_place_comes_first(page: Page, body: bytes, url: str, first: str) -> None:
    assert candidates(page, body, url)[0] == first


def test_the_page_itself_is_no_candidate_and_nothing_comes_twice() -> None:
    found = candidates(
        Page(feeds=(URL, "https://www.roiet.go.th/feed"), anchors=("https://www.roiet.go.th/rss",)), b"", URL
    )
    assert URL not in found
    assert len(set(found)) == len(found)
