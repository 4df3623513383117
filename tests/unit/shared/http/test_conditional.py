"""RFC 9110 section 13, table by table."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from shared.http.conditional import ETag, ETagList, Precondition, evaluate, is_conditional, parse_etags
from shared.http.fields import http_date, parse_http_date

CHANGED = datetime(2026, 1, 5, 5, 0, 0, 900_000, tzinfo=UTC)
NOW = "Mon, 05 Jan 2026 05:00:00 GMT"
EARLIER = "Mon, 05 Jan 2026 04:59:59 GMT"
TAGS = (ETag("a"), ETag("a-gz"))


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ('"a"', ETagList((ETag("a"),))),
        ('W/"a"', ETagList((ETag("a", weak=True),))),
        (' "a" ,W/"b",, "" ', ETagList((ETag("a"), ETag("b", weak=True), ETag("")))),
        ('"a,b", "c"', ETagList((ETag("a,b"), ETag("c")))),
        ("*", ETagList((), anything=True)),
        ('"a", unquoted, "c"', ETagList((ETag("a"),))),
        ('w/"a"', ETagList(())),
        ('"a b"', ETagList(())),
        ("", ETagList(())),
    ],
)
def test_parse_etags(field: str, expected: ETagList) -> None:
    assert parse_etags(field) == expected


@given(st.from_regex(r"[!#-~]{0,20}", fullmatch=True), st.booleans())
def test_tags_survive_being_written_and_read(opaque: str, weak: bool) -> None:  # drawn by Hypothesis
    tag = ETag(opaque, weak)
    assert parse_etags(f"{tag}, {tag}").tags == (tag, tag)


P, N, F = Precondition.PROCEED, Precondition.NOT_MODIFIED, Precondition.FAILED


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("GET", {}, P),
        ("GET", {"If-None-Match": '"a"'}, N),
        ("HEAD", {"If-None-Match": 'W/"a"'}, N),
        ("GET", {"If-None-Match": '"x", "a-gz"'}, N),
        ("GET", {"If-None-Match": "*"}, N),
        ("GET", {"If-None-Match": '"x"'}, P),
        ("GET", {"If-None-Match": "broken"}, P),
        ("PUT", {"If-None-Match": "*"}, F),
        ("PUT", {"If-None-Match": '"x"'}, P),
        ("GET", {"If-Modified-Since": NOW}, N),
        ("GET", {"If-Modified-Since": EARLIER}, P),
        ("GET", {"If-Modified-Since": "yesterday"}, P),
        ("POST", {"If-Modified-Since": NOW}, P),
        ("GET", {"If-None-Match": '"x"', "If-Modified-Since": NOW}, P),
        ("GET", {"If-None-Match": '"a"', "If-Modified-Since": EARLIER}, N),
        ("GET", {"If-Match": '"a"'}, P),
        ("PUT", {"If-Match": "*"}, P),
        ("PUT", {"If-Match": 'W/"a"'}, F),
        ("PUT", {"If-Match": '"x"'}, F),
        ("PUT", {"If-Match": ""}, F),
        ("GET", {"If-Match": '"x"', "If-None-Match": '"a"'}, F),
        ("PUT", {"If-Unmodified-Since": NOW}, P),
        ("PUT", {"If-Unmodified-Since": EARLIER}, F),
        ("PUT", {"If-Unmodified-Since": "yesterday"}, P),
        ("PUT", {"If-Match": '"a"', "If-Unmodified-Since": EARLIER}, P),
    ],
)
def test_evaluate(method: str, headers: dict[str, str], expected: Precondition) -> None:
    assert evaluate(method, CIMultiDict(headers), TAGS, CHANGED) is expected
    assert is_conditional(headers) is bool(headers)


def test_nothing_there_matches_not_even_an_asterisk() -> None:
    assert evaluate("PUT", {"If-Match": "*"}, (), None) is F
    assert evaluate("PUT", {"If-None-Match": "*"}, (), None) is P
    assert evaluate("GET", {"If-Modified-Since": NOW}, (), None) is P
    assert evaluate("PUT", {"If-Unmodified-Since": EARLIER}, (), None) is P


def test_a_list_may_be_spread_over_several_lines() -> None:
    headers = CIMultiDict([("if-none-match", '"x"'), ("If-None-Match", '"a"')])
    assert evaluate("GET", headers, TAGS, CHANGED) is N


@pytest.mark.parametrize(
    "text", ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
)
def test_the_three_forms_of_http_dates(text: str) -> None:
    assert parse_http_date(text) == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@given(st.text())
def test_no_text_breaks_the_date_parser(text: str) -> None:
    parsed = parse_http_date(text)
    assert parsed is None or parsed.utcoffset() == timedelta(0)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # naive bounds
def test_dates_survive_being_written_and_read(instant: datetime) -> None:
    assert parse_http_date(http_date(instant)) == instant.replace(microsecond=0)


@given(st.text(st.characters(exclude_categories=())))
def test_any_field_value_is_weighed_without_an_error(text: str) -> None:
    for name in ("If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since"):
        assert evaluate("GET", {name: text}, TAGS, CHANGED) in Precondition
