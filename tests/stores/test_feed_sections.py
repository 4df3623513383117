"""The contract of reading sections, on one server and on a cluster; and what their pages promise."""

import itertools

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from services.feed.model import ALL_POSTS, Topic, ViewName
from services.feed.placement import member
from services.feed.reading.library import Listing
from services.feed.reading.sections import Reading
from services.feed.reading.selection import Order, Selection
from services.feed.section import EVERYTHING_WRITTEN, Section, labelled
from services.feed.store.section_reads import RedisSections
from services.feed.store.writes import RedisPosts
from shared.errors import NotFound
from shared.store.client import Store
from tests.stores.test_feed_store import keep, published, withdraw
from tests.unit.feed.builders import post

BOTH, RICE = labelled(["ข้าว", "น้ำ"]), labelled(["ข้าว"])
_MOST_PAGES = 200


@pytest.fixture
def posts(any_store: Store) -> RedisPosts:
    return RedisPosts(any_store)


@pytest.fixture
def sections(any_store: Store) -> RedisSections:
    return RedisSections(any_store)


async def ids(sections: RedisSections, section: Section, limit: int) -> list[list[str]]:
    """A section from its newest post on, page by page."""
    pages, place = [], None
    for _ in range(_MOST_PAGES):
        run = await sections.run(section, place, limit)
        pages.append([each.id for each in run.posts])
        place = run.older
        if place is None:
            return pages
    raise AssertionError("no end of pages")


async def test_what_labels_have_in_common(posts: RedisPosts, sections: RedisSections) -> None:
    both = await published(posts, 1, 3, 5, labels=("น้ำ", "ข้าว"))
    await published(posts, 2, labels=("ข้าว",))
    await published(posts, 4, labels=("น้ำ",))
    gone = await withdraw(posts, both[1])
    listing = await sections.part(BOTH, 0, 1, 50)

    assert (listing.posts, listing.withdrawn, listing.size) == ((both[0],), (gone,), 2)
    assert (await sections.part(BOTH, 1, 9, 50)).posts == (both[2],)
    assert (await sections.part(labelled(["ข้าว", "x"]), 0, 9, 9)).changed is None
    assert await ids(sections, BOTH, 1) == [[both[0].id], [both[2].id]]


@pytest.mark.parametrize("section", [RICE, BOTH])
async def test_pages_know_both_ways(posts: RedisPosts, sections: RedisSections, section: Section) -> None:
    made = await published(posts, *range(1, 8), labels=("ข้าว", "น้ำ"))
    middle = made[3]
    assert middle.published
    place = member(middle.published, middle.id)
    older = await sections.run(section, place, 2)
    newer = await sections.run(section, place, 2, newer=True)

    assert older.posts == tuple(made[4:6])
    assert newer.posts == tuple(made[1:3])
    assert older.newer
    assert older.older
    assert (await sections.run(section, older.newer, 9, newer=True)).posts == tuple(made[:4])
    assert newer.older
    assert (await sections.run(section, newer.older, 9)).posts == tuple(made[3:])
    assert newer.newer
    top = await sections.run(section, newer.newer, 9, newer=True)
    assert (top.posts, top.newer) == (tuple(made[:1]), None)
    end = await sections.run(section, older.older, 9)
    assert (end.posts, end.older) == (tuple(made[6:]), None)


async def test_an_empty_section(sections: RedisSections) -> None:
    reading = Reading(sections)

    assert (await reading.listing(EVERYTHING_WRITTEN, 0, 1, 1)).posts == ()
    assert (await sections.run(EVERYTHING_WRITTEN, None, 9)).posts == ()
    with pytest.raises(NotFound):
        await reading.listing(RICE, 0, 1, 1)


async def test_a_selection_says_whether_there_is_more(posts: RedisPosts, sections: RedisSections) -> None:
    made = await published(posts, *range(1, 5), labels=("ข้าว",))
    reading = Reading(sections)
    part = await reading.selected(RICE, 1, 2, 9, Selection(query="ข่าวที่"))
    last = await reading.selected(RICE, 2, 2, 9, Selection(order=Order.UPDATED))

    assert (part.posts, part.size) == (tuple(made[1:3]), 4)
    assert (last.posts, last.size) == (tuple(made[2:]), 4)


async def test_an_archive_page_that_is_being_filled(posts: RedisPosts, sections: RedisSections) -> None:
    await published(posts, *range(1, 6))
    reading = Reading(sections)
    listing = await reading.listing(EVERYTHING_WRITTEN, 0, 9, 9)

    opened = await reading.open_page(listing, 2)
    assert opened
    assert (opened.number, len(opened.posts)) == (3, 1)
    assert await reading.open_page(Listing(ALL_POSTS, None, (), (), 4), 2) is None
    assert len((await reading.archive(ALL_POSTS, 1, 3, 2)).posts) == 2
    with pytest.raises(NotFound):
        await reading.archive(ALL_POSTS, 2, 3, 3)


@given(
    lengths=st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=25, unique_by=lambda x: x[0]),
    limit=st.integers(1, 7),
    changes=st.lists(st.tuples(st.integers(31, 60), st.integers(0, 30)), max_size=6, unique_by=lambda x: x[0]),
)
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_post_is_missed_or_doubled(
    store: Store, lengths: list[tuple[int, bool]], limit: int, changes: list[tuple[int, int]]
) -> None:
    """Whatever is written (also dated back) or withdrawn between two pages."""
    await store.execute("FLUSHALL")
    posts, sections = RedisPosts(store), RedisSections(store)
    there = {number: post(number, labels=("ข้าว", "น้ำ") if both else ("ข้าว",)) for number, both in lengths}
    for each in there.values():
        await keep(posts, each)
    for section in (RICE, BOTH):
        steps = iter(changes if section == BOTH else ())
        seen: list[str] = []
        place: str | None = None
        removed: set[str] = set()
        for _ in range(_MOST_PAGES):
            run = await sections.run(section, place, limit)
            seen += [each.id for each in run.posts]
            place = run.older
            if place is None:
                break
            for added, taken in itertools.islice(steps, 1):
                await published(posts, added, labels=("ข้าว", "น้ำ"))
                if taken in there and there[taken].id not in removed:
                    removed.add(there[taken].id)
                    await withdraw(posts, there[taken])
        stayed = {each.id for each in there.values() if section.holds(each)} - removed
        assert len(seen) == len(set(seen))
        assert set(seen) >= stayed


def test_sections_hold_what_stands_in_all_of_their_views() -> None:
    assert BOTH.holds(post(labels=("น้ำ", "x", "ข้าว")))
    assert not BOTH.holds(post(labels=("น้ำ",)))
    assert Section((ViewName(Topic.AGENCY, "ก"),)).holds(post(agency="ก"))
