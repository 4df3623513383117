import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.aggregator.model import SubscriptionState
from services.aggregator.push import websub

NOW = datetime(2026, 1, 5, tzinfo=UTC)
OFFER = websub.Offer("http://hub.example/", "http://a.example/feed")
PENDING = websub.request(OFFER, None, "a-token", "secret", NOW)
ASKED = {"hub.mode": "subscribe", "hub.topic": OFFER.topic, "hub.challenge": "c", "hub.lease_seconds": "1000"}


def test_the_link_field_goes_before_the_feed() -> None:
    links = ['<http://h1.example/>; rel="hub"', "</feed>; rel=self"]
    assert websub.offer(links, "http://a.example/x", ("http://h2.example/",), "http://a.example/other") == websub.Offer(
        "http://h1.example/", "http://a.example/feed"
    )
    assert websub.offer([], "http://a.example/x", ("http://h2.example/",), "http://a.example/f") == websub.Offer(
        "http://h2.example/", "http://a.example/f"
    )
    assert websub.offer([], "http://a.example/x", (), "http://a.example/f") is None


def test_an_active_subscription_is_renewed_before_it_ends() -> None:
    active = websub.confirmed(PENDING, ASKED, NOW)
    assert active is not None
    assert active.state is SubscriptionState.ACTIVE
    assert not websub.wants_request(active, OFFER, NOW + timedelta(seconds=799))
    assert websub.wants_request(active, OFFER, NOW + timedelta(seconds=800))
    renewed = websub.request(OFFER, active, "other", "other", NOW)
    assert (renewed.token, renewed.secret, renewed.state) == ("a-token", "secret", SubscriptionState.PENDING)
    assert websub.is_live(renewed, NOW)
    assert not websub.is_live(renewed, NOW + timedelta(seconds=1000))


def test_an_unanswered_request_is_repeated_after_a_while() -> None:
    assert not websub.wants_request(PENDING, OFFER, NOW)
    assert websub.wants_request(PENDING, OFFER, NOW + timedelta(hours=1))
    assert websub.wants_request(PENDING, replace(OFFER, hub="http://other.example/"), NOW)


@pytest.mark.parametrize(
    "changes",
    [{"hub.mode": "unsubscribe"}, {"hub.topic": "http://other.example/"}, {"hub.challenge": ""}],
)
def test_only_what_was_asked_for_is_confirmed(changes: dict[str, str]) -> None:
    assert websub.confirmed(PENDING, {**ASKED, **changes}, NOW) is None


@pytest.mark.parametrize(("asked", "seconds"), [("", 864000), ("1", 60), ("9" * 50, 90 * 86400), ("x", 864000)])
def test_leases_are_bounded(asked: str, seconds: int) -> None:
    active = websub.confirmed(PENDING, {**ASKED, "hub.lease_seconds": asked}, NOW)
    assert active is not None
    assert active.expires == NOW + timedelta(seconds=seconds)


def test_signatures() -> None:
    def header(method: str, key: bytes = b"secret") -> str:
        return f"{method}={hmac.new(key, b'body', method).hexdigest()}"

    assert all(websub.is_signed(header(method), "secret", b"body") for method in ("sha256", "sha384", "sha512"))
    assert websub.is_signed(header("sha256").upper().replace("SHA256", "sha256"), "secret", b"body")
    for bad in (None, "", "sha256=", header("sha1"), header("sha256", b"other"), "sha256=ü"):
        assert not websub.is_signed(bad, "secret", b"body")


@pytest.mark.parametrize(("last", "expected"), [(None, 0), (-10, 0), (-0.25, 0.75)])
def test_pushes_in_a_burst_wait_a_moment(last: float | None, expected: float) -> None:
    attempt = NOW + timedelta(seconds=last) if last is not None else None
    assert websub.due_after_push(attempt, NOW, timedelta(seconds=1)) == NOW + timedelta(seconds=expected)


def test_a_hub_is_trusted_as_long_as_it_delivers() -> None:
    live = websub.confirmed(PENDING, ASKED | {"hub.lease_seconds": "864000"}, NOW)
    assert live is not None
    assert not websub.is_trusted(live, NOW), "it has promised, and proved nothing"
    hour = timedelta(hours=1)
    proved = websub.delivered(live, NOW + hour)
    assert websub.is_trusted(proved, NOW + hour)
    once = websub.missed(proved, NOW + 2 * hour, NOW + 3 * hour)
    assert once is not None
    assert websub.is_trusted(once, NOW + 3 * hour), "push and poll may have crossed"
    twice = websub.missed(once, NOW + 3 * hour, NOW + 4 * hour)
    assert twice is not None
    assert not websub.is_trusted(twice, NOW + 4 * hour), "it accepts, and never pushes: polling speeds up again"
    assert websub.is_trusted(websub.delivered(twice, NOW + 5 * hour), NOW + 5 * hour)
    assert not websub.is_trusted(proved, NOW + timedelta(days=11)), "the lease is over"


@pytest.mark.parametrize(
    ("last_attempt", "pushed"),
    [(None, None), (NOW - timedelta(hours=1), None), (NOW + timedelta(hours=1), NOW + timedelta(hours=2))],
)
def test_news_that_were_not_promised_or_were_pushed_are_not_missed(
    last_attempt: datetime | None, pushed: datetime | None
) -> None:
    live = websub.confirmed(PENDING, ASKED | {"hub.lease_seconds": "864000"}, NOW)
    assert live is not None
    assert websub.missed(replace(live, pushed=pushed), last_attempt, NOW + timedelta(hours=3)) is None
    assert websub.missed(None, NOW, NOW) is None


def test_a_signed_push_stands_for_the_feed_if_its_secret_was_one_and_it_comes_alone() -> None:
    second = timedelta(seconds=1)
    assert websub.is_as_good_as_fetched(PENDING, NOW, second)
    pushed = websub.delivered(PENDING, NOW)
    assert not websub.is_as_good_as_fetched(pushed, NOW + timedelta(seconds=0.9), second)
    assert websub.is_as_good_as_fetched(pushed, NOW + second, second)
    over_tls = replace(PENDING, topic="https://a.example/feed")
    assert not websub.is_as_good_as_fetched(over_tls, NOW, second), "anybody on the way has read the secret"
    assert websub.is_as_good_as_fetched(replace(over_tls, hub="https://hub.example/"), NOW, second)
