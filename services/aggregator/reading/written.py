"""Dates and numbers as publishers write them. Pure."""

import re
import time
from typing import Final

from services.aggregator.reading import dates

_MOST_DIGITS: Final = 12
# What nearly all feeds write; everything else is looked at closely.
_USUAL: Final = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r" \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC|Z)\Z"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)\Z"
)


def as_written(written: str) -> str:
    """Itself; in RFC 3339 if only feedparser, which knows many more formats, can read it."""
    if not written or _USUAL.match(written) or dates.parse(written) is not None:
        return written
    from feedparser.datetimes import _parse_date  # lazily: few feeds need it, and few processes should have it

    parsed = _parse_date(written)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', parsed)}Z" if parsed else written


def whole(value: object) -> int | None:
    """A whole number, not beyond all measure."""
    digits = value.strip() if isinstance(value, str) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None
