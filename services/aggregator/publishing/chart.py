"""The last intervals between visits as a small chart: heights in SVG units, a bar a visit. Pure.

The scale is logarithmic: five minutes and a day must both be seen.
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

HEIGHT: Final = 32
_STEP: Final = 6
_BAR: Final = 4
_SHORTEST: Final = 60
_LONGEST: Final = 24 * 3600


class Bar(NamedTuple):
    """A rectangle; ``seconds`` is what it stands for."""

    x: int
    y: int
    width: int
    height: int
    seconds: int


class Chart(NamedTuple):
    """``bars`` from the oldest to the newest, ``width`` of all of them."""

    bars: tuple[Bar, ...]
    width: int


def chart(intervals: Sequence[int]) -> Chart:
    """The chart of planned intervals in seconds."""
    bars = tuple(_bar(index, max(seconds, 1)) for index, seconds in enumerate(intervals))
    return Chart(bars, max(len(bars) * _STEP, _STEP))


def _bar(index: int, seconds: int) -> Bar:
    share = math.log(max(seconds, _SHORTEST) / _SHORTEST) / math.log(_LONGEST / _SHORTEST)
    height = max(round(min(share, 1.0) * HEIGHT), 2)
    return Bar(index * _STEP, HEIGHT - height, _BAR, height, seconds)
