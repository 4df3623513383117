from datetime import UTC, datetime

import pytest

from services.aggregator.model import Pace, Source
from services.aggregator.store.domain import domain_of

NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.roiet.go.th/feed", "roiet.go.th"),
        ("https://a.blogspot.com/feeds/posts/default", "a.blogspot.com"),
        ("http://127.0.0.1:8081/feed", "s"),
        ("http://localhost:8081/feed", "s"),
        ("http://10.1.2.3/feed", "s"),
        ("http://[::1]/feed", "s"),
        ("http://1.1.1.1/feed", "1.1.1.1"),
    ],
)
def test_what_counts_together(url: str, domain: str) -> None:
    assert domain_of(Source(id="s", url=url, created=NOW, pace=Pace(next_poll=NOW))) == domain


def test_a_source_that_has_moved_counts_where_it_is_now() -> None:
    pace = Pace(next_poll=NOW, address="https://new.moi.go.th/feed")
    assert domain_of(Source(id="s", url="https://old.example.org/", created=NOW, pace=pace)) == "moi.go.th"
