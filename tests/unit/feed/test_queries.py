"""What addresses may ask for: windows, searches."""

import pytest

from services.feed.blogger import read_window
from services.feed.documents import WHOLE, Form, Window
from services.feed.library import search_words
from services.feed.search import folded, matches
from shared.errors import InvalidInput
from tests.unit.feed.builders import post


def test_the_usual_window_is_the_whole_feed() -> None:
    form, window = read_window("http://x/feeds/posts/default", {}, brief=False)

    assert form is Form.ATOM
    assert (window.start, window.count, window.brief) == (WHOLE.start, WHOLE.count, WHOLE.brief)


def test_a_window_names_itself_in_one_spelling() -> None:
    query = {"start-index": "11", "alt": "rss", "max-results": "10", "redirect": "false"}

    assert read_window("http://x/p", query, brief=True) == (
        Form.RSS,
        Window(10, 10, brief=True, address="http://x/p?alt=rss&max-results=10&start-index=11"),
    )


@pytest.mark.parametrize("query", [{"alt": "gopher"}, {"max-results": "501"}, {"start-index": "0"}])
def test_windows_that_do_not_exist(query: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        read_window("http://x/p", query, brief=False)


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
