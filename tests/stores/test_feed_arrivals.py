"""The contract of the store where posts move in, on one server and on a cluster: each once, with what is its own."""

from dataclasses import replace

from services.feed.import_export.importing import Arrival, Batch, Landing
from services.feed.model import Post
from services.feed.placement import change
from services.feed.store import keys
from services.feed.store.arrivals import RedisArrivals
from services.feed.store.writes import RedisPosts
from shared.store.client import Store
from tests.unit.feed.builders import NOW, post


def landing(post: Post, *slugs: str) -> Landing:
    return Landing(Arrival(post, (post.slug,), slugs, {"all:": 0.25}), post, change(None, post))


async def land(store: Store, *landings: Landing) -> list[str]:
    return await RedisArrivals(store).land(Batch("cargo", landings, NOW, "import wordpress"))


async def test_within_one_batch_the_first_counts(any_store: Store) -> None:
    first = post(1, former=("/2015/a", "/?p=1"))
    same_slug = post(2, slug=first.slug, former=("/2015/b",))
    same_name = post(3, atom_id=first.atom_id)
    same_path = post(4, former=("/2015/a", "/?p=4"))
    by_alias = post(5, slug="alias")
    batch = (landing(first, "alias"), *map(landing, (same_slug, first, same_name, same_path, by_alias)))

    assert await land(any_store, *batch) == ["written", "slug-taken", "there", "there", "written", "slug-taken"]
    reads = RedisPosts(any_store)
    assert [await reads.by_former(path) for path in ("/2015/a", "/?p=4", "/2015/b")] == [first, same_path, None]
    assert await reads.by_slug("alias") == first
    assert [await reads.get(each.id) for each in (same_slug, same_name, by_alias)] == [None, None, None]
    assert await reads.revision_numbers(first.id) == [1]
    assert (await reads.revision(first.id, 1)) is not None


async def test_what_is_there_is_found_by_id_and_by_name(any_store: Store) -> None:
    arrivals = RedisArrivals(any_store)
    first = post(1)
    other_id = replace(first, id=post(2).id)
    await land(any_store, landing(first))

    assert await arrivals.known([first, other_id, post(3)]) == {first.id: first.id, other_id.id: first.id}
    assert await arrivals.known([]) == {}
    assert await arrivals.taken([first.slug, "free"]) == {first.slug}
    assert await arrivals.taken([]) == set()
    assert await land(any_store, landing(other_id), landing(post(3))) == ["there", "written"]


async def test_a_cargo_of_many_posts_stands_in_its_own_order(any_store: Store) -> None:
    """More than one call of the server takes at a time, in batches that know nothing of each other."""
    many = [post(number, former=tuple(f"/{number}/{n}" for n in range(6))) for number in range(1, 401)]
    assert set(await land(any_store, *map(landing, many[:250]))) == {"written"}
    assert set(await land(any_store, *map(landing, many[250:]))) == {"written"}

    names = [name.decode() for name in await any_store.execute("ZRANGE", "{posts}:archive:all:", 0, -1)]
    assert len(names) == len(many)
    assert {float(await any_store.execute("ZSCORE", "{posts}:archive:all:", each.id)) for each in many} == {0.25}
    assert int(await any_store.execute("HGET", keys.SIZES, "all:")) == len(many)
    assert (await RedisPosts(any_store).by_former("/400/5")) == many[-1]
