"""Times as an officer types them: local (+07:00), to the minute, in either era. Pure."""

import re
from datetime import datetime
from typing import Final

from shared.clock import BANGKOK
from shared.errors import FieldProblem, InvalidInput
from shared.thai.dates import BUDDHIST_ERA_OFFSET

_BUDDHIST_FROM: Final = 2400
"""Nobody plans for the Common Era's 2400; 2400 of the Buddhist era is 1857."""
_LOCAL: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d{1,6})?)?")


def local_text(moment: datetime) -> str:
    """As ``<input type=datetime-local>`` has it: ``2026-03-02T09:00``."""
    return moment.astimezone(BANGKOK).strftime("%Y-%m-%dT%H:%M").rjust(16, "0")


def moment_in(field: str, text: str) -> datetime | None:
    """The inverse; None for nothing. A year from 2400 on is of the Buddhist era. Raises `InvalidInput`."""
    if not text.strip():
        return None
    match = _LOCAL.fullmatch(text.strip())
    bad = InvalidInput(FieldProblem(field, "bad-time", "such as 2026-03-02T09:00"))
    if match is None:
        raise bad
    year, month, day, hour, minute = map(int, match.groups())
    try:
        return datetime(_common(year), month, day, hour, minute, tzinfo=BANGKOK)
    except ValueError as error:
        raise bad from error


def _common(year: int) -> int:
    return year - BUDDHIST_ERA_OFFSET if year >= _BUDDHIST_FROM else year
