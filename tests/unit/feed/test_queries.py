"""What addresses may ask for: windows, searches."""

from datetime import UTC, datetime

import pytest

from services.feed.hosts.blogger_query import MOST_RESULTS, Query, read_query
from services.feed.model import ALL_POSTS
from services.feed.reading.library import Listing, search_words
from services.feed.reading.search import folded, matches
from services.feed.reading.selection import Order, Selection
from services.feed.section import EVERYTHING_WRITTEN
from shared.errors import InvalidInput
from shared.http.spans import Span
from tests.unit.feed.builders import NOW, post


def asked(**query: str) -> Query:
    return read_query("default", "", {name.replace("_", "-"): value for name, value in query.items()})


def test_what_blogger_usually_shows_is_the_beginning_of_our_own_feed() -> None:
    assert asked() == Query(EVERYTHING_WRITTEN)
    assert asked().is_usual
    assert asked(redirect="false", alt="rss").is_usual
    for query in ({"alt": "json"}, {"max_results": "10"}, {"start_index": "2"}, {"q": "x"}, {"orderby": "updated"}):
        assert not asked(**query).is_usual
    assert not read_query("summary", "", {}).is_usual


def test_a_query_names_itself_in_one_spelling() -> None:
    query = asked(start_index="11", alt="rss", max_results="10", redirect="false")

    assert query.at(11) == "/feeds/posts/default?alt=rss&max-results=10&start-index=11"
    assert asked(q="", updated_min="", orderby="published").at(1) == "/feeds/posts/default"
    assert read_query("full", "b/a", {"category": "a, c"}).at(1) == "/feeds/posts/full/-/a/b/c"


def test_neighbours() -> None:
    listing = Listing(ALL_POSTS, NOW, (), (), 30, size=30)
    paths = asked(max_results="10", start_index="11").neighbours(listing)

    assert paths["next"] == "/feeds/posts/default?max-results=10&start-index=21"
    assert paths["previous"] == "/feeds/posts/default?max-results=10"
    assert "next" not in asked(max_results="10", start_index="21").neighbours(listing)
    assert set(asked(max_results="0").neighbours(listing)) == {"http://schemas.google.com/g/2005#feed"}


def test_more_than_the_most_is_the_most() -> None:
    assert asked(max_results="9999").count == MOST_RESULTS


def test_a_query_may_be_of_a_selection() -> None:
    query = asked(
        orderby="updated",
        updated_max="2026-03-02T00:00:00z",
        published_min="2026-03-01T00:00:00 07:00",
        published_max="2026-03-02T00:00:00.5",
        q=" ÉCOLE ",
    )
    midnight = datetime(2026, 3, 2, tzinfo=UTC)

    assert query.selection == Selection(
        "école",
        Span(datetime(2026, 2, 28, 17, tzinfo=UTC), midnight.replace(microsecond=500_000)),
        Span(until=midnight),
        Order.UPDATED,
    )
    assert query.at(1) == (
        "/feeds/posts/default?q=%C3%A9cole&published-min=2026-03-01T00%3A00%3A00%2B07%3A00"
        "&published-max=2026-03-02T00%3A00%3A00.500000%2B00%3A00&updated-max=2026-03-02T00%3A00%3A00%2B00%3A00"
        "&orderby=updated"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("alt", "gopher"),
        ("max-results", "-1"),
        ("callback", "alert(1)"),
        ("start-index", "0"),
        ("orderby", "starttime"),
        ("q", "ก" * 101),
        ("published-min", "2026-03-02"),
        ("published-max", "2026-13-02T00:00:00"),
        ("updated-min", "yesterday"),
        ("updated-max", "2026-03-02T00:00:00+99:00"),
    ],
)
def test_queries_that_mean_nothing(field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_query("default", "", {"alt": "json-in-script", "callback": "f", field: value})
    assert [problem.field for problem in caught.value.problems] == [field]


def test_bounds_hold_what_is_at_the_lower_and_not_what_is_at_the_upper_one() -> None:
    held, changed = post(1), post(1, updated=NOW)

    assert held.published is not None
    assert Selection(published=Span(held.published, NOW)).takes(held)
    assert not Selection(published=Span(until=held.published)).takes(held)
    assert not Selection(updated=Span(until=NOW)).takes(changed)
    assert Selection(updated=Span(NOW)).takes(changed)
    assert Selection(published=Span(NOW)).ends_before(held)
    assert not Selection(published=Span(held.published)).ends_before(held)


def test_what_was_updated_last_comes_first() -> None:
    posts = [post(1), post(2, updated=NOW), post(3, updated=NOW)]

    assert Selection(order=Order.UPDATED).first(2, posts) == [posts[1], posts[2]]
    assert Selection().first(2, posts) == posts[:2]


def test_search_folds_case_and_form() -> None:
    assert search_words("  ÉCOLE\n น้ำ ") == folded("école น้ำ")
    for text in (" ", "ก" * 101):
        with pytest.raises(InvalidInput):
            search_words(text)


@pytest.mark.parametrize(
    ("needle", "found"),
    [
        ("ข่าวที่ 1", True),
        ("หอมมะลิ", True),
        ("a & b", True),
        ("bold text", True),
        ("strong", False),
        ("amp", False),
        ("จังหวัดอื่น", False),
    ],
)
def test_search_reads_words_not_markup(needle: str, found: bool) -> None:
    held = post(labels=("ข้าวหอมมะลิ",), content="<p>A &amp; B <strong>Bold</strong> text</p>")

    assert matches(held, folded(needle)) is found
