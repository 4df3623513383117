"""Cursors come back as they went out, and nothing else passes for one."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidInput
from shared.http.paging import read_count, read_cursor, read_limit, write_cursor


@given(st.from_regex(r"[0-9a-z.:/ -]{1,200}", fullmatch=True))
def test_cursors_come_back(place: str) -> None:
    assert read_cursor(write_cursor(place)) == place


def test_no_place_no_cursor() -> None:
    assert write_cursor(None) is None
    assert read_cursor(None) is None
    assert read_cursor("") is None


@given(st.text(min_size=1))
def test_a_cursor_is_ours_or_refused(text: str) -> None:
    with suppress(InvalidInput):
        place = read_cursor(text)
        assert place is not None
        assert place.isascii()


@pytest.mark.parametrize("cursor", ["!", "a", "ก", write_cursor("(+inf"), write_cursor("x" * 201), "====", "YQ\n"])
def test_what_was_never_a_cursor(cursor: str) -> None:
    with pytest.raises(InvalidInput, match="bad-cursor"):
        read_cursor(cursor)


@pytest.mark.parametrize("text", ["0", "201", "-1", "x", "1.5", "9" * 5000, "๑"])
def test_counts_out_of_range(text: str) -> None:
    with pytest.raises(InvalidInput, match="out-of-range"):
        read_count("limit", text)


def test_limits() -> None:
    assert (read_limit(None), read_limit("1"), read_limit("200")) == (50, 1, 200)
