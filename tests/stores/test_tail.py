"""A process hears what others write, and what it may have missed counts as changed."""

import asyncio

import pytest

from shared.errors import StoreUnavailable
from shared.http.versions import Versions
from shared.store.client import Store
from shared.tail import Tail
from tests.support.province import eventually

STREAM = "{news}:outbox"


async def tell(store: Store, name: str) -> None:
    await store.execute("XADD", STREAM, "*", "name", name)


def tail(store: Store, versions: Versions[str]) -> Tail[str]:
    return Tail(store, STREAM, versions, lambda event: [event[b"name"].decode()])


async def test_only_what_an_event_names_ends(any_store: Store) -> None:
    versions = Versions[str]()
    following = tail(any_store, versions)
    await following.step(block_ms=1)
    one, two = versions.of("one"), versions.of("two")
    await tell(any_store, "one")
    await following.step(block_ms=1000)
    assert (one.is_current, two.is_current) == (False, True)


async def test_who_starts_knows_nothing_and_does_not_read_the_past(any_store: Store) -> None:
    versions = Versions[str]()
    await tell(any_store, "one")
    before = versions.of("one")
    following = tail(any_store, versions)
    await following.step(block_ms=1)
    assert not before.is_current
    after = versions.of("one")
    await following.step(block_ms=1)
    assert after.is_current


async def test_what_came_while_the_store_was_away_counts_as_changed(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = Versions[str]()
    following = tail(any_store, versions)
    await following.step(block_ms=1)
    kept, away = versions.of("one"), asyncio.Event()

    async def gone(*_: object, **__: object) -> list[tuple[bytes, dict[bytes, bytes]]]:
        away.set()
        raise StoreUnavailable

    async def ended() -> bool:
        return not kept.is_current

    with monkeypatch.context() as patched:
        patched.setattr(any_store, "wait_stream", gone)
        running = asyncio.create_task(following.run())
        await away.wait()
        assert kept.is_current  # shown for as long as nothing better is known
    try:
        await eventually(ended)
    finally:
        running.cancel()
