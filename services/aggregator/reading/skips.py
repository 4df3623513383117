"""``skipHours`` and ``skipDays`` of RSS (https://www.rssboard.org/skip-hours-days), read beside the parser. Pure.

They stand in the channel's head, and no parser keeps more than the last of several hours.
"""

import re
from typing import Final, NamedTuple

_LOOKED_AT: Final = 64 * 1024
_MARK: Final = "<skip"
_HOURS: Final = re.compile(r"<skipHours>([^&]{0,2000}?)</skipHours>", re.IGNORECASE)
_DAYS: Final = re.compile(r"<skipDays>([^&]{0,1000}?)</skipDays>", re.IGNORECASE)
_HOUR: Final = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY: Final = re.compile(r"<day>\s*([a-z]{6,9})\s*</day>", re.IGNORECASE)
_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS_OF_DAY: Final = 24


class Skips(NamedTuple):
    """Hours of the day in UTC, and weekdays (Monday is 0)."""

    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


def read(text: str) -> Skips:
    """What stands in the first `_LOOKED_AT` characters; 24 is midnight, too, as the first drafts had it."""
    if text.find(_MARK, 0, _LOOKED_AT) < 0:
        return Skips()
    head = text[:_LOOKED_AT]
    hours = {int(hour) % _HOURS_OF_DAY for hour in _found(_HOURS, _HOUR, head) if int(hour) <= _HOURS_OF_DAY}
    days = {_NAMES.index(day.lower()) for day in _found(_DAYS, _DAY, head) if day.lower() in _NAMES}
    return Skips(tuple(sorted(hours)), tuple(sorted(days)))


def _found(block: re.Pattern[str], item: re.Pattern[str], text: str) -> list[str]:
    match = block.search(text)
    return item.findall(match[1]) if match else []
