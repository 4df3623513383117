"""What an HTTP answer means for a poll. Pure: no socket in sight (RFC 9110, RFC 9111).

Only what the next decision needs is kept: `manners` decides what follows from it, `poll` what is read.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.aggregator.model import NO_VALIDATORS, FeedFacts, Hints, Problem, Validators
from services.aggregator.polling import moving
from services.aggregator.reading import dates
from shared.fetch.message import Fetched, Headers, of_octets
from shared.fetch.sending import CONTROL
from shared.http.fields import parse_http_date

_OK = 200
_NOT_MODIFIED = 304
_GONE = 410
_LONGEST_WAIT = timedelta(days=28)
_LONGEST_DIGITS = 9
_NUMBER = re.compile(r"([0-9]+)(?:\.[0-9]*)?\s*(?:s|secs?|seconds?)?\s*(?:[,;\"]|\Z)", re.IGNORECASE)


class Verdict(StrEnum):
    """What came of asking the source."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one poll: all that `manners` has to know.

    ``fresh_for`` and ``retry_after`` are how long the source wants to be left alone, ``validators`` what to ask with
    next time, ``moved`` where permanent redirects led, ``found`` the feed of a page. ``facts`` and ``hints`` are what
    a parsed feed says of itself, ``news`` the dates of its new entries; ``brought``: anything at all was new.
    ``left_out`` are the ids of what it showed and was not kept.
    """

    verdict: Verdict
    problem: Problem | None = None
    fresh_for: timedelta | None = None
    retry_after: timedelta | None = None
    validators: Validators = NO_VALIDATORS
    moved: str | None = None
    found: str | None = None
    facts: FeedFacts | None = None
    hints: Hints | None = None
    news: tuple[datetime, ...] = ()
    brought: bool = False
    left_out: tuple[str, ...] = ()


def conditions(validators: Validators) -> Headers:
    """The fields of a conditional request, byte for byte what the source gave (RFC 9110 section 13.1).

    Parsers let controls through that no field may hold (section 5.5): such a one is not sent back.
    """
    fields = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return Headers.of((name, of_octets(value)) for name, value in fields if value and not CONTROL.search(value))


def judge(answer: Fetched, asked_with: Validators, now: datetime) -> Outcome:
    """Status 200 counts as changed until the body turns out to be the same.

    Who asks without conditions has nothing that could be "the same" (RFC 9110 section 15.4.5).
    """
    fresh_for = freshness(answer.headers, now)
    moved = moving.target(answer.redirects)
    if answer.status == _OK:
        return Outcome(Verdict.CHANGED, None, fresh_for, validators=_validators(answer.headers), moved=moved)
    is_unmodified = answer.status == _NOT_MODIFIED
    if is_unmodified and (asked_with.etag or asked_with.last_modified):
        return Outcome(Verdict.UNCHANGED, None, fresh_for, validators=_renewed(answer.headers, asked_with), moved=moved)
    problem = Problem("unexpected-304") if is_unmodified else Problem("http-status", str(answer.status))
    if answer.status == _GONE:
        return Outcome(Verdict.GONE, problem, validators=asked_with)
    return Outcome(Verdict.FAILED, problem, fresh_for, wait_asked(answer.headers, now), asked_with)


def _validators(headers: Headers) -> Validators:
    return Validators(headers.octets("ETag"), headers.octets("Last-Modified"))


def _renewed(headers: Headers, known: Validators) -> Validators:
    """A 304 may bring new ones; those it does not repeat still hold."""
    new = _validators(headers)
    return Validators(new.etag or known.etag, new.last_modified or known.last_modified, known.body)


def freshness(headers: Headers, now: datetime) -> timedelta | None:
    """``max-age`` less ``Age``, else ``Expires`` less ``Date`` (RFC 9111 section 4.2); None if nothing is said."""
    directives = [part.strip().lower() for part in ",".join(headers.get_all("Cache-Control")).split(",")]
    for directive in directives:
        name, _, value = directive.partition("=")
        if name.rstrip() == "max-age" and (seconds := _seconds(value.strip('" '))) is not None:
            age = _seconds((headers.get("Age") or "").strip()) or timedelta()
            return max(seconds - age, timedelta())
    expires = parse_http_date(headers.get("Expires") or "")
    if expires is None or "no-cache" in directives:
        return None
    sent = parse_http_date(headers.get("Date") or "") or now
    return max(min(expires - sent, _LONGEST_WAIT), timedelta())


def wait_asked(headers: Headers, now: datetime) -> timedelta | None:
    """``Retry-After`` in seconds or as a date (RFC 9110 section 10.2.3), at most four weeks.

    What is nearly one (quoted, a fraction, sent twice and joined, a date of another format) is meant as one.
    """
    field = (headers.get("Retry-After") or "").strip().strip('"')
    number = _NUMBER.match(field)
    if number:
        return _seconds(number[1])
    moment = (parse_http_date(field) or dates.parse(field)) if field else None
    return max(min(moment - now, _LONGEST_WAIT), timedelta()) if moment else None


def _seconds(text: str) -> timedelta | None:
    if not text.isascii() or not text.isdigit():
        return None
    return min(timedelta(seconds=int(text[:_LONGEST_DIGITS])), _LONGEST_WAIT)
