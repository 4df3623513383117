"""The contract of `Store`, on one server and on a cluster."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest
from redis.exceptions import ResponseError

from shared.errors import StoreFull, StoreUnavailable
from shared.store.client import CrossSlotError, Script, Store, key_slot
from tests.support.valkey import ThrowawayCluster, ThrowawayServer, throwaway_cluster, throwaway_server

COUNT_UP = Script("count_up", "return redis.call('INCRBY', KEYS[1], ARGV[1])")


async def test_replies_have_python_shapes(any_store: Store) -> None:
    assert await any_store.execute("SET", "{a}:text", "สาเกต") is True
    assert await any_store.execute("GET", "{a}:text") == "สาเกต".encode()
    await any_store.execute("HSET", "{a}:hash", "f", 1)
    assert await any_store.execute("HGETALL", "{a}:hash") == {b"f": b"1"}
    await any_store.execute("ZADD", "{a}:set", 1.5, "m")
    assert await any_store.execute("ZSCORE", "{a}:set", "m") == 1.5


async def test_a_batch_answers_in_order_across_nodes(any_store: Store) -> None:
    keys = [f"{{{number}}}:n" for number in range(60)]
    assert len({key_slot(key) * 3 // 16384 for key in keys}) == 3, "the keys must live on all three nodes"
    await any_store.batch(("SET", key, index) for index, key in enumerate(keys))
    assert await any_store.batch(("GET", key) for key in keys) == [b"%d" % index for index in range(60)]


async def test_an_empty_batch_sends_nothing(any_store: Store) -> None:
    assert await any_store.batch([]) == []


async def test_a_batch_with_an_error_reply_runs_the_rest_and_raises(any_store: Store) -> None:
    with pytest.raises(ResponseError, match="not an integer"):
        await any_store.batch([("SET", "a", "x"), ("INCR", "a"), ("SET", "b", "y")])
    assert await any_store.execute("GET", "b") == b"y"


async def test_a_programming_error_passes_unchanged(any_store: Store) -> None:
    await any_store.execute("SET", "a", "x")
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await any_store.execute("LPUSH", "a", "y")


async def test_a_script_runs_whether_the_server_knows_it_or_not(any_store: Store, any_store_url: str) -> None:
    for expected, tag in enumerate("abcd", start=1):  # on several nodes
        assert await any_store.call(COUNT_UP, [f"{{{tag}}}:n"], [1]) == 1
        assert await any_store.call(COUNT_UP, [f"{{{tag}}}:n"], [expected]) == 1 + expected


async def test_a_script_with_keys_of_two_slots_is_refused_everywhere(any_store: Store) -> None:
    with pytest.raises(CrossSlotError):
        await any_store.call(COUNT_UP, ["a", "b"], [1])
    with pytest.raises(CrossSlotError):
        await any_store.call(COUNT_UP, [], [1])
    assert await any_store.execute("EXISTS", "a") == 0


async def test_scan_finds_the_keys_of_every_primary(any_store: Store) -> None:
    keys = {f"x:{number}".encode() for number in range(40)}
    await any_store.batch([("SET", key, 1) for key in keys] + [("SET", "other", 1)])
    assert {key async for key in any_store.scan("x:*")} == keys


async def test_ping_and_info_ask_every_primary(any_store: Store) -> None:
    await any_store.ping()
    facts = await any_store.info()
    assert len(facts) == (3 if any_store.is_cluster else 1)
    assert all(fact["redis_version"] for fact in facts)


async def test_a_stream_is_read_from_after_an_id(any_store: Store) -> None:
    first = await any_store.execute("XADD", "{t}:out", "*", "a", 1)
    second = await any_store.execute("XADD", "{t}:out", "*", "a", 2)
    assert await any_store.wait_stream("{t}:out", first, block_ms=1000) == [(second, {b"a": b"2"})]
    assert await any_store.wait_stream("{t}:out", "0", block_ms=1000, count=1) == [(first, {b"a": b"1"})]


async def test_waiting_for_a_stream_ends_with_the_time(any_store: Store) -> None:
    assert await any_store.wait_stream("{t}:out", "0", block_ms=20) == []


async def test_waiting_for_a_stream_ends_with_an_entry_and_blocks_nobody(any_store: Store) -> None:
    waiters = [asyncio.create_task(any_store.wait_stream(f"{{{tag}}}:out", "0", block_ms=10_000)) for tag in range(20)]
    for tag in range(20):
        await any_store.execute("XADD", f"{{{tag}}}:out", "*", "n", tag)
    entries = await asyncio.gather(*waiters)
    assert [found[0][1] for found in entries] == [{b"n": b"%d" % tag} for tag in range(20)]


@pytest.mark.parametrize("block_ms", [0, -1, 10**9])
async def test_an_unbounded_wait_is_refused(store: Store, block_ms: int) -> None:
    with pytest.raises(ValueError, match="block_ms"):
        await store.wait_stream("out", "0", block_ms=block_ms)


async def test_a_full_store_refuses_writes_and_goes_on_reading(store: Store, valkey_server: ThrowawayServer) -> None:
    await store.execute("SET", "a", "x")
    valkey_server.admin.config_set("maxmemory", "1")
    with pytest.raises(StoreFull):
        await store.execute("SET", "a", "y")
    with pytest.raises(StoreFull):
        await store.batch([("SET", "a", "y"), ("GET", "a")])
    with pytest.raises(StoreFull):
        await store.call(COUNT_UP, ["n"], [1])
    assert await store.execute("GET", "a") == b"x"


async def test_concurrency_beyond_the_pool_waits_its_turn(any_store: Store) -> None:
    replies = await asyncio.gather(*(any_store.call(COUNT_UP, ["{n}"], [1]) for _ in range(300)))
    assert sorted(replies) == list(range(1, 301))


async def test_a_server_that_dies_is_unavailable_and_comes_back() -> None:
    with throwaway_server(appendonly="yes", appendfsync="always") as server:
        store = await Store.connect(server.url)
        await asyncio.gather(*(store.execute("INCR", "n") for _ in range(5)))
        server.kill()
        for attempt in (store.ping(), store.execute("INCR", "n"), store.batch([("INCR", "n")])):
            with pytest.raises(StoreUnavailable):
                await attempt
        with pytest.raises(StoreUnavailable):
            await store.wait_stream("out", "0", block_ms=50)
        server.start()
        assert await store.execute("INCR", "n") == 6
        await store.close()


async def test_nothing_listens_at_first() -> None:
    store = await Store.connect("redis://127.0.0.1:1")
    with pytest.raises(StoreUnavailable):
        await store.ping()
    await store.close()


async def test_no_node_of_a_cluster_listens() -> None:
    store = await Store.connect("redis+cluster://127.0.0.1:1,127.0.0.1:2")
    for attempt in (store.ping(), store.execute("GET", "a"), store.batch([("GET", "a")])):
        with pytest.raises(StoreUnavailable):
            await attempt
    await store.close()


async def test_a_slot_that_moved_is_followed(cluster_store: Store, valkey_cluster: ThrowawayCluster) -> None:
    slot = key_slot("moving")
    old = valkey_cluster.owner_of(slot)
    new = next(node for node in valkey_cluster.nodes if node is not old)
    await cluster_store.ping()  # learns who owns what
    valkey_cluster.give_slot(slot, new)
    try:
        assert await cluster_store.execute("INCR", "moving") == 1
        valkey_cluster.reset()
        valkey_cluster.give_slot(slot, old)
        assert await cluster_store.batch([("INCR", "moving"), ("GET", "moving")]) == [1, b"1"]
    finally:
        valkey_cluster.reset()
        valkey_cluster.give_slot(slot, old)


async def test_a_node_of_a_cluster_that_dies_is_unavailable_and_comes_back() -> None:
    with throwaway_cluster() as cluster:
        store = await Store.connect(cluster.url)
        node = cluster.owner_of(key_slot("a"))
        await asyncio.gather(*(store.execute("INCR", "a") for _ in range(5)))
        node.kill()
        for attempt in (store.batch([("GET", "a")]), store.ping(), store.execute("GET", "a")):
            with pytest.raises(StoreUnavailable):
                await attempt
        node.start()
        cluster.wait_complete()
        await _eventually(lambda: store.batch([("SET", "a", "back")]))
        assert await store.execute("GET", "a") == b"back"
        await store.close()


async def _eventually(attempt: Callable[[], Awaitable[object]], times: int = 20) -> None:
    """Within so many attempts: each stale connection may fail once, since nothing is sent twice."""
    for _ in range(times):
        with contextlib.suppress(StoreUnavailable):
            await attempt()
            return
    pytest.fail("the store did not come back")
