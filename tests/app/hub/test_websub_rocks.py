"""The hub checks of https://websub.rocks/hub, in our own words.

    100  subscribes with hub.mode, hub.topic, hub.callback only; the notification has the topic's body and type, and
         Link fields that name hub and topic, and is not signed
    101  the same with hub.secret: the signature of the body is right
    102  parameters that the hub does not know are ignored
    103  subscribing again before the lease ends renews the one subscription of that topic and callback
    104  after an unsubscription nothing is delivered any more
    105  a topic that is plain text is delivered as it is
    106  a topic that is JSON is delivered as it is

Our hub is not open: it distributes what this site makes. So the plain text of 105 is what our own site serves there.
"""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from services.hub.model import Digest
from shared.http.links import parse_links, targets
from shared.store.client import Store
from tests.app.hub.harness import ATOM, CONFIG, PATH, TOPIC, Hands, Hub, Subscriber, running
from tests.support.origin import Origin, Received, Reply

FIRST = b"<feed>0</feed>"
SECRET = "a secret of one subscription"


def assert_notification(hub: Hub, got: Received, body: bytes, content_type: str, topic: str = TOPIC) -> None:
    """What every notification must be: the whole content of the topic, its type, and whence it comes."""
    assert got.body == body
    assert got.headers["Content-Type"] == content_type
    links = parse_links(", ".join(got.headers.getall("Link")), topic)
    assert targets(links, "hub") == (hub.kit.site.absolute("/hub"),)
    assert targets(links, "self") == (topic,)


def asked(subscriber: Subscriber) -> dict[str, list[str]]:
    """The hub's last question to the subscriber."""
    return parse_qs(subscriber.questions()[-1].query)


