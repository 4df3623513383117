"""The drawings of a report as SVG (matplotlib, imported only when something is drawn). Text stays text.

Each shows one table, which stands beside it as the text alternative. A drawing takes some 100 ms: in a thread.
"""

import io
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from services.strategy.report.figures import Coverage, Report
from services.strategy.report.tables import Say, Table, month_name
from shared.i18n import mark
from shared.text import truncate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ACCENT: Final = "#0f5c55"
_MUTED: Final = "#8a9a97"
_WIDTH: Final = 9.0  # inches
_LEVEL_MONTHS: Final = 6
_FONTS: Final = ["Sarabun", "Noto Sans Thai", "Loma", "Garuda", "DejaVu Sans"]
_STYLE: Final[dict[Any, Any]] = {
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "saket",
    "font.family": _FONTS,
    "font.size": 11,
}
_ONE_AT_A_TIME: Final = threading.Lock()
"""matplotlib's settings are the process's."""
_LONGEST_NAME: Final = 40
"""Characters of a name beside a drawing; the table below has it whole."""
PLOTS: Final = ("issues", "agencies", "talks", "reach")
"""The tables that have a drawing."""


def svg_of(report: Report, table: Table, say: Say, language: str) -> bytes:
    """The drawing of one of the tables in `PLOTS`: the same report gives the same bytes."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with _ONE_AT_A_TIME, mpl.rc_context(_STYLE):
        _quiet()
        figure = Figure(figsize=(_WIDTH, _height(report, table)), layout="constrained")
        _DRAW[table.key](figure.subplots(), report, say, language)
        return _saved(figure, table.title)


def _quiet() -> None:
    """A missing Thai font is no loss: the reader's own draws the text."""
    import logging

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)


def _saved(figure: "Figure", title: str) -> bytes:
    target = io.BytesIO()
    figure.savefig(target, format="svg", metadata={"Date": None, "Title": title})
    return target.getvalue()


def _height(report: Report, table: Table) -> float:
    rows = len(report.issues.rows) if table.key == "issues" else len(table.rows)
    return 1.6 + 0.42 * max(rows, 2)


def _heat(axes: "Axes", coverage: Coverage, language: str) -> None:
    """Darker for more; what nobody spoke about is a white field with a zero in it."""
    counts = [list(row) for _, row in coverage.rows] or [[0] * len(coverage.months)]
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("accent", ["#f5f7f6", _ACCENT])
    axes.imshow(counts, cmap=shades, aspect="auto", vmin=0, vmax=max(4, *(max(row) for row in counts)))
    axes.set_xticks(range(len(coverage.months)), [month_name(month, language) for month in coverage.months])
    axes.set_yticks(range(len(coverage.rows)), [truncate(name, _LONGEST_NAME) or "–" for name, _ in coverage.rows])
    axes.set_xticks([place + 0.5 for place in range(len(coverage.months) - 1)], minor=True)
    axes.set_yticks([place + 0.5 for place in range(len(coverage.rows) - 1)], minor=True)
    axes.grid(which="minor", color="white", linewidth=3)
    axes.tick_params(which="both", length=0)
    axes.tick_params(axis="x", rotation=_slope(len(coverage.months)))
    axes.spines[:].set_visible(False)
    middle = max(map(max, counts)) / 2
    for at, row in enumerate(counts):
        for place, count in enumerate(row):
            axes.text(place, at, str(count), ha="center", va="center", color="white" if count > middle > 2 else "black")  # noqa: PLR2004


def _issues(axes: "Axes", report: Report, _say: Say, language: str) -> None:
    _heat(axes, report.issues, language)


def _agencies(axes: "Axes", report: Report, _say: Say, language: str) -> None:
    _heat(axes, report.agencies, language)


def _talks(axes: "Axes", report: Report, say: Say, _language: str) -> None:
    from matplotlib.ticker import MaxNLocator

    names = [talk.issue or say(mark("Without an issue")) for talk in report.talks][::-1]
    answered = [talk.answered for talk in report.talks][::-1]
    unanswered = [talk.questions - talk.answered for talk in report.talks][::-1]
    places = range(len(names))
    axes.barh(places, answered, color=_ACCENT, label=say(mark("Answered")))
    axes.barh(places, unanswered, left=answered, color=_MUTED, label=say(mark("Open")))
    axes.set_yticks(places, [truncate(name, _LONGEST_NAME) for name in names])
    axes.set_xlim(0, max([1, *(talk.questions for talk in report.talks)]) * 1.05)
    _plain(axes)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _reach(axes: "Axes", report: Report, say: Say, language: str) -> None:
    months = [month_name(fact.month, language) for fact in report.reach]
    for values, words, colour in (
        ([fact.pages for fact in report.reach], mark("Pages opened"), _ACCENT),
        ([fact.fetches for fact in report.reach], mark("Feed fetches"), _MUTED),
    ):
        axes.plot(months, values, marker="o", color=colour, label=say(words))
    axes.set_ylim(bottom=0)
    axes.tick_params(axis="x", rotation=_slope(len(months)))
    _plain(axes)


def _slope(months: int) -> int:
    """Degrees that the names of so many months are turned by to find room."""
    return 90 if months > _LEVEL_MONTHS else 0


def _plain(axes: "Axes") -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)


_DRAW: Final[dict[str, Callable[["Axes", Report, Say, str], None]]] = {
    "issues": _issues,
    "agencies": _agencies,
    "talks": _talks,
    "reach": _reach,
}
