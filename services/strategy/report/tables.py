"""A report as tables: the one form that page, CSV and PDF are made from. Pure.

Words are message ids until `Words` says them in a language.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.strategy.report.figures import NO_ISSUE, Coverage, Report
from services.strategy.wording import LEVELS, figure
from shared.clock import BANGKOK
from shared.i18n import mark
from shared.thai.dates import BUDDHIST_ERA_OFFSET, MONTHS

Say = Callable[[str], str]
Cell = str | int | float | None
_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Table:
    """``key`` names files and addresses; the first cell of a row is its heading. ``heat``: numbers to be shaded."""

    key: str
    title: str
    meaning: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heat: bool = False
    remark: str = ""


TITLES: Final = {
    "issues": (
        mark("News of each issue by month"),
        mark("Posts published in the month, by the issue that they name."),
    ),
    "agencies": (
        mark("News of each agency by month"),
        mark("Posts published in the month, by the agency that they name."),
    ),
    "sectors": (
        mark("What each agency said about each issue"),
        mark("Posts published in the period, by the agency and the issue that they name."),
    ),
    "reach": (
        mark("Reach"),
        mark("Pages opened by people, feed fetches, distinct feed readers (estimated), and the subscribers that "
             "aggregators report. No addresses are kept."),
    ),
    "talks": (
        mark("Comments and questions by issue"),
        mark("Comments received in the period under news of the issue; questions among them that are public; those "
             "with an official answer, and the median days until it."),
    ),
    "moderation": (
        mark("Moderation"),
        mark("Comments received in the period and where they stand now; decisions of moderators in the period, and "
             "the median hours from a comment to the first decision about it."),
    ),
    "indicators": (
        mark("Indicators against targets"),
        mark("Values measured in the year; the share is how much of the way from the starting point to the target was "
             "gone."),
    ),
    "neighbours": (
        mark("What neighbours said"),
        mark("Entries of other sites published in the period that the plan's rules put into the issue."),
    ),
}  # fmt: skip


def tables(report: Report, say: Say, language: str) -> tuple[Table, ...]:
    """All of them, in the order of a report."""
    return (
        _table(
            "issues",
            say,
            *_coverage(report.issues, say, language, mark("Issue")),
            heat=True,
            remark=_silence(report, say),
        ),
        _table("agencies", say, *_coverage(report.agencies, say, language, mark("Agency")), heat=True),
        _table("sectors", say, *_sectors(report, say), heat=True, remark=_unsaid(report, say)),
        _table("talks", say, _header(say, *_TALKS), _talks(report, say)),
        _table("moderation", say, _header(say, mark("Figure"), mark("Value")), _moderation(report, say)),
        _table("indicators", say, _header(say, *_INDICATORS), _indicators(report, say)),
        _table("neighbours", say, _header(say, *_NEIGHBOURS), _neighbours(report)),
        _table("reach", say, _header(say, *_REACH), _reach(report, language)),
    )


_TALKS: Final = (
    mark("Issue"),
    mark("Comments"),
    mark("Questions"),
    mark("Answered"),
    mark("Open"),
    mark("Days until the answer (median)"),
)
_INDICATORS: Final = (
    mark("Issue"),
    mark("Indicator"),
    mark("Unit"),
    mark("Target"),
    mark("Measured"),
    mark("Share of the way (%)"),
    mark("Result"),
)
_NEIGHBOURS: Final = (mark("Issue"), mark("Entries"), mark("Sources"))
_REACH: Final = (
    mark("Month"),
    mark("Pages opened"),
    mark("Feed fetches"),
    mark("Feed readers"),
    mark("Reported subscribers"),
)


def month_name(moment: datetime, language: str) -> str:
    """``ตุลาคม 2568``, ``October 2025``."""
    local = moment.astimezone(BANGKOK)
    if language == "th":
        return f"{MONTHS[local.month - 1]} {local.year + BUDDHIST_ERA_OFFSET}"
    return f"{local:%B %Y}"


def shown(cell: Cell) -> str:
    """A cell as people read it."""
    return cell if isinstance(cell, str) else figure(cell)


def _table(
    key: str, say: Say, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, heat: bool = False, remark: str = ""
) -> Table:
    title, meaning = TITLES[key]
    return Table(key, say(title), say(meaning), tuple(header), tuple(map(tuple, rows)), heat, remark)


def _header(say: Say, *words: str) -> tuple[str, ...]:
    return tuple(map(say, words))


def _coverage(coverage: Coverage, say: Say, language: str, first: str) -> tuple[list[str], list[list[Cell]]]:
    header = [say(first), *(month_name(month, language) for month in coverage.months), say(mark("Together"))]
    rows: list[list[Cell]] = [[_named(name, say), *counts, sum(counts)] for name, counts in coverage.rows]
    return header, rows


def _silence(report: Report, say: Say) -> str:
    silent = report.issues.silent
    return say(mark("Nobody spoke about: %(names)s")) % {"names": ", ".join(silent)} if silent else ""


def _sectors(report: Report, say: Say) -> tuple[list[str], list[list[Cell]]]:
    found = report.sectors
    header = [say(mark("Agency")), *(_named(issue, say) for issue in found.issues), say(mark("Together"))]
    return header, [[agency, *counts, sum(counts)] for agency, counts in found.rows]


def _unsaid(report: Report, say: Say) -> str:
    pairs = ", ".join(f"{agency} – {issue}" for agency, issue in report.sectors.silent)
    return say(mark("In the plan, but without a word: %(pairs)s")) % {"pairs": pairs} if pairs else ""


def _talks(report: Report, say: Say) -> list[list[Cell]]:
    return [
        [
            _named(talk.issue, say),
            talk.comments,
            talk.questions,
            talk.answered,
            talk.questions - talk.answered,
            talk.days,
        ]
        for talk in report.talks
    ]


def _moderation(report: Report, say: Say) -> list[list[Cell]]:
    found = report.moderation
    return [
        [say(mark("Comments received")), found.received],
        [say(mark("Public now")), found.published],
        [say(mark("Waiting now")), found.waiting],
        [say(mark("Not published")), found.refused],
        [say(mark("Withdrawn or erased")), found.withdrawn],
        [say(mark("Decisions")), found.decisions],
        [say(mark("Decisions undone")), found.undone],
        [say(mark("Hours until the first decision (median)")), found.hours],
    ]


def _indicators(report: Report, say: Say) -> list[list[Cell]]:
    return [
        [
            measured.issue.name,
            measured.indicator.name,
            measured.indicator.unit,
            measured.progress.target,
            measured.progress.value,
            None if measured.progress.share is None else measured.progress.share * _PERCENT,
            say(LEVELS[measured.progress.level]),
        ]
        for measured in report.indicators
    ]


def _neighbours(report: Report) -> list[list[Cell]]:
    return [[about.issue, about.entries, about.sources] for about in report.neighbours]


def _reach(report: Report, language: str) -> list[list[Cell]]:
    return [
        [month_name(fact.month, language), fact.pages, fact.fetches, fact.readers, fact.subscribers]
        for fact in report.reach
    ]


def _named(name: str, say: Say) -> str:
    return say(mark("Without an issue")) if name == NO_ISSUE else name
