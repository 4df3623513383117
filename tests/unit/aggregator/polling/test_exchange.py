from datetime import UTC, datetime, timedelta

import pytest

from services.aggregator.model import Problem, Validators
from services.aggregator.polling.exchange import Verdict, conditions, freshness, judge, wait_asked
from shared.fetch.message import Fetched, Headers

NOW = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)


def answer(status: int = 200, /, **fields: str) -> Fetched:
    named = ((name.replace("_", "-"), value) for name, value in fields.items())
    return Fetched("http://a.example/", status, Headers.of(named), b"")


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, Verdict.CHANGED),
        (304, Verdict.UNCHANGED),
        (404, Verdict.FAILED),
        (410, Verdict.GONE),
        (503, Verdict.FAILED),
    ],
)
def test_status_decides(status: int, verdict: Verdict) -> None:
    assert judge(answer(status), Validators('"x"'), NOW).verdict is verdict


def test_a_304_to_a_request_without_conditions_is_a_failure() -> None:
    outcome = judge(answer(304, Cache_Control="max-age=60"), Validators(body="digest"), NOW)
    assert (outcome.verdict, outcome.problem) == (Verdict.FAILED, Problem("unexpected-304"))


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"Cache_Control": "public, max-age=600"}, 600),
        ({"Cache_Control": "public, max-age=600", "Age": "540"}, 60),
        ({"Cache_Control": "public, max-age=600", "Age": "9000"}, 0),
        ({"Cache_Control": 'max-age="60"', "Expires": "Mon, 05 Jan 2026 12:00:00 GMT"}, 60),
        ({"Expires": "Mon, 05 Jan 2026 02:40:00 GMT", "Date": "Mon, 05 Jan 2026 02:30:00 GMT"}, 600),
        ({"Expires": "Mon, 05 Jan 2026 02:31:00 GMT"}, 60),
        ({"Expires": "Sun, 05 Jan 2025 02:31:00 GMT"}, 0),
        ({"Expires": "0"}, None),
        ({"Cache_Control": "no-cache"}, None),
        ({"Cache_Control": "max-age=99999999999999999999"}, 28 * 86400),
        ({}, None),
    ],
)
def test_freshness(fields: dict[str, str], seconds: float | None) -> None:
    expected = timedelta(seconds=seconds) if seconds is not None else None
    assert freshness(answer(**fields).headers, NOW) == expected


@pytest.mark.parametrize(
    ("field", "seconds"),
    [
        ("120", 120),
        ("Mon, 05 Jan 2026 03:30:00 GMT", 3600),
        ("Sun, 04 Jan 2026 03:30:00 GMT", 0),
        ("120, 120", 120),
        ('"120"', 120),
        ("120.5", 120),
        ("120 seconds", 120),
        ("2026-01-05T03:30:00Z", 3600),
        ("1 day", None),
        ("-120", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after(field: str, seconds: float | None) -> None:
    expected = timedelta(seconds=seconds) if seconds is not None else None
    assert wait_asked(answer(503, Retry_After=field).headers, NOW) == expected


def test_a_directive_with_blanks_counts() -> None:
    assert freshness(answer(Cache_Control="public , Max-Age = 120").headers, NOW) == timedelta(seconds=120)


def test_validators_are_opaque_and_a_304_may_renew_them() -> None:
    known = Validators('W/"a  b"', "not a date", "digest")
    assert dict(conditions(known).items) == {"If-None-Match": 'W/"a  b"', "If-Modified-Since": "not a date"}
    assert judge(answer(304, ETag='"new"'), known, NOW).validators == Validators('"new"', "not a date", "digest")
    assert judge(answer(200, ETag='"new"'), known, NOW).validators == Validators('"new"', None, None)
    assert judge(answer(500, ETag='"new"'), known, NOW).validators == known


def test_validators_are_kept_an_octet_a_character() -> None:
    kept = judge(answer(200, ETag='"\udce9 ก"'), Validators(), NOW).validators
    assert kept.etag == '"\xe9 \xe0\xb8\x81"'
    assert conditions(kept).get("If-None-Match") == conditions(kept).get("if-none-match")
    assert conditions(kept).items == (("If-None-Match", '"\udce9 ก"'),)
    assert conditions(Validators('"ก"')).items == (("If-None-Match", '"ก"'),), "as an earlier release kept it"


def test_what_a_busy_source_asks_for_is_kept() -> None:
    outcome = judge(answer(429, Retry_After="60", Cache_Control="max-age=600"), Validators(), NOW)
    assert (outcome.retry_after, outcome.fresh_for) == (timedelta(minutes=1), timedelta(minutes=10))


@pytest.mark.parametrize("control", ["\x01", "\x7f", "\x1b"])
def test_what_no_field_may_hold_is_not_sent_back(control: str) -> None:
    kept = judge(answer(ETag=f'"a{control}"', Last_Modified="x"), Validators(), NOW).validators
    assert dict(conditions(kept).items) == {"If-Modified-Since": "x"}
