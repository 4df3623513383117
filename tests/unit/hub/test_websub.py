import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from services.hub import websub
from services.hub.errors import BadHubRequest
from services.hub.model import Delivery, Digest, Edition, Intent, Mode, Subscription
from services.hub.topics import Topics
from services.hub.websub import Publication, parse_request

TOPICS = Topics("http://roiet.example")
TOPIC = "http://roiet.example/feeds/posts.atom"
ASK = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": "https://reader.example/cb?id=7"}
INTENT = Intent(Mode.SUBSCRIBE, TOPIC, "/feeds/posts.atom", ASK["hub.callback"], "reader.example", 864_000)
SUBSCRIPTION = Subscription(
    TOPIC, "/feeds/posts.atom", ASK["hub.callback"], "reader.example", datetime(2026, 1, 1, tzinfo=UTC)
)
EDITION = Edition(
    "/feeds/posts.atom",
    "v1",
    "application/atom+xml; charset=utf-8",
    "<feed>ร้อยเอ็ด</feed>".encode(),
    datetime(2026, 1, 1, tzinfo=UTC),
)


def test_a_subscription_with_defaults() -> None:
    assert parse_request(ASK, TOPICS) == INTENT


def test_unknown_parameters_are_ignored() -> None:
    assert parse_request({**ASK, "hub.verify": "async", "x": "y"}, TOPICS) == INTENT


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("0", 300),
        ("299", 300),
        ("3600", 3600),
        ("2592000", 2_592_000),
        ("2592001", 2_592_000),
        ("9" * 5000, 2_592_000),
    ],
)
def test_leases_are_brought_within_bounds(asked: str, given: int) -> None:
    intent = parse_request({**ASK, "hub.lease_seconds": asked}, TOPICS)
    assert isinstance(intent, Intent)
    assert intent.lease_seconds == given


def test_an_unsubscription_ignores_the_lease() -> None:
    form = {**ASK, "hub.mode": "unsubscribe", "hub.lease_seconds": "soon"}
    assert parse_request(form, TOPICS) == replace(INTENT, mode=Mode.UNSUBSCRIBE, lease_seconds=0)


def test_a_secret_of_199_bytes_is_kept() -> None:
    intent = parse_request({**ASK, "hub.secret": "s" * 199}, TOPICS)
    assert isinstance(intent, Intent)
    assert intent.secret == "s" * 199
    assert "sss" not in repr(intent)


def test_a_publication_by_url_or_topic() -> None:
    assert parse_request({"hub.mode": "publish", "hub.url": TOPIC}, TOPICS) == Publication(TOPIC)
    assert parse_request({"hub.mode": "publish", "hub.topic": TOPIC}, TOPICS) == Publication(TOPIC)


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"hub.mode": ""}, [("hub.mode", "unknown-mode")]),
        ({"hub.mode": "Subscribe"}, [("hub.mode", "unknown-mode")]),
        ({"hub.topic": ""}, [("hub.topic", "missing")]),
        ({"hub.topic": "http://other.example/feeds/a.atom"}, [("hub.topic", "foreign-topic")]),
        ({"hub.callback": ""}, [("hub.callback", "missing")]),
        ({"hub.callback": "javascript:alert(1)"}, [("hub.callback", "bad-scheme")]),
        ({"hub.callback": "http://user:pw@reader.example/"}, [("hub.callback", "has-credentials")]),
        ({"hub.callback": "http://2130706433/"}, [("hub.callback", "bad-host")]),
        ({"hub.lease_seconds": "-1"}, [("hub.lease_seconds", "not-a-number")]),
        ({"hub.lease_seconds": "๕"}, [("hub.lease_seconds", "not-a-number")]),
        ({"hub.secret": "ก" * 67}, [("hub.secret", "too-long")]),
        ({"hub.mode": "publish", "hub.topic": "http://other.example/feeds/a"}, [("hub.topic", "foreign-topic")]),
        ({"hub.mode": "publish", "hub.url": ""}, [("hub.url", "missing")]),
        (
            {"hub.topic": "", "hub.callback": "", "hub.secret": "s" * 200, "hub.lease_seconds": "x"},
            [
                ("hub.topic", "missing"),
                ("hub.callback", "missing"),
                ("hub.lease_seconds", "not-a-number"),
                ("hub.secret", "too-long"),
            ],
        ),
    ],
)
def test_every_wrong_parameter_is_named(change: dict[str, str], problems: list[tuple[str, str]]) -> None:
    with pytest.raises(BadHubRequest) as caught:
        parse_request({**ASK, **change}, TOPICS)
    assert [(problem.field, problem.code) for problem in caught.value.problems] == problems


def test_verification_appends_to_the_callbacks_own_query() -> None:
    intent = replace(INTENT, callback="https://reader.example/cb?hub.mode=mine&x=%20")
    url = websub.verification(intent, "ch").url
    assert url.startswith("https://reader.example/cb?hub.mode=mine&x=%20&hub.mode=subscribe&")
    assert parse_qsl(urlsplit(url).query)[2:] == [
        ("hub.mode", "subscribe"),
        ("hub.topic", TOPIC),
        ("hub.challenge", "ch"),
        ("hub.lease_seconds", "864000"),
    ]


def test_verification_starts_a_query_where_there_is_none() -> None:
    intent = replace(INTENT, mode=Mode.UNSUBSCRIBE, callback="https://reader.example/cb")
    request = websub.verification(intent, "ch")
    assert request.method == "GET"
    assert request.url.startswith("https://reader.example/cb?hub.mode=unsubscribe&")
    assert "lease" not in request.url


def test_a_denial_gives_the_reason() -> None:
    query = dict(parse_qsl(urlsplit(websub.denial(INTENT, "no such feed").url).query))
    assert query == {"id": "7", "hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "no such feed"}


@pytest.mark.parametrize(
    ("status", "body", "yes"),
    [
        (200, b"ch", True),
        (204, b"ch", True),
        (200, b"ch\n", False),
        (200, b"", False),
        (200, b"xch", False),
        (302, b"ch", False),
        (404, b"ch", False),
    ],
)
def test_only_success_with_the_very_challenge_confirms(status: int, body: bytes, *, yes: bool) -> None:
    assert websub.confirms(status, body, "ch") is yes


def test_a_delivery_names_hub_and_topic() -> None:
    request = websub.delivery(SUBSCRIPTION, EDITION, "http://roiet.example/hub")
    assert (request.method, request.url, request.body) == ("POST", ASK["hub.callback"], EDITION.body)
    assert request.headers.get("Content-Type") == "application/atom+xml; charset=utf-8"
    assert request.headers.get("Link") == f'<http://roiet.example/hub>; rel="hub", <{TOPIC}>; rel="self"'
    assert request.headers.get("X-Hub-Signature") is None


@pytest.mark.parametrize("digest", Digest)
def test_a_delivery_is_signed_with_the_secret(digest: Digest) -> None:
    signed = replace(SUBSCRIPTION, secret="ลับ")
    request = websub.delivery(signed, EDITION, "http://roiet.example/hub", digest)
    expected = hmac.new("ลับ".encode(), EDITION.body, getattr(hashlib, digest.value)).hexdigest()
    assert request.headers.get("X-Hub-Signature") == f"{digest.value}={expected}"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Delivery.DELIVERED),
        (202, Delivery.DELIVERED),
        (410, Delivery.GONE),
        (301, Delivery.RETRIED),
        (404, Delivery.RETRIED),
        (500, Delivery.RETRIED),
    ],
)
def test_what_an_answer_to_a_delivery_means(status: int, outcome: Delivery) -> None:
    assert websub.judge(status) is outcome
