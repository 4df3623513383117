"""How far an indicator has come. Pure.

    share = (value - start) / (target - start)      start: the baseline, or 0 without one

so that an indicator which should fall counts like one that should rise.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.strategy.model import Better, Indicator


class Level(StrEnum):
    """What can be said of an indicator in a year."""

    REACHED = "reached"
    BEHIND = "behind"
    UNKNOWN = "unknown"  # nothing was measured
    AIMLESS = "aimless"  # measured, but there is no target


@dataclass(frozen=True, slots=True)
class Progress:
    """``value`` and ``target`` of one year; ``share`` of the way that was gone (1.0: reached), where it is defined."""

    year: int
    value: float | None
    target: float | None
    share: float | None
    level: Level


def progress(indicator: Indicator, year: int) -> Progress:
    """Where an indicator stands in a year."""
    value, target = indicator.measured.get(year), indicator.targets.get(year)
    return Progress(year, value, target, _share(indicator, value, target), _level(indicator, value, target))


def newest(indicator: Indicator) -> Progress | None:
    """The last year in which something was measured; None if nothing ever was."""
    return progress(indicator, max(indicator.measured)) if indicator.measured else None


def _level(indicator: Indicator, value: float | None, target: float | None) -> Level:
    if value is None:
        return Level.UNKNOWN
    if target is None:
        return Level.AIMLESS
    reached = value >= target if indicator.better is Better.HIGHER else value <= target
    return Level.REACHED if reached else Level.BEHIND


def _share(indicator: Indicator, value: float | None, target: float | None) -> float | None:
    start = indicator.baseline.value if indicator.baseline else 0.0
    if value is None or target is None or target == start:
        return None
    return (value - start) / (target - start)
