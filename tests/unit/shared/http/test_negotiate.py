"""RFC 9110 section 12: qualities, wildcards, preferences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.negotiate import pick_encoding

CODINGS = ("br", "zstd", "gzip")


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP;Q=1.0", "gzip"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, *", "zstd"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("identity", "identity"),
        ("identity;q=1, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=0", "identity"),
        ("identity;q=0, gzip;q=0", "identity"),
        ("gzip;q=high, br;q=2", "identity"),
        ("deflate", "identity"),
    ],
)
def test_pick_encoding(field: str | None, expected: str) -> None:
    assert pick_encoding(field, CODINGS) == expected


def test_a_body_without_codings_is_sent_as_it_is() -> None:
    assert pick_encoding("br, *", ()) == "identity"


@given(st.text())
def test_any_field_value_gives_something_that_was_offered(field: str) -> None:
    assert pick_encoding(field, CODINGS) in {*CODINGS, "identity"}
