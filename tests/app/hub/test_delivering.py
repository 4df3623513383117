"""Content distribution (WebSub section 7): what is sent, to whom, how often, and what survives a crash."""

import hashlib
import hmac
from datetime import timedelta

import pytest

from services.hub.backoff import DELIVERING
from services.hub.keys import edition
from services.hub.service import LEASE
from shared.push import Announcer
from shared.store.client import Store
from tests.app.hub.harness import ATOM, PATH, TOPIC, Hands, Hub, Subscriber, hanging, running, until
from tests.support.origin import Origin, Reply


async def test_the_content_goes_out_signed_with_its_type_and_links(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber, secret="ความลับ")
    await hub.publish("<feed>ร้อยเอ็ด</feed>")
    (delivery,) = await subscriber.deliveries()
    body = "<feed>ร้อยเอ็ด</feed>".encode()
    assert delivery.body == body
    assert delivery.headers["Content-Type"] == ATOM
    assert delivery.headers["Link"] == f'<http://roiet.example/hub>; rel="hub", <{TOPIC}>; rel="self"'
    signature = hmac.new("ความลับ".encode(), body, hashlib.sha256).hexdigest()
    assert delivery.headers["X-Hub-Signature"] == f"sha256={signature}"


async def test_a_version_is_sent_once_however_often_it_is_announced(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "delivered")
    await hub.kit.announcer.announce([TOPIC])
    await hub.counted("reading", "unchanged")
    await hub.publish("<feed>2</feed>")
    await hub.counted("delivery", "delivered", 2)
    assert [d.body for d in await subscriber.deliveries(2)] == [b"<feed>1</feed>", b"<feed>2</feed>"]


async def test_content_that_looks_unchanged_is_looked_at_again(hub: Hub, subscriber: Subscriber, clock: Hands) -> None:
    await hub.subscribe(subscriber)
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "delivered")
    await hub.kit.announcer.announce([TOPIC])  # and the instance that answers still has the old content
    await hub.counted("reading", "unchanged")
    hub.site.on(PATH, Reply(body=b"<feed>2</feed>", headers={"Content-Type": ATOM}))
    clock.move(timedelta(seconds=2))
    assert (await subscriber.deliveries(2))[1].body == b"<feed>2</feed>"


async def test_every_subscriber_gets_its_topics_and_no_others(hub: Hub, world: Origin) -> None:
    other = "/planet/feeds/all.atom"
    hub.site.on(other, Reply(body=b"<feed>p0</feed>", headers={"Content-Type": ATOM}))
    readers = [Subscriber(world, path=f"/reader/{number}") for number in range(6)]
    for reader in readers[:5]:
        await hub.subscribe(reader)
    await hub.ask(readers[5].callback, topic=f"http://roiet.example{other}")
    await hub.counted("verification", "subscribed", 6)
    await hub.publish("<feed>1</feed>")
    await hub.publish("<feed>p1</feed>", other)
    await hub.counted("delivery", "delivered", 6)
    assert [[d.body for d in await reader.deliveries()] for reader in readers] == [
        *[[b"<feed>1</feed>"]] * 5,
        [b"<feed>p1</feed>"],
    ]


async def test_a_subscriber_who_is_gone_is_removed(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    subscriber.statuses = [410]
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "gone")
    await hub.publish("<feed>2</feed>")
    await hub.counted("reading", "unwanted")
    assert len(await subscriber.deliveries()) == 1


@pytest.mark.parametrize("status", [500, 404, 301])
async def test_a_failure_is_tried_again_after_a_pause(
    hub: Hub, subscriber: Subscriber, clock: Hands, status: int
) -> None:
    await hub.subscribe(subscriber)
    subscriber.statuses = [status, 200]
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "retried")
    clock.move(DELIVERING.first)
    await hub.counted("delivery", "delivered")
    assert [d.body for d in await subscriber.deliveries(2)] == [b"<feed>1</feed>"] * 2


async def test_redirects_are_not_followed(hub: Hub, subscriber: Subscriber, world: Origin) -> None:
    await hub.subscribe(subscriber)
    elsewhere = Subscriber(world, path="/elsewhere")
    world.on("/callback", Reply(status=307, headers={"Location": elsewhere.callback}))
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "retried")
    assert world.requests_for("/elsewhere") == []


async def test_tries_are_bounded(hub: Hub, subscriber: Subscriber, clock: Hands) -> None:
    await hub.subscribe(subscriber)
    subscriber.statuses = [404]
    await hub.publish("<feed>1</feed>")
    for tried in range(1, DELIVERING.tries):
        await hub.counted("delivery", "retried", tried)
        pause = DELIVERING.pause(tried, 0)
        assert pause is not None
        clock.move(pause)
    await hub.counted("delivery", "dropped")
    assert len(await subscriber.deliveries()) == DELIVERING.tries


async def test_the_newest_version_replaces_one_that_could_not_be_delivered(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    subscriber.statuses = [500, 200]
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "retried")
    await hub.publish("<feed>2</feed>")
    await hub.counted("delivery", "delivered")
    assert [d.body for d in await subscriber.deliveries(2)] == [b"<feed>1</feed>", b"<feed>2</feed>"]


async def test_a_delivery_that_waits_longer_than_the_lease_lapses(
    hub: Hub, subscriber: Subscriber, clock: Hands
) -> None:
    await hub.subscribe(subscriber, lease_seconds="300")
    subscriber.statuses = [500]
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "retried")
    clock.move(timedelta(seconds=300))
    await hub.counted("delivery", "lapsed")
    assert len(await subscriber.deliveries()) == 1


