"""The contract of the posts' store, on one server and on a cluster."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from services.feed.errors import SlugTaken
from services.feed.model import ALL_POSTS, Post, Receipt, Status, Topic, ViewName, receipt_of
from services.feed.placement import change
from services.feed.posts.lifecycle import appeared, withdrawn
from services.feed.posts.publishing import Once, Overtaken, Write
from services.feed.store import keys
from services.feed.store.reindex import reindex_posts
from services.feed.store.writes import OUTBOX, RedisPosts, views_in
from services.feed.titles import PostThread, PostThreads
from shared.errors import IdempotencyMismatch
from shared.store.client import Store
from tests.support.site import settings
from tests.unit.feed.builders import HOUR, NOW, post

RICE = ViewName(Topic.LABEL, "ข้าว")


async def keep(posts: RedisPosts, after: Post, before: Post | None = None, once: Once | None = None) -> Receipt:
    return await posts.write(Write(before, after, change(before, after), NOW), once)


async def published(posts: RedisPosts, *numbers: int, **fields: object) -> list[Post]:
    made = [post(number, **fields) for number in numbers]
    for each in made:
        await keep(posts, each)
    return made


async def withdraw(posts: RedisPosts, old: Post) -> Post:
    gone = withdrawn(old, NOW)
    await keep(posts, gone, old)
    return gone


@pytest.fixture
def posts(any_store: Store) -> RedisPosts:
    return RedisPosts(any_store)


async def test_a_post_comes_back_as_it_was(posts: RedisPosts) -> None:
    (kept,) = await published(posts, 1, labels=("ข้าว",), strategy="เกษตร")

    assert await posts.get(kept.id) == kept
    assert await posts.by_slug(kept.slug) == kept
    assert await posts.get("nobody") is None
    assert await posts.by_slug("nothing") is None


async def test_versions_keep_writers_apart(posts: RedisPosts) -> None:
    (old,) = await published(posts, 1)
    await keep(posts, replace(old, title="ก", version=2), old)

    with pytest.raises(Overtaken):
        await keep(posts, replace(old, title="ข", version=2), old)
    with pytest.raises(Overtaken):
        await keep(posts, old)


async def test_of_many_writers_one_wins(posts: RedisPosts) -> None:
    (old,) = await published(posts, 1)
    attempts = [keep(posts, replace(old, title=f"{n}", version=2), old) for n in range(20)]
    results = await asyncio.gather(*attempts, return_exceptions=True)

    assert sum(isinstance(result, Receipt) for result in results) == 1
    assert sum(isinstance(result, Overtaken) for result in results) == 19


async def test_a_slug_has_one_owner_for_ever(posts: RedisPosts) -> None:
    (old,) = await published(posts, 1)
    await keep(posts, replace(old, slug="new", version=2), old)

    with pytest.raises(SlugTaken):
        await keep(posts, post(2, slug=old.slug))
    found = await posts.by_slug(old.slug)
    assert found is not None
    assert found.slug == "new"
    assert await posts.free_slug([old.slug, "new", "free"]) == "free"
    assert await posts.free_slug([old.slug]) is None


async def test_the_same_key_writes_once(posts: RedisPosts, any_store: Store) -> None:
    once = Once("key", "digest")
    first = await keep(posts, post(1), once=once)
    again = await keep(posts, post(2), once=once)

    assert first == again == receipt_of(post(1))
    assert await posts.get(post(2).id) is None
    assert await any_store.execute("XLEN", OUTBOX) == 1
    with pytest.raises(IdempotencyMismatch):
        await keep(posts, post(2), once=Once("key", "other"))


async def test_concurrent_repeats_write_once(posts: RedisPosts, any_store: Store) -> None:
    receipts = await asyncio.gather(*[keep(posts, post(n), once=Once("key", "digest")) for n in range(1, 21)])

    assert len(set(receipts)) == 1
    assert await any_store.execute("XLEN", OUTBOX) == 1


async def test_views_hold_what_is_public_newest_first(posts: RedisPosts) -> None:
    newest, middle = await published(posts, 1, 2, labels=("ข้าว",))
    await published(posts, 3)
    await keep(posts, post(4, status=Status.DRAFT, published=None, labels=("ข้าว",)))
    listing = await posts.listing(RICE, 0, 50, 50)

    assert listing.posts == (newest, middle)
    assert listing.withdrawn == ()
    assert (listing.changed, listing.archived, listing.size) == (NOW, 2, 2)
    assert await posts.sizes() == {ALL_POSTS: 3, RICE: 2}
    assert (await posts.listing(ALL_POSTS, 1, 1, 1)).posts == (middle,)


async def test_a_view_that_never_was(posts: RedisPosts) -> None:
    listing = await posts.listing(RICE, 0, 50, 50)

    assert (listing.changed, listing.posts, listing.withdrawn) == (None, (), ())


async def test_withdrawn_posts_become_tombstones_everywhere(posts: RedisPosts) -> None:
    (old,) = await published(posts, 1, labels=("ข้าว",))
    gone = await withdraw(posts, old)

    for view in (ALL_POSTS, RICE):
        listing = await posts.listing(view, 0, 50, 50)
        assert (listing.posts, listing.withdrawn) == ((), (gone,))
    assert await posts.sizes() == {}
    back = replace(old, version=3)
    await keep(posts, back, gone)
    listing = await posts.listing(RICE, 0, 50, 50)
    assert (listing.posts, listing.withdrawn, listing.archived) == ((back,), (), 1)


async def test_a_label_taken_away(posts: RedisPosts) -> None:
    (old,) = await published(posts, 1, labels=("ข้าว",))
    await keep(posts, replace(old, labels=(), version=2), old)
    listing = await posts.listing(RICE, 0, 50, 50)

    assert (listing.posts, listing.changed) == ((), NOW)
    assert await posts.sizes() == {ALL_POSTS: 1}


async def test_the_time_of_a_view_never_goes_back(posts: RedisPosts) -> None:
    first, second = post(1), post(2)
    await posts.write(Write(None, first, change(None, first), NOW + HOUR))
    await posts.write(Write(None, second, change(None, second), NOW))

    assert (await posts.listing(ALL_POSTS, 0, 1, 1)).changed == NOW + HOUR


async def test_archive_pages_keep_their_posts(posts: RedisPosts) -> None:
    made = await published(posts, *range(1, 8))
    gone = await withdraw(posts, made[0])
    page = await posts.archive(ALL_POSTS, 1, 3)

    assert page.posts == (gone, made[1], made[2])
    assert page.archived == 7
    assert (await posts.archive(ALL_POSTS, 3, 3)).posts == (made[6],)
    assert (await posts.archive(ALL_POSTS, 4, 3)).posts == ()


async def test_scheduled_posts_fall_due_once(posts: RedisPosts) -> None:
    scheduled = post(1, status=Status.SCHEDULED, published=NOW + HOUR)
    await keep(posts, scheduled)

    assert await posts.due(NOW, 10) == []
    assert await posts.due(NOW + HOUR, 10) == [scheduled.id]
    after = appeared(scheduled, NOW + HOUR)
    assert after is not None
    results = await asyncio.gather(*[keep(posts, after, scheduled) for _ in range(5)], return_exceptions=True)
    assert sum(isinstance(result, Receipt) for result in results) == 1
    assert await posts.due(NOW + 2 * HOUR, 10) == []


async def test_the_outbox_names_the_views(posts: RedisPosts, any_store: Store) -> None:
    await published(posts, 1, labels=("ข้าว",))
    await keep(posts, post(2, status=Status.DRAFT, published=None))
    events = await any_store.wait_stream(OUTBOX, "0-0", block_ms=1000)

    assert [views_in(fields) for _, fields in events] == [[ALL_POSTS, RICE], []]
    assert [fields[b"event"] for _, fields in events] == [b"published", b"draft"]


async def test_staff_see_everything_last_made_first(posts: RedisPosts) -> None:
    made = await published(posts, 1, 2)
    draft = post(3, status=Status.DRAFT, published=None)
    await keep(posts, draft)
    first = await posts.everything(None, 2)

    assert first.posts == (draft, made[1])
    assert (await posts.everything(first.next, 2)).posts == (made[0],)


MOST_STEPS = 30
MOST_PAGES = MOST_STEPS + 12  # everything that may have been published, a page each
STEPS = st.lists(st.tuples(st.sampled_from(["read", "publish", "withdraw"]), st.integers(0, 10)), max_size=MOST_STEPS)


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, size=st.integers(1, 4))
def test_paging_misses_and_doubles_nothing(store_url: str, steps: list[tuple[str, int]], size: int) -> None:
    asyncio.run(_page_through(store_url, steps, size))


async def _page_through(url: str, steps: list[tuple[str, int]], size: int) -> None:
    """Read a view page by page while newer posts come and others go: all that stay are seen, each once."""
    store = await Store.connect(url)
    try:
        await store.execute("FLUSHALL")
        posts = RedisPosts(store)
        alive = {each.id: each for each in await published(posts, *range(100, 110))}
        seen: list[str] = []
        fresh, place, ended = 99, None, False
        for step, pick in [*steps, *[("read", 0)] * MOST_PAGES]:
            if step == "publish":
                await published(posts, fresh)
                fresh -= 1
            elif step == "withdraw" and alive:
                await withdraw(posts, alive.pop(sorted(alive)[pick % len(alive)]))
            elif step == "read" and not ended:
                shelf = await posts.shelf(ALL_POSTS, place, size)
                seen += [each.id for each in shelf.posts]
                place, ended = shelf.next, shelf.next is None
        assert ended
        assert len(seen) == len(set(seen))
        assert set(alive) <= set(seen)
    finally:
        await store.close()


async def test_a_thread_is_found_by_every_address_of_its_post(posts: RedisPosts, any_store: Store) -> None:
    (old,) = await published(posts, 1, slug="ข่าว", thread="ข่าว")
    discussed = PostThreads(any_store, settings())
    before = await discussed.version()
    await keep(posts, replace(old, slug="khao", version=2), old)
    await keep(posts, post(2, slug="draft", thread="draft", status=Status.DRAFT, published=None))

    thread = PostThread(
        "http://roiet.example/posts/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7", old.title, True, old.published, old.atom_id
    )
    for url in ("posts/khao", "posts/ข่าว", "posts/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7", "posts/khao?lang=en"):
        assert await discussed.thread(f"http://roiet.example/{url}") == thread
    draft = await discussed.thread("http://roiet.example/posts/draft")
    assert draft is not None
    assert not draft.public
    for url in ("posts/", "posts/none", "posts/khao/", "posts/%00", "khao", "labels/khao", ""):
        assert await discussed.thread(f"http://roiet.example/{url}") is None
    assert await discussed.thread("http://elsewhere.example/posts/khao") is None
    assert await discussed.version() != before


async def test_indexes_are_rebuilt_from_the_records(posts: RedisPosts, any_store: Store) -> None:
    public, gone, draft = (
        post(1, labels=("ข้าว",)),
        post(2, labels=("ข้าว",)),
        post(3, status=Status.DRAFT, published=None),
    )
    for each in (public, gone, draft):
        await keep(posts, each)
    gone = await withdraw(posts, gone)
    before = [await posts.listing(view, 0, 9, 9) for view in (ALL_POSTS, RICE)]
    for view in (ALL_POSTS, RICE):
        await any_store.batch(
            [("DEL", keys.published(view)), ("DEL", keys.withdrawn(view)), ("DEL", keys.archive(view))]
        )
    await any_store.batch([("DEL", keys.state(status)) for status in Status])

    assert await reindex_posts(any_store) == 3
    assert [await posts.listing(view, 0, 9, 9) for view in (ALL_POSTS, RICE)] == before
    assert (await posts.everything(None, 9, Status.DRAFT)).posts == (draft,)
    assert await posts.sizes() == {ALL_POSTS: 1, RICE: 1}
    assert await any_store.execute("HGET", keys.NAMES, public.atom_id) == public.id.encode()
