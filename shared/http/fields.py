"""Header fields: lookup of combined lines, weighted lists, dates, and how they are written."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final, NamedTuple

from multidict import MultiMapping

_UNFIT: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # what a value may not hold (RFC 9110 section 5.5)


class Weighted(NamedTuple):
    """One member of an ``Accept``-like list: its value in lower case, its quality from 0 to 1."""

    value: str
    quality: float


def combined(headers: Mapping[str, str], name: str) -> str | None:
    """All lines of a list-valued field as one (RFC 9110 section 5.3), or None if there is none.

    ``headers`` must look names up without regard to case, as aiohttp's do.
    """
    if isinstance(headers, MultiMapping):
        lines = headers.getall(name, None)
        return None if lines is None else ", ".join(lines)
    return headers.get(name)


def weighted(field: str) -> list[Weighted]:
    """The members of ``a;q=0.5, b`` in the order given; one whose quality is no number between 0 and 1 is left out.

    Parameters other than ``q`` are ignored: Saket offers no two variants that differ in them.
    """
    members = (_member(member) for member in field.split(","))
    return [member for member in members if member is not None]


def _member(text: str) -> Weighted | None:
    value, *parameters = (part.strip() for part in text.lower().split(";"))
    if not value:
        return None
    quality = 1.0
    for parameter in parameters:
        name, _, number = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(number)
            except ValueError:
                return None
    return Weighted(value, quality) if 0 <= quality <= 1 else None


def http_date(instant: datetime) -> str:
    """``Mon, 05 Jan 2026 02:30:00 GMT`` (RFC 9110 section 5.6.7); ``instant`` is aware."""
    return format_datetime(instant.astimezone(UTC), usegmt=True)


def parse_http_date(text: str) -> datetime | None:
    """The instant, in UTC, of any of the three forms of RFC 9110 section 5.6.7, or None."""
    try:
        parsed = parsedate_to_datetime(text)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def field_lines(fields: Mapping[str, str]) -> bytes:
    """Fields as they go on the wire, a line each. Raises ValueError for a value that would not stay in its line."""
    if any(_UNFIT.search(value) for value in fields.values()):
        raise ValueError("a control character in a header field")
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
