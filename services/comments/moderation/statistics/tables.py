"""Figures as tables: what a page shows, a CSV file holds, and a plot draws. Pure."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.comments.moderation.statistics.figures import Figures
from shared.clock import BANGKOK
from shared.i18n import mark

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """``columns`` are messages; the first cell of a row names it, the others are figures. ``bars`` draws them so."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bars: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(cell for row in self.rows for cell in row[1:2])


def load(found: Figures) -> Table:
    """What came in and what was decided, day by day."""
    rows = tuple((_named(day.day), day.came, day.decided) for day in found.days)
    return Table(mark("Load"), (mark("Day"), mark("came in"), mark("decided")), rows)


def time_to_decision(found: Figures) -> Table:
    """How long a comment waited, day by day."""
    rows = tuple((_named(day.day), _rounded(day.median_hours)) for day in found.days)
    return Table(mark("Time to a decision"), (mark("Day"), mark("hours (median)")), rows, bars=False)


def agreement(found: Figures) -> Table:
    """How often moderators decided as the filter leant, day by day, in percent."""
    rows = tuple((_named(day.day), percent(day.agreed, day.judged), day.judged) for day in found.days)
    columns = (mark("Day"), mark("agreement, %"), mark("cases"))
    return Table(mark("Agreement with the filter"), columns, rows, bars=False)


def campaigns(found: Figures) -> Table:
    """Comments of campaigns, hour by hour."""
    rows = tuple((f"{hour.astimezone(BANGKOK):%d/%m %H}", count) for hour, count in found.campaign_hours)
    return Table(mark("Campaigns by hour"), (mark("Hour"), mark("comments")), rows)


TABLES: Final[dict[str, Callable[[Figures], Table]]] = {
    "load": load,
    "time": time_to_decision,
    "agreement": agreement,
    "campaigns": campaigns,
}


def percent(part: int, whole: int) -> float | None:
    """None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def as_csv(table: Table, columns: Sequence[str]) -> str:
    """The table with these headings; a byte order mark tells spreadsheets that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in table.rows)
    return "\ufeff" + out.getvalue()


def _named(day: date | datetime) -> str:
    return f"{day:%d/%m}"


def _rounded(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 2)
