"""The circuit breaker of callback hosts, as subscribers and officers see it."""

from datetime import timedelta

from services.hub.backoff import DELIVERING
from services.hub.breaker import FIRST_PAUSE, STRAWS
from shared.store.client import Store
from tests.app.hub.harness import CONFIG, Hands, Hub, Subscriber, hanging, running, until
from tests.support.origin import Origin

MANY = 20


def readers_of(world: Origin, count: int = MANY, status: int = 200) -> list[Subscriber]:
    return [Subscriber(world, path=f"/reader/{number}", statuses=[status]) for number in range(count)]


def sent(world: Origin) -> int:
    return sum(request.method == "POST" for request in world.received)


async def opened(hub: Hub, readers: list[Subscriber]) -> None:
    """Everybody has subscribed, and the host has failed until its breaker opened and all deliveries are at rest."""
    for reader in readers:
        await hub.subscribe(reader)
    await hub.publish("<feed>1</feed>")
    await hub.counted("breaker", "open")
    await resting(hub, len(readers))


async def resting(hub: Hub, count: int) -> None:
    """Every one of ``count`` deliveries has been postponed or held."""

    async def at_rest() -> bool:
        return await hub.count("delivery", "retried") + await hub.count("delivery", "held") >= count

    await until(at_rest)


async def test_a_host_that_fails_is_left_in_peace(hub: Hub, world: Origin) -> None:
    await opened(hub, readers_of(world, status=500))
    assert STRAWS <= sent(world) < STRAWS + CONFIG.deliveries
    before, held = sent(world), await hub.count("delivery", "held")
    await hub.publish("<feed>2</feed>")
    await hub.counted("delivery", "held", held + MANY)
    assert sent(world) == before, "while it is open nothing is tried"


async def test_one_probe_goes_out_after_the_pause_and_a_failure_makes_the_next_pause_longer(
    hub: Hub, world: Origin, clock: Hands
) -> None:
    await opened(hub, readers_of(world, status=503))
    before = sent(world)
    clock.move(FIRST_PAUSE)
    await hub.counted("breaker", "open", 2)
    assert sent(world) == before + 1
    held = await hub.count("delivery", "held")
    clock.move(FIRST_PAUSE)
    await hub.publish("<feed>2</feed>")
    await hub.counted("delivery", "held", held + MANY)
    assert sent(world) == before + 1, "the second pause is twice as long"
    clock.move(FIRST_PAUSE)
    await hub.counted("breaker", "open", 3)
    assert sent(world) == before + 2


async def test_whoever_waited_gets_the_newest_version_once_the_host_is_well(
    hub: Hub, world: Origin, clock: Hands
) -> None:
    readers = readers_of(world, status=500)
    await opened(hub, readers)
    before, held = sent(world), await hub.count("delivery", "held")
    await hub.publish("<feed>2</feed>")
    await hub.counted("delivery", "held", held + MANY)
    for reader in readers:
        reader.statuses = [200]
    clock.move(FIRST_PAUSE)
    await hub.counted("delivery", "delivered", MANY)
    assert await hub.count("breaker", "closed") == 1
    assert sent(world) == before + MANY, "nobody twice"
    for reader in readers:
        assert (await reader.deliveries())[-1].body == b"<feed>2</feed>"


async def test_while_the_probe_is_under_way_nobody_else_is_tried(hub: Hub, world: Origin, clock: Hands) -> None:
    readers = readers_of(world, status=500)
    await opened(hub, readers)
    before, held = sent(world), await hub.count("delivery", "held")
    for reader in readers:
        reader.attentive.clear()
        reader.statuses = [200]
    clock.move(FIRST_PAUSE)
    await until(lambda: sent(world) == before + 1)
    await hub.publish("<feed>2</feed>")
    await hub.counted("delivery", "held", held + MANY - 1)
    assert sent(world) == before + 1
    for reader in readers:
        reader.attentive.set()
    await hub.counted("delivery", "delivered", MANY)


async def test_a_subscriber_who_comes_back_need_not_wait_for_a_probe(hub: Hub, world: Origin) -> None:
    readers = readers_of(world, status=500)
    await opened(hub, readers)
    for reader in readers:
        reader.statuses = [200]
    await hub.subscribe(readers[0])
    await hub.counted("delivery", "delivered", MANY)


async def test_one_bad_callback_does_not_stop_its_neighbours(hub: Hub, world: Origin) -> None:
    """404 is an answer of a host that is well, however often it comes."""
    bad, *good = readers_of(world, 4)
    bad.statuses = [404]
    for reader in (bad, *good):
        await hub.subscribe(reader)
    for number in range(1, STRAWS + 3):
        await hub.publish(f"<feed>{number}</feed>")
        await hub.counted("delivery", "delivered", 3 * number)
        await hub.counted("delivery", "retried", number)
    assert await hub.count("breaker", "open") == 0


async def test_a_host_that_is_down_for_days_is_not_given_up_while_leases_last(
    hub: Hub, subscriber: Subscriber, clock: Hands
) -> None:
    await hub.subscribe(subscriber)
    subscriber.statuses = [500]
    await hub.publish("<feed>1</feed>")
    for tried in range(1, STRAWS):
        await hub.counted("delivery", "retried", tried)
        clock.move(DELIVERING.pause(tried, 0) or timedelta())
    for opening in range(1, 2 * DELIVERING.tries):
        await hub.counted("breaker", "open", opening)
        await hub.counted("delivery", "held", opening)
        clock.move(timedelta(hours=2))
    subscriber.statuses = [200]
    clock.move(timedelta(hours=2))
    await hub.counted("delivery", "delivered")
    assert await hub.count("delivery", "dropped") == 0


async def test_all_instances_share_a_breaker(store: Store, site: Origin, world: Origin, clock: Hands) -> None:
    allow = f"127.0.0.1:{world.port}"
    readers = readers_of(world, status=500)
    async with running(store, site, clock, allow) as one:
        await opened(one, readers)
    before = sent(world)
    async with running(store, site, clock, allow) as two:
        await two.publish("<feed>2</feed>")
        await two.counted("delivery", "held", MANY)
        assert sent(world) == before, "what one instance learnt the other one knows"
        for reader in readers:
            reader.statuses = [200]
        clock.move(FIRST_PAUSE)
        await two.counted("delivery", "delivered", MANY)


async def test_a_probe_that_dies_with_its_process_is_followed_by_another(
    store: Store, site: Origin, world: Origin, subscriber: Subscriber, clock: Hands
) -> None:
    allow = f"127.0.0.1:{world.port}"
    async with running(store, site, clock, allow) as one:
        await one.subscribe(subscriber)
        subscriber.statuses = [500]
        await one.publish("<feed>1</feed>")
        for tried in range(1, STRAWS):
            await one.counted("delivery", "retried", tried)
            clock.move(DELIVERING.pause(tried, 0) or timedelta())
        await one.counted("breaker", "open")
        await one.counted("delivery", "held")
        subscriber.statuses = [200]
        async with hanging(subscriber):
            clock.move(FIRST_PAUSE)
            await subscriber.deliveries(STRAWS + 1)
            await one.client.close()
    async with running(store, site, clock, allow) as two:
        clock.move(timedelta(minutes=1))
        await two.counted("delivery", "delivered")
