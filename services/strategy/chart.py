"""A small chart of one indicator as SVG inside a page: what was measured as a line, the targets as rings. Pure.

Colours come from the stylesheet by class, so it follows light, dark and print. The page shows the same figures in a
table beside it, which is the text alternative.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from services.strategy.model import Indicator, Span

_WIDTH, _HEIGHT = 320, 200
_SIDE, _TOP, _BOTTOM = 24, 14, 34
_MOST_YEAR_NAMES: Final = 8

_CHART: Final = Markup(
    '<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
    'aria-label="{label}">{parts}</svg>'
)


@dataclass(frozen=True, slots=True)
class Scale:
    """From years and values to places in the drawing."""

    years: Sequence[int]
    least: float
    most: float

    def x(self, year: int) -> float:
        steps = max(len(self.years) - 1, 1)
        return round(_SIDE + (year - self.years[0]) * (_WIDTH - 2 * _SIDE) / steps, 1)

    def y(self, value: float) -> float:
        room = _HEIGHT - _TOP - _BOTTOM
        return round(_TOP + room * (1 - (value - self.least) / (self.most - self.least)), 1)


def chart(indicator: Indicator, span: Span, label: str) -> Markup:
    """The drawing; ``label`` says in words what it shows. Empty if there is nothing to draw."""
    measured, targets = sorted(_all_measured(indicator).items()), sorted(indicator.targets.items())
    if not measured and not targets:
        return Markup()
    scale = _scale(span, measured, targets)
    parts = [_axis(scale), *_line(measured, scale)]
    parts += [_ring(scale.x(year), scale.y(value)) for year, value in targets]
    parts += [_dot(scale.x(year), scale.y(value)) for year, value in measured]
    return _CHART.format(width=_WIDTH, height=_HEIGHT, label=label, parts=Markup().join(parts))


def _all_measured(indicator: Indicator) -> dict[int, float]:
    base = indicator.baseline
    return {**({base.year: base.value} if base else {}), **indicator.measured}


def _scale(span: Span, *series: Sequence[tuple[int, float]]) -> Scale:
    points = [point for each in series for point in each]
    values = [value for _, value in points]
    years = [*span.years, *(year for year, _ in points)]
    least, most = min(values), max(values)
    return Scale(range(min(years), max(years) + 1), least, most if most > least else least + max(abs(least), 1.0))


def _axis(scale: Scale) -> Markup:
    every = -(-len(scale.years) // _MOST_YEAR_NAMES)
    base = _HEIGHT - _BOTTOM + _TOP
    line = Markup('<line class="chart__axis" x1="0" y1="{y}" x2="{x}" y2="{y}"/>').format(y=base, x=_WIDTH)
    names = [
        Markup('<text class="chart__year" x="{x}" y="{y}" text-anchor="middle">{year}</text>').format(
            x=scale.x(year), y=_HEIGHT - 4, year=year
        )
        for at, year in enumerate(scale.years)
        if at % every == 0
    ]
    return Markup().join([line, *names])


def _line(points: Sequence[tuple[int, float]], scale: Scale) -> list[Markup]:
    if len(points) < 2:  # noqa: PLR2004 - a line has two ends
        return []
    places = " ".join(f"{scale.x(year)},{scale.y(value)}" for year, value in points)
    return [Markup('<polyline class="chart__line" points="{places}"/>').format(places=places)]


def _dot(x: float, y: float) -> Markup:
    return Markup('<circle class="chart__dot" cx="{x}" cy="{y}" r="4"/>').format(x=x, y=y)


def _ring(x: float, y: float) -> Markup:
    return Markup('<circle class="chart__ring" cx="{x}" cy="{y}" r="7"/>').format(x=x, y=y)
