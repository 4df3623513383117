from datetime import UTC, datetime, timedelta

import pytest

from services.aggregator.model import Moving
from services.aggregator.polling import moving
from shared.fetch.message import Redirect

NOW = datetime(2026, 1, 5, tzinfo=UTC)
HERE, THERE = "http://news.moi.go.th/rss", "https://www.moi.go.th/feed.xml"


@pytest.mark.parametrize(
    ("statuses", "found"),
    [((), None), ((301,), "/1"), ((308, 301), "/2"), ((301, 302, 301), "/1"), ((302, 301), None), ((307,), None)],
)
def test_only_permanent_redirects_at_the_beginning_count(statuses: tuple[int, ...], found: str | None) -> None:
    hops = [Redirect(status, f"/{number}") for number, status in enumerate(statuses, 1)]
    assert moving.target(hops) == found


def test_five_agreeing_fetches_and_seven_days_make_a_move() -> None:
    probation = None
    settled = []
    for hours in (0, 1, 2, 3, 4, 100, 7 * 24 - 1, 7 * 24):
        now = NOW + timedelta(hours=hours)
        probation = moving.observed(probation, HERE, THERE, now)
        settled.append(moving.is_settled(probation, now))
    assert settled == [False] * 7 + [True]
    late = Moving(THERE, NOW, 3)
    week = NOW + timedelta(days=8)
    assert not moving.is_settled(moving.observed(late, HERE, THERE, week), week), "four fetches are too few"


def test_another_opinion_begins_anew() -> None:
    probation = Moving(THERE, NOW - timedelta(days=8), 20)
    assert moving.observed(probation, HERE, None, NOW) is None
    assert moving.observed(probation, HERE, f"{THERE}?2", NOW) == Moving(f"{THERE}?2", NOW, 1)


@pytest.mark.parametrize(
    ("found", "believable"),
    [
        (THERE, True),
        ("https://www.moi.go.th/", True),
        ("https://feeds.example.org/moi.xml", True),
        ("https://parked.example.com/", False),
        ("https://parked.example.com", False),
        ("https://parked.example.com/index.html", False),
        ("https://b.blogspot.com/", False),
        ("https://www.moi.go.th/user/login", False),
        ("https://www.moi.go.th/wp-login.php?redirect_to=/feed", False),
        ("https://sso.example.com/oauth2/authorize", False),
        ("https://www.moi.go.th/blogin/feed", True),
        ("https://www.moi.go.th/catalogue/feed", True),
    ],
)
def test_front_doors_are_no_feeds(found: str, *, believable: bool) -> None:
    assert moving.is_believable(HERE, found) is believable
