"""Reading the dates of feeds: RFC 3339, RFC 822 and what people write instead, in the Common or the Buddhist era. Pure.

Years from 2400 on are Buddhist (Common Era + 543): no feed is about the 25th century. Thai digits and month names
are read as well, and such a date without a zone means Bangkok. A date that says nothing (year 1, the epoch) is no date.
Of numbers alone the day comes first, as in Thailand, but before AM and PM the month, as where those are written.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Final, NamedTuple

from shared.clock import BANGKOK
from shared.thai.dates import BUDDHIST_ERA_OFFSET, MONTHS

_FIRST_BUDDHIST_YEAR: Final = 2400
_TWO_DIGITS: Final = 100
_LAST_OF_THE_2000S: Final = 49  # RFC 2822 section 4.3
_LAST_BUDDHIST: Final = 69  # to the RFC 1950 to 1969, when there were no feeds: 2550 to 2569 of the Buddhist era
_BUDDHIST_CENTURY: Final = 2500
_THREE_LETTERS: Final = 3
_MONTHS: Final = 12
_HALF_DAY: Final = 12
_DAY_HOURS: Final = 24
_EPOCH_DAY: Final = datetime(1970, 1, 2, tzinfo=UTC)
_TOLERANCE: Final = timedelta(minutes=10)
_LONGEST: Final = 100
_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_SHORT_MONTHS: Final = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
_THAI_MONTH: Final = {
    name: number
    for names in (MONTHS, _SHORT_MONTHS, tuple(name.replace(".", "") for name in _SHORT_MONTHS))
    for number, name in enumerate(names, 1)
}
_ENGLISH_MONTH: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ZONES: Final = {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "ict": 7}
_TIME: Final = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\b\.?|\s*น\b\.?)?"
)
_BEFORE_TIME: Final = r"(?:,|\s*[|–-])?\s+(?:เวลา\s*)?"
_ZONE: Final = r"(?:\s*(?P<zone>[A-Za-z]{1,5}|(?:UTC|GMT)?[+-]\d{1,2}:?\d{0,2}))?"
_ISO: Final = re.compile(
    rf"(?P<year>\d{{4}})(?:-?(?P<month>\d{{2}})(?:-?(?P<day>\d{{2}}))?)?(?:[Tt\s]\s*{_TIME}{_ZONE})?\s*\Z"
)
_WORDS: Final = re.compile(
    rf"(?:[A-Za-z\u0e01-\u0e4e]+\.?,?\s*)??(?P<day>\d{{1,2}})[\s-]*(?P<name>[A-Za-z\u0e01-\u0e2e][A-Za-z.\u0e01-\u0e4e]*?)\.?,?[\s-]*"
    rf"(?:พ\.ศ\.\s*)?(?P<year>\d{{4}}|\d{{2}})(?:{_BEFORE_TIME}{_TIME}{_ZONE})?\s*\Z"
)
_NUMBERS: Final = re.compile(
    rf"(?:(?P<year>\d{{4}})(?P<mark>[/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})"
    rf"|(?P<first>\d{{1,2}})(?P<sign>[/.-])(?P<then>\d{{1,2}})(?P=sign)(?P<year_last>\d{{4}}|\d{{2}}))"
    rf"(?:{_BEFORE_TIME}{_TIME}{_ZONE})?\s*\Z"
)
_SECONDS: Final = re.compile(r"(?P<seconds>[1-9]\d{9})(?:\d{3})?\Z", re.ASCII)
_ASCTIME: Final = re.compile(
    rf"(?:\w+,?\s+)?(?P<name>[A-Za-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}}),?\s+"
    rf"(?:{_TIME}{_ZONE}\s+(?P<year>\d{{4}})|(?P<year_first>\d{{4}})(?:,?\s+(?P<rest>.*))?)\s*\Z"
)

_STANDARD: Final = re.compile(
    r"(?:[12]\d{3}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)"
    r"|(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} (?:19|20)\d\d .*(?:[+-]\d{4}|GMT|UTC|Z))\Z",
    re.ASCII,
)
# RFC 3339 and RFC 822 to the letter, of the Common Era, no leap second and no hour 24: the same as by the long way.
_CANONICAL: Final = re.compile(
    r"((?:19|20)\d\d-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))\Z"
    r"|(?:[A-Z][a-z]{2}, )?(\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ((?:19|20)\d\d)"
    r" ([01]\d|2[0-3]):(\d\d):([0-5]\d) (GMT|UTC|Z|[+-](?:0\d|1[0-4])[0-5]\d)\Z",
    re.ASCII,
)
# The same, of days that every month has, long after the epoch.
_PLAIN: Final = re.compile(
    r"20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)\Z"
    r"|(?:[A-Z][a-z]{2}, )?(?:0[1-9]|1\d|2[0-8]) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 20\d\d"
    r" (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d (?:GMT|UTC|Z|[+-](?:0\d|1[0-4])[0-5]\d)\Z",
    re.ASCII,
)
_ZERO: Final = frozenset({"GMT", "UTC", "Z", "+0000", "-0000"})


class Flag(StrEnum):
    """What is odd about an entry."""

    NO_DATE = "no-date"
    FUTURE_DATE = "future-date"


class Dated(NamedTuple):
    """When an entry was published and changed, as far as it can be believed, and what was odd."""

    published: datetime | None
    updated: datetime | None
    flags: tuple[Flag, ...]


def believe(published: str, updated: str, now: datetime, zone: tzinfo = UTC) -> Dated:
    """The dates of an entry as written; times ahead of ``now`` become ``now``. ``zone`` stands in for a missing one."""
    first_written = parse(published, zone)
    parsed = [first_written, first_written if updated == published else parse(updated, zone)]
    flags = [] if any(parsed) else [Flag.NO_DATE]
    if any(moment and moment > now + _TOLERANCE for moment in parsed):
        flags.append(Flag.FUTURE_DATE)
    first, last = (min(moment, now) if moment else None for moment in parsed)
    return Dated(first, last, tuple(flags))


def is_unusual(text: str) -> bool:
    """Whether a date needs more than the RFCs to be read: another era, other digits, no zone."""
    return _STANDARD.match(text) is None and bool(text)


def parse(text: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment in UTC; None for what is no date or says nothing."""
    canonical = _CANONICAL.match(text)
    moment = _read(text, zone) if canonical is None else _canonical(canonical)
    return moment if moment and moment >= _EPOCH_DAY else None


