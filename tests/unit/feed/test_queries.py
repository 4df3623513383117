"""What addresses may ask for: windows, searches."""

from datetime import UTC, datetime

import pytest

from services.feed.blogger import read_window
from services.feed.documents import WHOLE, Window
from services.feed.library import search_words
from services.feed.search import folded, matches
from services.feed.selection import Order, Selection, Span
from shared.errors import InvalidInput
from shared.feed.formats import Format
from tests.unit.feed.builders import NOW, post


def test_the_usual_window_is_the_whole_feed() -> None:
    form, window = read_window("http://x/feeds/posts/default", {}, brief=False)

    assert form is Format.ATOM
    assert (window.start, window.count, window.brief) == (WHOLE.start, WHOLE.count, WHOLE.brief)


def test_a_window_names_itself_in_one_spelling() -> None:
    query = {"start-index": "11", "alt": "rss", "max-results": "10", "redirect": "false"}

    assert read_window("http://x/p", query, brief=True) == (
        Format.RSS,
        Window(10, 10, brief=True, address="http://x/p?alt=rss&max-results=10&start-index=11"),
    )


def test_a_window_may_be_of_a_selection() -> None:
    query = {
        "orderby": "updated",
        "updated-max": "2026-03-02T00:00:00z",
        "published-min": "2026-03-01T00:00:00 07:00",
        "published-max": "2026-03-02T00:00:00.5",
        "q": " ÉCOLE ",
    }
    form, window = read_window("http://x/p", query, brief=False)
    midnight = datetime(2026, 3, 2, tzinfo=UTC)

    assert form is Format.ATOM
    assert window.selection == Selection(
        "école",
        Span(datetime(2026, 2, 28, 17, tzinfo=UTC), midnight.replace(microsecond=500_000)),
        Span(until=midnight),
        Order.UPDATED,
    )
    assert window.address == (
        "http://x/p?q=%C3%A9cole&published-min=2026-03-01T00%3A00%3A00%2B07%3A00"
        "&published-max=2026-03-02T00%3A00%3A00.500000%2B00%3A00&updated-max=2026-03-02T00%3A00%3A00%2B00%3A00"
        "&orderby=updated"
    )
    assert read_window("http://x/p", {"q": "", "updated-min": "", "orderby": "published"}, brief=False)[1].address == (
        "http://x/p"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("alt", "gopher"),
        ("max-results", "501"),
        ("start-index", "0"),
        ("orderby", "starttime"),
        ("q", "ก" * 101),
        ("published-min", "2026-03-02"),
        ("published-max", "2026-13-02T00:00:00"),
        ("updated-min", "yesterday"),
        ("updated-max", "2026-03-02T00:00:00+99:00"),
    ],
)
def test_windows_that_do_not_exist(field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_window("http://x/p", {field: value}, brief=False)
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
