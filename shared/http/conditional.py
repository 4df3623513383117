"""Conditional requests (RFC 9110 sections 8.8.3 and 13), decided from header fields alone."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from shared.http.fields import combined, parse_http_date

_ENTITY_TAG = re.compile(r'\s*(W/)?"([\x21\x23-\x7e\x80-\U0010ffff]*)"\s*(?:,|\Z)')
_EMPTY_MEMBER = re.compile(r"\s*,")
_SAFE = frozenset({"GET", "HEAD"})
_FIELDS = ("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since")


class Precondition(Enum):
    """What the preconditions of a request come to."""

    PROCEED = "proceed"
    NOT_MODIFIED = "not-modified"
    FAILED = "failed"


class ETag(NamedTuple):
    """An entity tag: the characters between the quotes, and whether it is weak."""

    opaque: str
    weak: bool = False

    def __str__(self) -> str:
        return f'W/"{self.opaque}"' if self.weak else f'"{self.opaque}"'


class ETagList(NamedTuple):
    """What ``If-Match`` and ``If-None-Match`` may hold: tags, or ``*`` for whatever there is."""

    tags: tuple[ETag, ...]
    anything: bool = False

    def matches(self, current: Collection[ETag], *, strongly: bool) -> bool:
        """Whether any tag equals one of ``current``, by the comparison of RFC 9110 section 8.8.3.2."""
        if self.anything:
            return bool(current)
        if strongly:
            return any(not tag.weak and tag in current for tag in self.tags)
        opaque = {tag.opaque for tag in current}
        return any(tag.opaque in opaque for tag in self.tags)


def parse_etags(field: str) -> ETagList:
    """The tags of a field value; reading stops at the first thing that is no tag, and what came before it counts."""
    if field.strip() == "*":
        return ETagList((), anything=True)
    tags: list[ETag] = []
    position = 0
    while position < len(field):
        if match := _ENTITY_TAG.match(field, position):
            tags.append(ETag(match[2], weak=match[1] is not None))
        elif not (match := _EMPTY_MEMBER.match(field, position)):
            break
        position = match.end()
    return ETagList(tuple(tags))


def is_meant(headers: Mapping[str, str], version: int) -> bool:
    """Whether ``If-Match`` (RFC 9110 section 13.1.1) lets what is at this version be changed; all is without it."""
    field = combined(headers, "If-Match")
    return field is None or parse_etags(field).matches([ETag(str(version))], strongly=True)


def is_conditional(headers: Mapping[str, str]) -> bool:
    """Whether there is anything for `evaluate` to weigh."""
    return any(name in headers for name in _FIELDS)


def evaluate(
    method: str, headers: Mapping[str, str], etags: Collection[ETag], last_modified: datetime | None
) -> Precondition:
    """The outcome, in the order of RFC 9110 section 13.2.2.

    ``etags`` are the tags of the current representation, one for each content coding it is served in; empty if there
    is no representation. ``last_modified`` is aware. Fields that cannot be read are ignored, as the RFC asks.
    """
    if not _may_proceed(headers, etags, last_modified):
        return Precondition.FAILED
    if (field := combined(headers, "If-None-Match")) is not None:
        if not parse_etags(field).matches(etags, strongly=False):
            return Precondition.PROCEED
        return Precondition.NOT_MODIFIED if method in _SAFE else Precondition.FAILED
    if method in _SAFE and _unchanged_since(headers.get("If-Modified-Since"), last_modified):
        return Precondition.NOT_MODIFIED
    return Precondition.PROCEED


def _may_proceed(headers: Mapping[str, str], etags: Collection[ETag], last_modified: datetime | None) -> bool:
    """``If-Match``, or without it ``If-Unmodified-Since``."""
    if (field := combined(headers, "If-Match")) is not None:
        return parse_etags(field).matches(etags, strongly=True)
    since = headers.get("If-Unmodified-Since")
    if since is None or last_modified is None or parse_http_date(since) is None:
        return True
    return _unchanged_since(since, last_modified)


def _unchanged_since(field: str | None, last_modified: datetime | None) -> bool:
    """False also where either is missing or unreadable. HTTP dates have no fractions: compare whole seconds."""
    since = parse_http_date(field) if field else None
    return since is not None and last_modified is not None and last_modified.replace(microsecond=0) <= since
