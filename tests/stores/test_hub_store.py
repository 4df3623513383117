"""The contract of the hub's stores, on one server and on a cluster."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import NoneType

import pytest

from services.hub import keys
from services.hub.attempts import Attempt, Failure
from services.hub.breaker import CLOSED, Breaker, State
from services.hub.breakers import RedisBreakers
from services.hub.figures import HostFacts, Overview, Spread
from services.hub.model import (
    Ceilings,
    Claim,
    Delivery,
    Edition,
    Intent,
    Mode,
    Reading,
    Subscription,
    Verification,
)
from services.hub.news import RedisNews
from services.hub.queues import RedisQueue
from services.hub.records import RedisRecords
from services.hub.store import RedisSubscriptions
from shared.push import Announcer
from shared.store.client import Store

T0 = datetime(2026, 9, 26, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=30)
PATH = "/feeds/posts.atom"
MANY = Ceilings(per_topic=100, per_host=100)
EDITION = Edition(PATH, "v1", "application/atom+xml", "<feed>ร้อยเอ็ด</feed>".encode() + b"\x00\xff", T0)


def subscription(number: int = 1, *, host: str = "reader.example", days: int = 10, secret: str = "") -> Subscription:
    return Subscription(
        f"http://roiet.example{PATH}", PATH, f"https://{host}/{number}", host, T0 + timedelta(days=days), secret
    )


def intent(of: Subscription) -> Intent:
    return Intent(Mode.SUBSCRIBE, of.topic, of.path, of.callback, of.host, 3600, of.secret)


@pytest.fixture
def queue(any_store: Store) -> RedisQueue[str]:
    return RedisQueue(any_store, keys.QueueKeys.of("trial"), str)


@pytest.fixture
def looks(any_store: Store) -> RedisQueue[datetime]:
    return RedisQueue(any_store, keys.LOOKS, datetime)


@pytest.fixture
def deliveries(any_store: Store) -> RedisQueue[None]:
    return RedisQueue(any_store, keys.DELIVERIES, NoneType)


@pytest.fixture
def subscriptions(any_store: Store) -> RedisSubscriptions:
    return RedisSubscriptions(any_store)


@pytest.fixture
def records(any_store: Store) -> RedisRecords:
    return RedisRecords(any_store)


@pytest.fixture
def breakers(any_store: Store) -> RedisBreakers:
    return RedisBreakers(any_store)


async def claim(queue: RedisQueue[str], now: datetime, by: str = "me") -> Claim[str]:
    (found,) = await queue.claim(by, now, now + LEASE, 10)
    return found


async def nothing_is_due(queue: RedisQueue[str], now: datetime) -> bool:
    return await queue.claim("probe", now, now + LEASE, 10) == []


# The queue


async def test_work_is_leased_to_one(queue: RedisQueue[str]) -> None:
    await queue.put("a", "v1", "ข้อมูล", T0)
    assert await claim(queue, T0) == Claim("a", "v1", 1, "me", "ข้อมูล")
    assert await nothing_is_due(queue, T0 + LEASE - SECOND)


async def test_what_a_dead_process_held_is_taken_over(queue: RedisQueue[str]) -> None:
    await queue.put("a", "v1", "", T0)
    dead = await claim(queue, T0, "dead")
    heir = await claim(queue, T0 + LEASE, "heir")
    assert heir.tries == 2
    await queue.finish(dead, T0 + LEASE)  # it was only slow: no longer its to settle
    assert [c.token for c in await queue.claim("later", T0 + 2 * LEASE, T0 + 3 * LEASE, 10)] == ["later"]


async def test_finished_work_does_not_come_back(queue: RedisQueue[str]) -> None:
    await queue.put("a", "v1", "", T0)
    await queue.finish(await claim(queue, T0), T0)
    assert await nothing_is_due(queue, T0 + timedelta(days=1))


async def test_postponed_work_comes_at_its_time(queue: RedisQueue[str]) -> None:
    await queue.put("a", "v1", "", T0)
    await queue.postpone(await claim(queue, T0), T0, T0 + timedelta(minutes=5))
    assert await nothing_is_due(queue, T0 + timedelta(minutes=5) - SECOND)
    assert (await claim(queue, T0 + timedelta(minutes=5))).tries == 2


async def test_a_newer_version_replaces_what_waits_and_starts_anew(queue: RedisQueue[str]) -> None:
    await queue.put("a", "v1", "old", T0)
    await queue.postpone(await claim(queue, T0), T0, T0 + timedelta(hours=5))
    await queue.put("a", "v2", "new", T0 + SECOND)
    assert await claim(queue, T0 + SECOND) == Claim("a", "v2", 1, "me", "new")


@pytest.mark.parametrize("settle", ["finish", "postpone"])
async def test_a_newer_version_waits_for_the_work_under_way(queue: RedisQueue[str], settle: str) -> None:
    await queue.put("a", "v1", "", T0)
    held = await claim(queue, T0)
    await queue.put("a", "v2", "", T0 + SECOND)
    assert await nothing_is_due(queue, T0 + 2 * SECOND)
    if settle == "finish":
        await queue.finish(held, T0 + 3 * SECOND)
    else:
        await queue.postpone(held, T0 + 3 * SECOND, T0 + timedelta(days=1))
    assert (await claim(queue, T0 + 3 * SECOND)).version == "v2"


async def test_no_more_is_claimed_than_asked_for(queue: RedisQueue[str]) -> None:
    for name in "abc":
        await queue.put(name, "v1", "", T0)
    assert len(await queue.claim("me", T0, T0 + LEASE, 2)) == 2
    assert len(await queue.claim("me", T0, T0 + LEASE, 2)) == 1


async def test_waiting_ends_when_rung_and_when_work_comes(queue: RedisQueue[str]) -> None:
    queue.ring()
    await queue.wait(60)
    await queue.put("a", "v1", "", T0)
    await queue.wait(60)
    await queue.wait(0.001)


# Subscriptions


async def test_a_subscription_round_trip(subscriptions: RedisSubscriptions) -> None:
    kept = subscription(secret="ลับ")
    assert await subscriptions.activate(kept, MANY, T0)
    assert await subscriptions.get(kept.identity) == kept
    assert await subscriptions.are_there(PATH, T0)
    await subscriptions.remove(kept.identity)
    assert await subscriptions.get(kept.identity) is None
    assert not await subscriptions.are_there(PATH, T0)
    await subscriptions.remove(kept.identity)


async def test_subscribing_again_changes_lease_and_secret_in_place(
    subscriptions: RedisSubscriptions, records: RedisRecords
) -> None:
    first, again = subscription(secret="old"), subscription(secret="new", days=20)
    tight = Ceilings(per_topic=1, per_host=1)
    assert await subscriptions.activate(first, tight, T0)
    assert not await subscriptions.is_full(intent(again), tight, T0)
    assert await subscriptions.activate(again, tight, T0)
    assert await subscriptions.get(first.identity) == again
    assert (await records.overview(T0)).subscriptions == 1


@pytest.mark.parametrize("ceilings", [Ceilings(per_topic=1, per_host=9), Ceilings(per_topic=9, per_host=1)])
async def test_ceilings_hold_until_a_lease_ends(subscriptions: RedisSubscriptions, ceilings: Ceilings) -> None:
    assert await subscriptions.activate(subscription(1, days=1), ceilings, T0)
    second = subscription(2, days=9)
    assert await subscriptions.is_full(intent(second), ceilings, T0)
    assert not await subscriptions.activate(second, ceilings, T0)
    assert await subscriptions.get(second.identity) is None
    later = T0 + timedelta(days=1)
    assert not await subscriptions.is_full(intent(second), ceilings, later)
    assert await subscriptions.activate(second, ceilings, later)


async def test_the_lease_ends_a_subscription(subscriptions: RedisSubscriptions, records: RedisRecords) -> None:
    short, long = subscription(1, days=1), subscription(2, days=2)
    for each in (short, long):
        await subscriptions.activate(each, MANY, T0)
    after = T0 + timedelta(days=1)
    assert (await records.overview(after)).subscriptions == 1
    assert await subscriptions.remove_lapsed(after) == 1
    assert await subscriptions.remove_lapsed(after) == 0
    assert await subscriptions.get(short.identity) is None
    assert await subscriptions.get(long.identity) == long


async def test_outcomes_are_tallied(records: RedisRecords) -> None:
    for outcome in (Delivery.DROPPED, Delivery.DROPPED, Reading.DROPPED, Verification.DENIED):
        await records.tally(outcome)
    assert await records.overview(T0) == Overview(
        0, 0, {"delivery:dropped": 2, "reading:dropped": 1, "verification:denied": 1}
    )


# Distribution


async def look(looks: RedisQueue[datetime], now: datetime = T0, by: str = "me") -> Claim[datetime]:
    await looks.put(PATH, f"news-{now}", T0, now)
    (found,) = await looks.claim(by, now, now + LEASE, 1)
    return found


async def test_an_edition_makes_one_delivery_a_subscription(
    subscriptions: RedisSubscriptions, looks: RedisQueue[datetime], deliveries: RedisQueue[None]
) -> None:
    wanted = [subscription(number) for number in range(3)]
    for each in (*wanted, subscription(9, days=-1), replace(subscription(8), path="/feeds/other.atom")):
        await subscriptions.activate(each, MANY, T0 - timedelta(days=30))
    assert await subscriptions.distribute(await look(looks), EDITION, T0) is Reading.DISTRIBUTED
    claims = await deliveries.claim("me", T0, T0 + LEASE, 10)
    assert {(c.item, c.version, c.tries) for c in claims} == {(each.identity, "v1", 1) for each in wanted}
    assert await subscriptions.edition(PATH) == EDITION
    assert await subscriptions.edition("/feeds/other.atom") is None


async def test_the_same_edition_is_distributed_once(
    subscriptions: RedisSubscriptions, looks: RedisQueue[datetime], deliveries: RedisQueue[None]
) -> None:
    await subscriptions.activate(subscription(), MANY, T0)
    ours = await look(looks)
    assert await subscriptions.distribute(ours, EDITION, T0) is Reading.DISTRIBUTED
    assert await subscriptions.distribute(ours, EDITION, T0) is Reading.UNCHANGED
    assert len(await deliveries.claim("me", T0, T0 + LEASE, 10)) == 1


async def test_who_lost_the_look_distributes_nothing(
    subscriptions: RedisSubscriptions, looks: RedisQueue[datetime], deliveries: RedisQueue[None]
) -> None:
    await subscriptions.activate(subscription(), MANY, T0)
    slow = await look(looks, by="slow")
    await looks.claim("heir", T0 + LEASE, T0 + 2 * LEASE, 1)
    assert await subscriptions.distribute(slow, EDITION, T0 + LEASE) is Reading.OVERTAKEN
    assert await deliveries.claim("me", T0 + LEASE, T0 + 2 * LEASE, 10) == []
    assert await subscriptions.edition(PATH) is None


async def test_a_newer_edition_replaces_an_undelivered_one(
    subscriptions: RedisSubscriptions, looks: RedisQueue[datetime], deliveries: RedisQueue[None]
) -> None:
    await subscriptions.activate(subscription(), MANY, T0)
    ours = await look(looks)
    await subscriptions.distribute(ours, EDITION, T0)
    (under_way,) = await deliveries.claim("me", T0, T0 + LEASE, 10)
    await subscriptions.distribute(ours, replace(EDITION, version="v2"), T0 + SECOND)
    assert await deliveries.claim("me", T0 + SECOND, T0 + LEASE, 10) == []
    await deliveries.finish(under_way, T0 + 2 * SECOND)
    (next_one,) = await deliveries.claim("me", T0 + 2 * SECOND, T0 + LEASE, 10)
    assert (next_one.version, next_one.tries) == ("v2", 1)


async def test_removing_a_subscription_removes_its_delivery(
    subscriptions: RedisSubscriptions,
    looks: RedisQueue[datetime],
    deliveries: RedisQueue[None],
    records: RedisRecords,
) -> None:
    kept = subscription()
    await subscriptions.activate(kept, MANY, T0)
    await subscriptions.distribute(await look(looks), EDITION, T0)
    await subscriptions.remove(kept.identity)
    assert await deliveries.claim("me", T0, T0 + LEASE, 10) == []
    assert (await records.overview(T0)).waiting == 0


# Breakers


async def under_way(
    subscriptions: RedisSubscriptions, looks: RedisQueue[datetime], deliveries: RedisQueue[None]
) -> Claim[None]:
    """A delivery that has been claimed."""
    await subscriptions.activate(subscription(), MANY, T0)
    await subscriptions.distribute(await look(looks), EDITION, T0)
    (found,) = await deliveries.claim("me", T0, T0 + LEASE, 10)
    return found


HOST = "reader.example"
OPEN = Breaker(State.OPEN, 5, T0 + timedelta(minutes=1), 1)


async def test_a_breaker_changes_only_from_what_was_read(breakers: RedisBreakers) -> None:
    one = Breaker(failures=1)
    assert await breakers.breaker(HOST) == CLOSED
    assert not await breakers.swap(HOST, one, OPEN, T0)
    assert await breakers.swap(HOST, CLOSED, one, T0)
    assert not await breakers.swap(HOST, CLOSED, OPEN, T0)
    assert await breakers.swap(HOST, one, OPEN, T0)
    assert await breakers.breaker(HOST) == OPEN
    assert await breakers.breaker("other.example") == CLOSED
    assert await breakers.swap(HOST, OPEN, CLOSED, T0)
    assert await breakers.breaker(HOST) == CLOSED


async def test_a_parked_delivery_is_due_when_its_breaker_closes(
    subscriptions: RedisSubscriptions,
    looks: RedisQueue[datetime],
    deliveries: RedisQueue[None],
    breakers: RedisBreakers,
) -> None:
    claimed = await under_way(subscriptions, looks, deliveries)
    await breakers.swap(HOST, CLOSED, OPEN, T0)
    assert not await breakers.park(claimed, HOST, CLOSED, T0), "decided from a breaker that has changed"
    assert await breakers.park(claimed, HOST, OPEN, T0)
    assert await deliveries.claim("me", T0 + 59 * SECOND, T0 + 2 * LEASE, 10) == []
    await breakers.swap(HOST, OPEN, CLOSED, T0 + 2 * SECOND)
    (again,) = await deliveries.claim("me", T0 + 2 * SECOND, T0 + 2 * LEASE, 10)
    assert again.tries == 1, "the first one was not sent"


async def test_a_parked_delivery_is_due_for_the_probe(
    subscriptions: RedisSubscriptions,
    looks: RedisQueue[datetime],
    deliveries: RedisQueue[None],
    breakers: RedisBreakers,
) -> None:
    claimed = await under_way(subscriptions, looks, deliveries)
    await breakers.swap(HOST, CLOSED, OPEN, T0)
    await breakers.park(claimed, HOST, OPEN, T0)
    assert len(await deliveries.claim("me", T0 + timedelta(minutes=1), T0 + timedelta(minutes=2), 10)) == 1


async def test_closing_a_breaker_does_not_touch_what_is_under_way(
    subscriptions: RedisSubscriptions,
    looks: RedisQueue[datetime],
    deliveries: RedisQueue[None],
    breakers: RedisBreakers,
) -> None:
    claimed = await under_way(subscriptions, looks, deliveries)
    await breakers.swap(HOST, CLOSED, OPEN, T0)
    await breakers.hold(HOST, claimed.item)
    await breakers.hold(HOST, "a delivery that was made meanwhile")
    await breakers.swap(HOST, OPEN, CLOSED, T0)
    assert await deliveries.claim("thief", T0, T0 + LEASE, 10) == []


async def test_who_lost_a_delivery_parks_nothing(
    subscriptions: RedisSubscriptions,
    looks: RedisQueue[datetime],
    deliveries: RedisQueue[None],
    breakers: RedisBreakers,
) -> None:
    slow = await under_way(subscriptions, looks, deliveries)
    (heir,) = await deliveries.claim("heir", T0 + LEASE, T0 + 2 * LEASE, 10)
    await breakers.swap(HOST, CLOSED, OPEN, T0)
    assert await breakers.park(slow, HOST, OPEN, T0 + LEASE)
    await deliveries.finish(heir, T0 + LEASE)
    assert await deliveries.claim("me", T0 + timedelta(days=1), T0 + timedelta(days=2), 10) == []


async def test_a_host_without_subscriptions_is_forgotten_with_its_breaker(
    subscriptions: RedisSubscriptions, breakers: RedisBreakers, records: RedisRecords
) -> None:
    first, second = subscription(1), subscription(2)
    for each in (first, second):
        await subscriptions.activate(each, MANY, T0)
    await breakers.swap(HOST, CLOSED, OPEN, T0)
    await subscriptions.remove(first.identity)
    assert await breakers.breaker(HOST) == OPEN
    await subscriptions.remove(second.identity)
    assert await breakers.breaker(HOST) == CLOSED
    assert await records.hosts(0, 10, T0) == []


# Records


async def test_attempts_become_spreads_of_a_day(records: RedisRecords) -> None:
    for number in range(100):
        seconds = timedelta(seconds=0.2 if number < 90 else 40)
        await records.keep(Attempt(HOST, Delivery.DELIVERED, None, seconds, seconds), T0)
    await records.keep(Attempt(HOST, Delivery.RETRIED, Failure.TIMEOUT), T0)
    overview = await records.overview(T0 + timedelta(hours=23))
    assert overview.tallies == {"failure:timeout": 1}
    assert overview.to_delivery == overview.to_answer
    assert overview.to_delivery.p50 == pytest.approx(0.1 + 0.15 * 50 / 90)
    assert overview.to_delivery.p95 == pytest.approx(45)
    assert (await records.overview(T0 + timedelta(hours=25))).to_delivery == Spread()


async def test_hosts_are_told_by_name_page_by_page(
    subscriptions: RedisSubscriptions,
    looks: RedisQueue[datetime],
    deliveries: RedisQueue[None],
    breakers: RedisBreakers,
    records: RedisRecords,
) -> None:
    await under_way(subscriptions, looks, deliveries)
    await subscriptions.activate(subscription(2, host="another.example"), MANY, T0)
    await breakers.swap(HOST, CLOSED, OPEN, T0)
    await records.keep(Attempt(HOST, Delivery.DELIVERED, None, SECOND, SECOND), T0)
    await records.keep(Attempt(HOST, Delivery.RETRIED, Failure.SERVER, SECOND), T0 + SECOND)
    assert await records.hosts(0, 1, T0) == [HostFacts("another.example", 1, 0, CLOSED)]
    assert await records.hosts(1, 9, T0) == [HostFacts(HOST, 1, 1, OPEN, T0, T0 + SECOND, "5xx")]
    assert await records.hosts(2, 9, T0) == []


async def test_subscriptions_are_listed_without_gaps(subscriptions: RedisSubscriptions, records: RedisRecords) -> None:
    kept = [subscription(number, days=1 + number // 3, secret="s" * (number % 2)) for number in range(10)]
    for each in kept:
        await subscriptions.activate(each, MANY, T0)
    place: str | None = None
    found = []
    for expected in (4, 4, 2):
        page, place = await records.subscriptions(place, 4)
        assert len(page) == expected
        found += page
    assert place is None
    assert {each.callback for each in found} == {each.callback for each in kept}
    assert [each.expires for each in found] == sorted(each.expires for each in kept)
    assert {each.signed for each in found} == {True, False}


async def test_a_page_goes_on_where_its_last_one_has_gone(
    subscriptions: RedisSubscriptions, records: RedisRecords
) -> None:
    kept = [subscription(number, days=1 + number) for number in range(4)]
    for each in kept:
        await subscriptions.activate(each, MANY, T0)
    _, place = await records.subscriptions(None, 2)
    await subscriptions.remove(kept[1].identity)
    following, _ = await records.subscriptions(place, 2)
    assert [each.callback for each in following] == [each.callback for each in kept[2:]]


# News


async def test_news_come_once_they_are_acknowledged(any_store: Store) -> None:
    await Announcer(any_store, enabled=True).announce(["http://roiet.example/feeds/a", "http://roiet.example/feeds/b"])
    news = RedisNews(any_store, idle_ms=60_000)
    await news.open()
    await news.open()
    taken = await news.take(1)
    assert [topic for _, topic in taken] == ["http://roiet.example/feeds/a", "http://roiet.example/feeds/b"]
    await news.acknowledge([identity for identity, _ in taken])
    assert await news.take(1) == []


async def test_news_that_a_dead_process_took_are_taken_over(any_store: Store) -> None:
    await Announcer(any_store, enabled=True).announce(["http://roiet.example/feeds/a"])
    dead, patient, heir = (RedisNews(any_store, idle_ms=idle) for idle in (60_000, 60_000, 0))
    await dead.open()
    taken = await dead.take(1)
    assert await patient.take(1) == []
    assert await heir.take(1) == taken
