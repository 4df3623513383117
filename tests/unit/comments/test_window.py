from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.feeds import part
from services.comments.model import Comment
from services.comments.window import NEWEST, Order, Window, read_window
from shared.errors import InvalidInput
from shared.feed.formats import Format
from shared.http.spans import Span
from tests.support.comments import NOW, a_comment

TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
SPANS = st.builds(Span, TIMES, TIMES)
WINDOWS = st.builds(
    Window,
    count=st.integers(0, 500),
    skip=st.integers(0, 999_999),
    order=st.sampled_from(Order),
    published=SPANS,
    updated=SPANS,
)


@given(WINDOWS, st.sampled_from(Format))
def test_an_address_means_the_part_that_it_was_made_for(window: Window, form: Format) -> None:
    assert read_window(window.parameters, form) == (form, window)


def test_the_newest_need_no_parameters() -> None:
    assert NEWEST.parameters == {}
    assert read_window({"redirect": "false", "v": "2", "alt": "rss"}, Format.ATOM) == (Format.RSS, NEWEST)


def test_widgets_that_want_all_get_as_many_as_there_can_be() -> None:
    assert read_window({"max-results": "9999"}, Format.ATOM)[1] == Window(count=500)


@pytest.mark.parametrize("name", ["published-min", "published-max", "updated-min", "updated-max"])
def test_what_is_no_time_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        read_window({name: "yesterday"}, Format.ATOM)


async def _shown(window: Window, count: int = 1200) -> list[int]:
    """The ages, in minutes, of what a window shows of a long thread."""
    thread = [a_comment(number, created=NOW - timedelta(minutes=number)) for number in range(count)]

    async def read(limit: int, skip: int) -> list[Comment]:
        return thread[skip : skip + limit]

    return [(NOW - comment.created) // timedelta(minutes=1) for comment in await part(read, window)]


async def test_a_part_that_times_bound_is_found_behind_the_newest() -> None:
    until = Span(until=NOW - timedelta(minutes=700))
    assert await _shown(Window(count=3, published=until)) == [701, 702, 703]
    assert await _shown(Window(count=2, skip=1, published=until)) == [702, 703]
    assert await _shown(Window(published=Span(since=NOW - timedelta(minutes=2)))) == [0, 1, 2]
    assert await _shown(Window(published=Span(until=NOW - timedelta(days=9)))) == []
    assert await _shown(Window(count=0)) == []
    assert await _shown(Window(count=2)) == [0, 1]