async def test_100_a_typical_subscriber_request(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    question = asked(subscriber)
    assert (question["hub.mode"], question["hub.topic"]) == (["subscribe"], [TOPIC])
    assert question["hub.challenge"][0]
    assert int(question["hub.lease_seconds"][0]) > 0
    await hub.publish("<feed>new</feed>")
    (got,) = await subscriber.deliveries()
    assert_notification(hub, got, b"<feed>new</feed>", ATOM)
    assert "X-Hub-Signature" not in got.headers


@pytest.mark.parametrize("digest", Digest)
async def test_101_a_subscription_with_a_secret(
    store: Store, site: Origin, subscriber: Subscriber, clock: Hands, digest: Digest
) -> None:
    config = replace(CONFIG, signature=digest)
    async with running(store, site, clock, f"127.0.0.1:{subscriber.origin.port}", config) as hub:
        await hub.subscribe(subscriber, secret=SECRET)
        await hub.publish("<feed>new</feed>")
        (got,) = await subscriber.deliveries()
        assert_notification(hub, got, b"<feed>new</feed>", ATOM)
    method, _, signature = got.headers["X-Hub-Signature"].partition("=")
    assert method == digest.value
    assert signature == hmac.new(SECRET.encode(), got.body, getattr(hashlib, method)).hexdigest()


async def test_102_additional_parameters_are_ignored(hub: Hub, subscriber: Subscriber) -> None:
    form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": subscriber.callback}
    form |= {"foo": "bar", "hub.foo": "hub.bar", "hub.verify": "sync", "hub.verify_token": "t"}
    async with hub.client.post("/hub", data=form) as response:
        assert response.status == 202
    await hub.counted("verification", "subscribed")
    assert set(asked(subscriber)) == {"hub.mode", "hub.topic", "hub.challenge", "hub.lease_seconds"}
    await hub.publish("<feed>new</feed>")
    (got,) = await subscriber.deliveries()
    assert_notification(hub, got, b"<feed>new</feed>", ATOM)


async def test_103_subscribing_again_renews_and_makes_no_second_one(
    hub: Hub, subscriber: Subscriber, clock: Hands
) -> None:
    await hub.subscribe(subscriber, lease_seconds="600")
    clock.move(timedelta(seconds=590))
    await hub.subscribe(subscriber, lease_seconds="600")
    clock.move(timedelta(seconds=590))
    await hub.publish("<feed>new</feed>")
    await hub.counted("delivery", "delivered")
    assert len((await hub.told("subscriptions"))["items"]) == 1
    assert len(await subscriber.deliveries()) == 1


async def test_104_after_unsubscribing_nothing_comes(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    assert await hub.ask(subscriber.callback, "unsubscribe") == 202
    await hub.counted("verification", "unsubscribed")
    question = asked(subscriber)
    assert (question["hub.mode"], question["hub.topic"]) == (["unsubscribe"], [TOPIC])
    await hub.publish("<feed>new</feed>")
    await hub.counted("reading", "unwanted")
    assert await hub.count("delivery", "delivered") == 0
    assert [request.method for request in subscriber.origin.requests_for(subscriber.path)] == ["GET", "GET"]


@pytest.mark.parametrize(
    ("path", "content_type", "body"),
    [
        (PATH, "text/plain; charset=utf-8", "ข่าวของจังหวัดร้อยเอ็ด\n\n1. แผนพัฒนา\n"),
        ("/feeds/posts.json", "application/feed+json", json.dumps({"version": "x", "title": "ข่าว", "items": []})),
    ],
    ids=["105-plain-text", "106-json"],
)
async def test_105_106_content_that_is_neither_html_nor_xml(
    hub: Hub, subscriber: Subscriber, path: str, content_type: str, body: str
) -> None:
    topic = f"http://roiet.example{path}"
    hub.site.on(path, Reply(body=body.encode(), headers={"Content-Type": content_type}))
    assert await hub.ask(subscriber.callback, topic=topic, secret=SECRET) == 202
    await hub.counted("verification", "subscribed")
    await hub.kit.announcer.announce([topic])
    (got,) = await subscriber.deliveries()
    assert_notification(hub, got, body.encode(), content_type, topic)
    assert got.headers["X-Hub-Signature"] == f"sha256={hmac.new(SECRET.encode(), got.body, 'sha256').hexdigest()}"


# What the W3C text asks of hubs beyond the numbered checks


@pytest.mark.parametrize(("asked_for", "given"), [("1", 300), ("7200", 7200), ("99999999", 30 * 24 * 3600)])
async def test_leases_have_bounds_and_the_subscriber_is_told(
    hub: Hub, subscriber: Subscriber, asked_for: str, given: int
) -> None:
    """Section 5.3: hub.lease_seconds of the verification is what the hub has decided."""
    await hub.subscribe(subscriber, lease_seconds=asked_for)
    assert asked(subscriber)["hub.lease_seconds"] == [str(given)]


async def test_verification_fails_on_every_status_but_success(hub: Hub, world: Origin) -> None:
    """Section 5.3: all of 3xx, 4xx and 5xx mean no, even with the challenge in the body."""
    for refused, status in enumerate((300, 302, 307, 400, 401, 404, 410, 500, 503), 1):
        callback = f"/status/{status}"
        world.on(callback, Reply(status=status, headers={"Location": "/elsewhere"}))
        assert await hub.ask(world.url(callback)) == 202
        await hub.counted("verification", "refused", refused)
    assert world.requests_for("/elsewhere") == []


async def test_a_secret_of_200_bytes_is_refused(hub: Hub, subscriber: Subscriber) -> None:
    """Section 5.1: hub.secret has less than 200 bytes."""
    assert await hub.ask(subscriber.callback, secret="s" * 200) == 400
    assert await hub.ask(subscriber.callback, secret="s" * 199) == 202


async def test_a_new_secret_signs_from_the_moment_it_is_confirmed(hub: Hub, subscriber: Subscriber) -> None:
    """Section 5.1: a subscription that is made again takes the place of the old one, secret and all."""
    await hub.subscribe(subscriber, secret="old")
    await hub.subscribe(subscriber, secret="new")
    await hub.publish("<feed>new</feed>")
    (got,) = await subscriber.deliveries()
    assert got.headers["X-Hub-Signature"] == f"sha256={hmac.new(b'new', got.body, 'sha256').hexdigest()}"


async def test_one_callback_may_have_several_topics(hub: Hub, subscriber: Subscriber) -> None:
    """Section 5: a subscription is the pair of topic and callback; ending one leaves the other alone."""
    other = "/planet/feeds/all.atom"
    hub.site.on(other, Reply(body=FIRST, headers={"Content-Type": ATOM}))
    await hub.subscribe(subscriber)
    assert await hub.ask(subscriber.callback, topic=f"http://roiet.example{other}") == 202
    await hub.counted("verification", "subscribed", 2)
    assert await hub.ask(subscriber.callback, "unsubscribe") == 202
    await hub.counted("verification", "unsubscribed")
    await hub.publish("<feed>p1</feed>", other)
    (got,) = await subscriber.deliveries()
    assert_notification(hub, got, b"<feed>p1</feed>", ATOM, f"http://roiet.example{other}")
