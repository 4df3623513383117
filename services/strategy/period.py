"""Thai fiscal years and their quarters: year 2569 runs from 1 October 2568 to 30 September 2569 (B.E.). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.clock import BANGKOK
from shared.errors import FieldProblem, InvalidInput
from shared.thai.dates import BUDDHIST_ERA_OFFSET

_SPELLING: Final = re.compile(r"(?P<year>\d{4})(?:[-/ ]?[qQ](?P<quarter>[1-4]))?")
_FIRST_MONTH: Final = 10
_YEARS: Final = range(2475, 2701)


@dataclass(frozen=True, slots=True)
class Period:
    """A fiscal year (``quarter`` None), or one of its quarters (1: October to December)."""

    year: int
    quarter: int | None = None

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def start(self) -> datetime:
        """Its first moment, in Thailand's time."""
        return _month_start(self.year, 3 * (self.quarter - 1) if self.quarter else 0)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return _month_start(self.year, 3 * self.quarter if self.quarter else 12)

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def months(self) -> tuple[datetime, ...]:
        """The first moment of every month in it."""
        first = 3 * (self.quarter - 1) if self.quarter else 0
        return tuple(_month_start(self.year, first + at) for at in range(3 if self.quarter else 12))

    @property
    def before(self) -> "Period":
        """The period of the same length right before."""
        if self.quarter is None:
            return Period(self.year - 1)
        return Period(self.year, self.quarter - 1) if self.quarter > 1 else Period(self.year - 1, 4)


def parse_period(text: str) -> Period:
    """``2569``, ``2569-Q1``, ``2569Q1``; Thai digits too. Raises `InvalidInput`."""
    match = _SPELLING.fullmatch(text.strip())
    if match is None or int(match["year"]) not in _YEARS:
        raise InvalidInput(FieldProblem("period", "bad-period", "a fiscal year such as 2569, or a quarter: 2569-Q1"))
    return Period(int(match["year"]), int(match["quarter"]) if match["quarter"] else None)


def year_of(moment: datetime) -> int:
    """The fiscal year (B.E.) that a moment lies in."""
    local = moment.astimezone(BANGKOK)
    return local.year + BUDDHIST_ERA_OFFSET + (local.month >= _FIRST_MONTH)


def quarter_of(moment: datetime) -> Period:
    """The quarter that a moment lies in."""
    local = moment.astimezone(BANGKOK)
    return Period(year_of(moment), (local.month - _FIRST_MONTH) % 12 // 3 + 1)


def quarters_back(moment: datetime, count: int) -> Iterator[Period]:
    """The quarter of a moment and those before it."""
    period = quarter_of(moment)
    for _ in range(count):
        yield period
        period = period.before


def _month_start(year: int, months_in: int) -> datetime:
    """The start of a month of fiscal year ``year``, counted from its October (0)."""
    month = _FIRST_MONTH - 1 + months_in
    return datetime(year - BUDDHIST_ERA_OFFSET - 1 + month // 12, month % 12 + 1, 1, tzinfo=BANGKOK)
