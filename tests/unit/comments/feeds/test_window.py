from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.feeds.rendering import part
from services.comments.feeds.window import NEWEST, Edition, Order, Window, read_edition
from services.comments.model import Comment
from shared.errors import InvalidInput
from shared.feed.alternative import Alternative
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
    sought=st.lists(st.text("กขabc", min_size=1, max_size=5), max_size=3).map(tuple),
)


ALTERNATIVES = st.sampled_from(
    [*map(Alternative, Format), Alternative(google="json"), Alternative(google="jsonp", callback="a.b")]
)


@given(st.builds(Edition, ALTERNATIVES, WINDOWS))
def test_an_address_means_the_part_that_it_was_made_for(edition: Edition) -> None:
    assert read_edition(edition.parameters, edition.form) == edition


def test_the_newest_need_no_parameters() -> None:
    assert NEWEST.parameters == {}
    asked = read_edition({"redirect": "false", "v": "2", "alt": "rss", "q": " "}, Format.ATOM)
    assert asked == Edition(Alternative(Format.RSS), NEWEST)


def test_widgets_that_want_all_get_as_many_as_there_can_be() -> None:
    assert read_edition({"max-results": "9999"}, Format.ATOM).window == Window(count=500)


@pytest.mark.parametrize("name", ["published-min", "published-max", "updated-min", "updated-max"])
def test_what_is_no_time_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        read_edition({name: "yesterday"}, Format.ATOM)


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
