"""What an HTTP answer means for a poll. Pure: no socket in sight (RFC 9110, RFC 9111).

Only what the next decision needs is kept: `schedule` decides when, `poll` decides what is read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.aggregator.model import Problem, Validators
from shared.fetch.message import Fetched, Headers
from shared.http.fields import parse_http_date

_OK = 200
_NOT_MODIFIED = 304
_GONE = 410
_LONGEST_WAIT = timedelta(days=28)
_LONGEST_DIGITS = 9


class Verdict(StrEnum):
    """What came of asking the source."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, what went wrong, and how long the source wants to be left alone."""

    verdict: Verdict
    problem: Problem | None = None
    fresh_for: timedelta | None = None
    retry_after: timedelta | None = None


def conditions(validators: Validators) -> Headers:
    """The fields of a conditional request, byte for byte what the source gave (RFC 9110 section 13.1)."""
    fields = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return Headers.of((name, value) for name, value in fields if value)


def judge(answer: Fetched, asked_with: Validators, now: datetime) -> Outcome:
    """Status 200 counts as changed until the body turns out to be the same.

    Who asks without conditions has nothing that could be "the same" (RFC 9110 section 15.4.5).
    """
    fresh_for, retry_after = freshness(answer.headers, now), wait_asked(answer.headers, now)
    if answer.status == _OK:
        return Outcome(Verdict.CHANGED, fresh_for=fresh_for)
    is_unmodified = answer.status == _NOT_MODIFIED
    if is_unmodified and conditions(asked_with).items:
        return Outcome(Verdict.UNCHANGED, fresh_for=fresh_for)
    problem = Problem("unexpected-304") if is_unmodified else Problem("http-status", str(answer.status))
    if answer.status == _GONE:
        return Outcome(Verdict.GONE, problem)
    return Outcome(Verdict.FAILED, problem, fresh_for, retry_after)


def new_validators(answer: Fetched, known: Validators, body: str | None) -> Validators:
    """What to ask with next time. A 304 may bring new ones; those it does not repeat still hold."""
    etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    if answer.status == _NOT_MODIFIED:
        return Validators(etag or known.etag, modified or known.last_modified, known.body)
    return Validators(etag, modified, body)


def freshness(headers: Headers, now: datetime) -> timedelta | None:
    """``max-age``, else ``Expires`` less ``Date`` (RFC 9111 section 4.2.1); None if neither says anything."""
    directives = [part.strip().lower() for part in ",".join(headers.get_all("Cache-Control")).split(",")]
    for directive in directives:
        name, _, value = directive.partition("=")
        if name == "max-age" and (seconds := _seconds(value.strip('"'))) is not None:
            return seconds
    expires = parse_http_date(headers.get("Expires") or "")
    if expires is None or "no-cache" in directives:
        return None
    sent = parse_http_date(headers.get("Date") or "") or now
    return max(min(expires - sent, _LONGEST_WAIT), timedelta())


def wait_asked(headers: Headers, now: datetime) -> timedelta | None:
    """``Retry-After`` in seconds or as a date (RFC 9110 section 10.2.3), at most four weeks."""
    field = (headers.get("Retry-After") or "").strip()
    if seconds := _seconds(field):
        return seconds
    moment = parse_http_date(field) if field else None
    return max(min(moment - now, _LONGEST_WAIT), timedelta()) if moment else None


def _seconds(text: str) -> timedelta | None:
    if not text.isascii() or not text.isdigit():
        return None
    return min(timedelta(seconds=int(text[:_LONGEST_DIGITS])), _LONGEST_WAIT)
