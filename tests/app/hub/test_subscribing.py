"""Requests to the hub and the verification of intent (WebSub sections 5.1 to 5.3)."""

import io
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from aiohttp import web

from services.hub.model import Ceilings
from shared.store.client import Store
from tests.app.hub.harness import CONFIG, PATH, TOPIC, Hands, Hub, Subscriber, running
from tests.support.origin import Origin, Reply
from tests.support.site import bearer


async def test_a_request_is_verified_with_all_its_parameters(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber, lease_seconds="3600")
    (question,) = subscriber.questions()
    asked = dict(parse_qsl(question.query))
    assert asked.pop("hub.challenge")
    assert asked == {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.lease_seconds": "3600"}


async def test_the_callbacks_query_is_kept_in_verification_and_delivery(hub: Hub, subscriber: Subscriber) -> None:
    assert await hub.ask(subscriber.callback + "?id=7&hub.mode=mine") == 202
    await hub.counted("verification", "subscribed")
    assert subscriber.questions()[0].query.startswith("id=7&hub.mode=mine&hub.mode=subscribe&")
    await hub.publish("<feed>1</feed>")
    (delivery,) = await subscriber.deliveries()
    assert delivery.query == "id=7&hub.mode=mine"


@pytest.mark.parametrize(
    "answer",
    [
        web.Response,
        lambda: web.Response(text="wrong"),
        lambda: web.Response(status=404),
        lambda: web.Response(status=302, headers={"Location": "/confirmed"}),
    ],
    ids=["empty", "wrong", "refused", "redirected"],
)
async def test_without_confirmation_nothing_is_sent(hub: Hub, subscriber: Subscriber, answer: type) -> None:
    subscriber.challenge = lambda _request: answer()
    assert await hub.ask(subscriber.callback) == 202
    await hub.counted("verification", "refused")
    await hub.publish("<feed>1</feed>")
    await hub.counted("reading", "unwanted")
    assert subscriber.origin.requests_for("/confirmed") == []


async def test_a_topic_without_subscribers_is_not_read(hub: Hub) -> None:
    await hub.publish("<feed>1</feed>")
    await hub.counted("reading", "unwanted")
    assert hub.site.received == []


async def test_a_feed_that_does_not_exist_is_denied(hub: Hub, subscriber: Subscriber) -> None:
    topic = "http://roiet.example/feeds/labels/none.atom"
    assert await hub.ask(subscriber.callback, topic=topic) == 202
    await hub.counted("verification", "denied")
    (told,) = subscriber.questions()
    assert dict(parse_qsl(told.query)) == {
        "hub.mode": "denied",
        "hub.topic": topic,
        "hub.reason": "there is no such feed",
    }


async def test_while_our_site_is_in_trouble_the_subscriber_is_believed(hub: Hub, subscriber: Subscriber) -> None:
    hub.site.on(PATH, Reply(status=503))
    await hub.subscribe(subscriber)


async def test_an_unsubscription_is_verified_and_ends_deliveries(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    assert await hub.ask(subscriber.callback, "unsubscribe") == 202
    await hub.counted("verification", "unsubscribed")
    assert "hub.lease_seconds" not in subscriber.questions()[-1].query
    await hub.publish("<feed>1</feed>")
    await hub.counted("reading", "unwanted")


async def test_an_unsubscription_that_is_not_confirmed_changes_nothing(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    subscriber.challenge = lambda _request: web.Response(status=404)
    assert await hub.ask(subscriber.callback, "unsubscribe") == 202
    await hub.counted("verification", "refused")
    await hub.publish("<feed>1</feed>")
    assert len(await subscriber.deliveries()) == 1


async def test_the_lease_ends_the_subscription(hub: Hub, subscriber: Subscriber, clock: Hands) -> None:
    await hub.subscribe(subscriber, lease_seconds="600")
    clock.move(timedelta(seconds=600))
    await hub.publish("<feed>1</feed>")
    await hub.counted("reading", "unwanted")


async def test_subscribing_again_renews_lease_and_secret(hub: Hub, subscriber: Subscriber, clock: Hands) -> None:
    await hub.subscribe(subscriber, lease_seconds="600", secret="old")
    clock.move(timedelta(seconds=500))
    await hub.subscribe(subscriber, lease_seconds="600")
    clock.move(timedelta(seconds=500))
    await hub.publish("<feed>1</feed>")
    (delivery,) = await subscriber.deliveries()
    assert "X-Hub-Signature" not in delivery.headers


async def test_a_private_callback_is_accepted_and_never_contacted(
    store: Store, site: Origin, subscriber: Subscriber, clock: Hands
) -> None:
    async with running(store, site, clock, allow_hosts="") as hub:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
            assert await hub.ask(f"http://{host}:{subscriber.origin.port}{subscriber.path}") == 202
        await hub.counted("verification", "refused", 3)
    assert subscriber.origin.received == []


async def test_a_callback_at_our_own_origin_is_private_like_any_other(hub: Hub) -> None:
    hub.site.on("/inside", Reply(body=b""))
    assert await hub.ask(hub.site.url("/inside")) == 202
    await hub.counted("verification", "refused")
    assert hub.site.requests_for("/inside") == []


async def test_ceilings_are_told_at_once(store: Store, site: Origin, subscriber: Subscriber, clock: Hands) -> None:
    config = replace(CONFIG, ceilings=Ceilings(per_topic=1, per_host=9))
    async with running(store, site, clock, f"127.0.0.1:{subscriber.origin.port}", config) as hub:
        await hub.subscribe(subscriber)
        assert await hub.ask(subscriber.origin.url("/another")) == 409
        await hub.subscribe(subscriber)


async def test_requests_have_a_budget(hub: Hub) -> None:
    form = {"hub.mode": "nonsense"}
    statuses = [400]
    while statuses[-1] == 400 and len(statuses) < 1200:  # a slow machine is given some back meanwhile
        async with hub.client.post("/hub", data=form) as response:
            statuses.append(response.status)
            wait = response.headers.get("Retry-After", "0")
    assert len(statuses) > 120
    assert (statuses[-1], int(wait) >= 1) == (429, True)


# Requests that cannot be used


async def test_every_wrong_parameter_is_named(hub: Hub) -> None:
    form = {"hub.mode": "subscribe", "hub.topic": "http://other.example/feed", "hub.callback": "gopher://x/"}
    async with hub.client.post("/hub", data=form) as response:
        assert (response.status, response.content_type) == (400, "application/problem+json")
        problem = await response.json()
    assert problem["code"] == "bad-hub-request"
    assert [(e["field"], e["code"]) for e in problem["errors"]] == [
        ("hub.topic", "foreign-topic"),
        ("hub.callback", "bad-scheme"),
    ]


async def test_feeds_that_are_never_announced_are_refused_with_advice(hub: Hub, subscriber: Subscriber) -> None:
    for target in ("/feeds/posts/default?alt=rss", "/feeds/search.atom?q=x", "/feeds/archive/1.atom", f"{PATH}?x=1"):
        topic = f"http://roiet.example{target}"
        form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": subscriber.callback}
        async with hub.client.post("/hub", data=form) as response:
            assert response.status == 400
            (error,) = (await response.json())["errors"]
        assert (error["field"], error["code"]) == ("hub.topic", "not-a-feed")
        assert "rel=self" in error["detail"]
    assert subscriber.questions() == []


async def test_an_unknown_mode_is_a_bad_request(hub: Hub) -> None:
    assert await hub.ask("https://reader.example/", mode="listen") == 400


async def test_other_methods_and_media_types(hub: Hub) -> None:
    async with hub.client.post("/hub", json={"hub.mode": "subscribe"}) as response:
        assert (response.status, (await response.json())["code"]) == (415, "unsupported-media-type")
    async with hub.client.put("/hub") as response:
        assert (response.status, (await response.json())["code"]) == (405, "method-not-allowed")
    large = io.BytesIO(b"hub.mode=" + b"x" * 3_000_000)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with hub.client.post("/hub", data=large, headers=form) as response:
        assert response.status == 413


# Publishing by request


@pytest.mark.parametrize(
    ("scopes", "status"), [(("posts",), 202), (("moderation",), 403), (None, 401)], ids=["posts", "other", "none"]
)
async def test_publishing_needs_a_token_of_scope_posts(hub: Hub, scopes: tuple[str, ...] | None, status: int) -> None:
    headers = bearer(await hub.kit.staff.add_token("t", scopes)) if scopes else {}
    form = {"hub.mode": "publish", "hub.url": TOPIC}
    async with hub.client.post("/hub", data=form, headers=headers) as response:
        assert response.status == status


async def test_a_publication_by_request_is_distributed(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    token = await hub.kit.staff.add_token("cms", ["posts"])
    form = {"hub.mode": "publish", "hub.url": TOPIC}
    async with hub.client.post("/hub", data=form, headers=bearer(token)) as response:
        assert response.status == 202
    (delivery,) = await subscriber.deliveries()
    assert delivery.body == b"<feed>0</feed>"


async def test_only_our_own_topics_can_be_published(hub: Hub) -> None:
    token = await hub.kit.staff.add_token("cms", ["posts"])
    form = {"hub.mode": "publish", "hub.url": "http://other.example/feeds/posts.atom"}
    async with hub.client.post("/hub", data=form, headers=bearer(token)) as response:
        assert response.status == 400
