from hypothesis import given
from hypothesis import strategies as st

from services.comments.window import NEWEST, Order, Window, read_window
from shared.feed.formats import Format

WINDOWS = st.builds(Window, count=st.integers(1, 500), skip=st.integers(0, 999_999), order=st.sampled_from(Order))


@given(WINDOWS, st.sampled_from(Format))
def test_an_address_means_the_part_that_it_was_made_for(window: Window, form: Format) -> None:
    assert read_window(window.parameters, form) == (form, window)


def test_the_newest_need_no_parameters() -> None:
    assert NEWEST.parameters == {}
    assert read_window({"redirect": "false", "v": "2", "alt": "rss"}, Format.ATOM) == (Format.RSS, NEWEST)
