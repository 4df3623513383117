"""One rendering per version, however many ask."""

import asyncio
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.cache import ViewCache
from shared.http.view import View, make_view


class Kitchen:
    """Renders when told to, and counts."""

    def __init__(self, body: bytes = b"body") -> None:
        self.body = body
        self.started = 0
        self.busy = asyncio.Event()
        self.ready = asyncio.Event()

    async def render(self) -> View:
        self.started += 1
        self.busy.set()
        await self.ready.wait()
        return make_view(self.body, content_type="text/plain")


async def quick(body: bytes = b"body") -> View:
    return make_view(body, content_type="text/plain")


async def failing() -> View:
    raise LookupError("no such post")


async def test_concurrent_first_requests_render_once() -> None:
    cache, kitchen = ViewCache(), Kitchen()
    waiting = [asyncio.ensure_future(cache.get("posts", 1, kitchen.render)) for _ in range(50)]
    await kitchen.busy.wait()
    kitchen.ready.set()
    views = await asyncio.gather(*waiting)
    assert kitchen.started == 1
    assert all(view is views[0] for view in views)
    assert await cache.get("posts", 1, kitchen.render) is views[0]
    assert kitchen.started == 1


async def test_another_version_renders_again() -> None:
    cache = ViewCache()
    old = await cache.get("posts", 1, quick)
    new = await cache.get("posts", 2, quick)
    assert new is not old
    assert len(cache) == 1


async def test_an_overtaken_rendering_does_not_replace_the_newer_one() -> None:
    cache, slow = ViewCache(), Kitchen(b"old")
    waiting = asyncio.ensure_future(cache.get("posts", 1, slow.render))
    await slow.busy.wait()
    new = await cache.get("posts", 2, lambda: quick(b"new"))
    slow.ready.set()
    assert (await waiting).body == b"old"
    assert await cache.get("posts", 2, failing) is new


async def test_a_failure_reaches_everyone_and_is_not_kept() -> None:
    cache = ViewCache()
    outcomes = await asyncio.gather(*(cache.get("posts", 1, failing) for _ in range(3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [LookupError] * 3
    assert (await cache.get("posts", 1, quick)).body == b"body"


async def test_cancelling_one_does_not_cancel_the_others() -> None:
    cache, kitchen = ViewCache(), Kitchen()
    first, second = (asyncio.ensure_future(cache.get("posts", 1, kitchen.render)) for _ in range(2))
    await kitchen.busy.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    kitchen.ready.set()
    assert (await second).body == b"body"
    assert kitchen.started == 1


async def test_the_least_recently_used_goes_first() -> None:
    cache = ViewCache(entries=2)
    kept = await cache.get("a", 1, quick)
    await cache.get("b", 1, quick)
    await cache.get("a", 1, quick)
    await cache.get("c", 1, quick)
    assert await cache.get("a", 1, failing) is kept
    with pytest.raises(LookupError):
        await cache.get("b", 1, failing)


async def test_a_body_larger_than_the_cache_is_served_and_not_kept() -> None:
    cache = ViewCache(size=3)
    assert (await cache.get("a", 1, quick)).body == b"body"
    assert len(cache) == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(0, 40)), max_size=60))
def test_bounds_hold_whatever_is_asked(requests: list[tuple[int, int, int]]) -> None:
    async def ask() -> None:
        cache = ViewCache(entries=4, size=60)
        for key, version, length in requests:
            view = await cache.get((key, length), version, partial(quick, bytes(length)))
            assert len(view.body) == length
            kept = [len(entry.view.body) for entry in cache._kept.values()]
            assert len(kept) <= 4
            assert cache._used == sum(kept) <= 60

    asyncio.run(ask())
