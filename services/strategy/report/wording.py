"""What reports and their periods are called."""

from typing import Final

from services.strategy.period import Period
from services.strategy.report.tables import Say
from shared.i18n import mark

_QUARTERS: Final = {
    1: mark("October to December"),
    2: mark("January to March"),
    3: mark("April to June"),
    4: mark("July to September"),
}


def period_name(period: Period, say: Say) -> str:
    """``Fiscal year 2569``, ``Quarter 1 of fiscal year 2569 (October to December)``."""
    if period.quarter is None:
        return say(mark("Fiscal year %(year)s")) % {"year": period.year}
    words = say(mark("Quarter %(quarter)s of fiscal year %(year)s (%(months)s)"))
    return words % {"quarter": period.quarter, "year": period.year, "months": say(_QUARTERS[period.quarter])}


def heading(period: Period, say: Say) -> str:
    """The title of a report."""
    return say(mark("What was reached: %(period)s")) % {"period": period_name(period, say)}