def is_readable(text: str) -> bool:
    """Whether `parse` finds a moment in it: what nearly all feeds write needs no more than a look."""
    return _PLAIN.match(text) is not None or parse(text) is not None


def _canonical(found: re.Match[str]) -> datetime | None:
    """What nearly all feeds write, at a fifth of the cost."""
    iso, day, name, year, hour, minute, second, zone = found.groups()
    try:
        if iso:
            return datetime.fromisoformat(iso).replace(microsecond=0).astimezone(UTC)
        moment = datetime(
            int(year), _ENGLISH_MONTH[name.lower()], int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
        return moment if zone in _ZERO else moment.replace(tzinfo=_zone(zone, UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read(text: str, zone: tzinfo) -> datetime | None:
    plain = " ".join(text.translate(_DIGITS).split())[:_LONGEST]
    if since_epoch := _SECONDS.match(plain):
        return datetime.fromtimestamp(int(since_epoch["seconds"]), UTC)
    fields = _fields(plain)
    if fields is None:
        return None
    try:
        return _moment(fields, zone)
    except (ValueError, OverflowError):
        return None


def _fields(text: str) -> dict[str, str] | None:
    for pattern in (_ISO, _WORDS, _NUMBERS, _ASCTIME):
        if match := pattern.match(text):
            found = {name: value for name, value in match.groupdict().items() if value}
            for name in ("year_first", "year_last"):
                if name in found:
                    found["year"] = found.pop(name)
            return _in_order(found) if "first" in found else found
    return None


def _in_order(fields: dict[str, str]) -> dict[str, str]:
    """``first`` and ``then`` as day and month, whichever way round they can be meant."""
    day, month = fields["first"], fields["then"]
    is_american = "half" in fields and int(fields["year"]) < _FIRST_BUDDHIST_YEAR and int(day) <= _MONTHS
    if is_american or int(month) > _MONTHS:
        day, month = month, day
    return {**fields, "day": day, "month": month}


def _moment(fields: dict[str, str], zone: tzinfo) -> datetime:
    month, is_thai = _month(fields)
    year, is_thai = _year(fields["year"], is_thai=is_thai)
    hour = _hour(fields)
    local = datetime(
        year,
        month,
        int(fields.get("day", 1)),
        hour % _DAY_HOURS,
        int(fields.get("minute", 0)),
        min(int(fields.get("second", 0)), 59),  # a leap second is not worth an error
        tzinfo=_zone(fields.get("zone"), BANGKOK if is_thai else zone),
    )
    return local.astimezone(UTC) + timedelta(days=hour == _DAY_HOURS)


def _hour(fields: dict[str, str]) -> int:
    """24 is the end of the day (ISO 8601), and only where no minutes follow."""
    hour, half = int(fields.get("hour", 0)), fields.get("half", "").lower()
    if (half and not 0 < hour <= _HALF_DAY) or hour > _DAY_HOURS or (hour == _DAY_HOURS and int(fields["minute"])):
        raise ValueError(f"no hour: {hour}")
    return hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0) if half else hour


def _month(fields: dict[str, str]) -> tuple[int, bool]:
    """The number, and whether the name is Thai. ValueError for a name that is none."""
    name = fields.get("name")
    if name is None:
        return int(fields.get("month", 1)), False
    thai = _THAI_MONTH.get(name) or _THAI_MONTH.get(name + ".")
    if thai:
        return thai, True
    number = _ENGLISH_MONTH.get(name[:_THREE_LETTERS].lower())
    if number is None:
        raise ValueError(f"no month: {name}")
    return number, False


def _year(digits: str, *, is_thai: bool) -> tuple[int, bool]:
    """The year of the Common Era, and whether it was written by a Thai.

    Two digits after a Thai month count in the Buddhist era, and those that could mean no year with feeds.
    """
    year = int(digits)
    if len(digits) < len("2000") and year < _TWO_DIGITS:
        if is_thai or _LAST_OF_THE_2000S < year <= _LAST_BUDDHIST:
            year += _BUDDHIST_CENTURY
        else:
            year += 2000 if year <= _LAST_OF_THE_2000S else 1900
    return (year - BUDDHIST_ERA_OFFSET, True) if year >= _FIRST_BUDDHIST_YEAR else (year, is_thai)


def _zone(text: str | None, default: tzinfo) -> tzinfo:
    if text is None:
        return default
    name = text.lower().removeprefix("utc").removeprefix("gmt")
    if name in {"", "z", "ut"}:
        return UTC
    if name[0] not in "+-":
        return timezone(timedelta(hours=_ZONES[name])) if name in _ZONES else default
    digits = name[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= len("07") else (int(digits[:-2]), int(digits[-2:]))
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if name[0] == "-" else offset)