async def test_our_own_site_may_be_late(hub: Hub, subscriber: Subscriber, clock: Hands) -> None:
    await hub.subscribe(subscriber)
    hub.site.on(PATH, Reply(status=503))
    await hub.kit.announcer.announce([TOPIC])
    await hub.counted("reading", "retried")
    hub.site.on(PATH, Reply(body=b"<feed>1</feed>", headers={"Content-Type": ATOM}))
    clock.move(timedelta(seconds=2))
    assert (await subscriber.deliveries())[0].body == b"<feed>1</feed>"


async def test_what_nobody_is_to_hear_of_is_not_kept(hub: Hub, subscriber: Subscriber, store: Store) -> None:
    """Else what was taken out of a feed, such as an erased comment, stays here when its last subscriber has left."""
    await hub.subscribe(subscriber)
    await hub.publish("<feed>1</feed>")
    await subscriber.deliveries()
    assert await store.execute("EXISTS", edition(PATH)) == 1
    assert await hub.ask(subscriber.callback, "unsubscribe") == 202
    await hub.counted("verification", "unsubscribed")
    await hub.publish("<feed>2</feed>")
    await hub.counted("reading", "unwanted")
    assert await store.execute("EXISTS", edition(PATH)) == 0


async def test_of_a_topic_that_is_gone_nothing_is_kept_but_its_subscribers(
    hub: Hub, subscriber: Subscriber, clock: Hands, store: Store
) -> None:
    await hub.subscribe(subscriber)
    subscriber.statuses = [500, 200]
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "retried")
    hub.site.on(PATH, Reply(status=404))
    await hub.kit.announcer.announce([TOPIC])
    await hub.counted("reading", "retried")
    assert await store.execute("EXISTS", edition(PATH)) == 0
    clock.move(timedelta(hours=1))
    await hub.publish("<feed>2</feed>")
    assert (await subscriber.deliveries(2))[-1].body == b"<feed>2</feed>"


async def test_news_of_something_else_is_dropped(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    await hub.kit.announcer.announce(["http://other.example/feeds/posts.atom", "", TOPIC])
    assert len(await subscriber.deliveries()) == 1


async def test_a_slow_subscriber_does_not_hold_up_the_others(hub: Hub, world: Origin) -> None:
    slow, quick = Subscriber(world, path="/slow"), Subscriber(world, path="/quick")
    for reader in (slow, quick):
        await hub.subscribe(reader)
    async with hanging(slow):
        for number in range(1, 4):
            await hub.publish(f"<feed>{number}</feed>")
            await quick.deliveries(number)
        assert len(await slow.deliveries()) == 1
    await hub.counted("delivery", "delivered", 5)
    assert (await slow.deliveries(2))[1].body == b"<feed>3</feed>"


# Crashes


async def test_a_delivery_cut_short_is_taken_over_by_a_new_instance(
    store: Store, site: Origin, world: Origin, subscriber: Subscriber, clock: Hands
) -> None:
    allow = f"127.0.0.1:{world.port}"
    async with running(store, site, clock, allow) as first:
        await first.subscribe(subscriber)
        async with hanging(subscriber):
            await first.publish("<feed>1</feed>")
            await subscriber.deliveries()
            await first.client.close()
    async with running(store, site, clock, allow) as second:
        clock.move(LEASE)
        await second.counted("delivery", "delivered")
    assert [d.body for d in await subscriber.deliveries(2)] == [b"<feed>1</feed>"] * 2


async def test_a_verification_cut_short_is_taken_over_by_a_new_instance(
    store: Store, site: Origin, world: Origin, subscriber: Subscriber, clock: Hands
) -> None:
    allow = f"127.0.0.1:{world.port}"
    async with running(store, site, clock, allow) as first, hanging(subscriber):
        assert await first.ask(subscriber.callback) == 202
        await until(lambda: len(subscriber.questions()) == 1)
        await first.client.close()
    async with running(store, site, clock, allow) as second:
        clock.move(LEASE)
        await second.counted("verification", "subscribed")


async def test_news_from_before_the_start_is_attended_to(
    store: Store, site: Origin, world: Origin, subscriber: Subscriber, clock: Hands
) -> None:
    allow = f"127.0.0.1:{world.port}"
    async with running(store, site, clock, allow) as first:
        await first.subscribe(subscriber)
    await Announcer(store, enabled=True).announce([TOPIC])
    async with running(store, site, clock, allow):
        assert len(await subscriber.deliveries()) == 1


async def test_two_instances_deliver_each_version_once(store: Store, site: Origin, world: Origin, clock: Hands) -> None:
    allow = f"127.0.0.1:{world.port}"
    readers = [Subscriber(world, path=f"/reader/{number}") for number in range(20)]
    async with running(store, site, clock, allow) as one, running(store, site, clock, allow) as two:
        for reader in readers:
            assert await one.ask(reader.callback) == 202

        async def total(kind: str, outcome: str, figure: int) -> bool:
            return await one.count(kind, outcome) + await two.count(kind, outcome) >= figure

        await until(lambda: total("verification", "subscribed", 20))
        await one.publish("<feed>1</feed>")
        await two.publish("<feed>1</feed>")
        await until(lambda: total("delivery", "delivered", 20))
    assert [len(await reader.deliveries()) for reader in readers] == [1] * 20


async def test_the_whole_path_on_a_cluster(
    cluster_store: Store, site: Origin, world: Origin, subscriber: Subscriber, clock: Hands
) -> None:
    async with running(cluster_store, site, clock, f"127.0.0.1:{world.port}") as hub:
        await hub.subscribe(subscriber)
        await hub.publish("<feed>1</feed>")
        await hub.counted("delivery", "delivered")
        assert await hub.ask(subscriber.callback, "unsubscribe") == 202
        await hub.counted("verification", "unsubscribed")
