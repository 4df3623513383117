"""RFC 9110 section 12: qualities, wildcards, preferences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.negotiate import pick_encoding, pick_language, pick_media_type

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


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (None, "th"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("th-TH,th;q=0.9,en;q=0.8", "th"),
        ("en;q=0.8, th;q=0.2", "en"),
        ("de, *", "th"),
        ("de", "th"),
        ("th;q=0, *;q=0.5", "en"),
        ("th;q=0, en;q=0", "th"),
    ],
)
def test_pick_language(field: str | None, expected: str) -> None:
    assert pick_language(field) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (None, "text/html"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("application/*", "application/json"),
        ("text/html;q=0.1, */*;q=0.5", "application/json"),
        ("text/html;level=1;q=0.3, application/json;q=0.2", "text/html"),
        ("image/png", None),
        ("text/html;q=0, application/json;q=0", None),
    ],
)
def test_pick_media_type(field: str | None, expected: str | None) -> None:
    assert pick_media_type(field, ("text/html", "application/json")) == expected


@given(st.text())
def test_any_field_value_gives_something_that_was_offered(field: str) -> None:
    assert pick_encoding(field, CODINGS) in {*CODINGS, "identity"}
    assert pick_language(field) in {"th", "en"}
    assert pick_media_type(field, ("a/b",)) in {"a/b", None}
