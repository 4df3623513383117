"""The one accent colour of a site: legible by WCAG 2.2 (1.4.3, AA) on everything it is set on, light and dark. Pure."""

import re
from collections.abc import Callable
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from typing import Final, Self

DEFAULT_ACCENT: Final = "#0f5c55"
LEGIBLE: Final = 4.5
"""The least ratio between text and what is behind it."""

_WRITTEN: Final = re.compile(r"#[0-9a-f]{6}")
_BLACK: Final = (0, 0, 0)
_BRIGHT: Final = 6.0
"""What we ask for in the dark, where thin marks of Thai letters fade first."""
_STEPS: Final = 40
_SOFT: Final = 0.12
_DARK_SOFT: Final = 0.2
_LINEAR_BELOW: Final = 0.04045

Channels = tuple[int, int, int]


def is_colour(text: str) -> bool:
    """Whether it is written as ``#rrggbb``, in lower case."""
    return _WRITTEN.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((_luminance(_channels(one)), _luminance(_channels(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@dataclass(frozen=True, slots=True)
class Shade:
    """The accent in one colour scheme, with the tint behind notices and labels."""

    accent: str
    soft: str

    def least_contrast(self, grounds: tuple[str, ...]) -> float:
        """On the worst of what it stands on; button texts are the same pair the other way round."""
        return min(contrast(self.accent, ground) for ground in (*grounds, self.soft))


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a colour scheme sets text on (the values of ``--paper`` and ``--ground`` in saket.css)."""

    paper: str
    ground: str
    shift: Callable[[str, float], str]
    soft: float
    least: float

    def shade(self, accent: str) -> Shade:
        return Shade(accent, _mix(accent, _channels(self.paper), 1 - self.soft))

    def is_legible(self, accent: str) -> bool:
        return self.shade(accent).least_contrast((self.paper, self.ground)) >= self.least

    def nearest(self, accent: str) -> str:
        """The accent, or the nearest to it in its hue that can be read."""
        tried = (self.shift(accent, step / _STEPS) for step in range(_STEPS + 1))
        return next(filter(self.is_legible, tried))


def _darker(colour: str, share: float) -> str:
    return _mix(colour, _BLACK, share)


def _lighter(colour: str, share: float) -> str:
    """With white mixed in it would fade to grey: it is raised in lightness, and keeps most of its colour."""
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    raised = hls_to_rgb(hue, lightness + (1 - lightness) * share, saturation * (1 - share / 2))
    return _written(*(round(channel * 255) for channel in raised))


LIGHT: Final = Scheme("#ffffff", "#f5f7f6", _darker, _SOFT, LEGIBLE)
DARK: Final = Scheme("#16201f", "#0e1615", _lighter, _DARK_SOFT, _BRIGHT)


@dataclass(frozen=True, slots=True)
class Palette:
    """Both shades of a site."""

    light: Shade
    dark: Shade

    @classmethod
    def of(cls, accent: str) -> Self:
        """Of an accent that can be read on light paper; its sister for the dark is found."""
        return cls(LIGHT.shade(accent), DARK.shade(DARK.nearest(accent)))

    def stylesheet(self) -> str:
        """What follows saket.css."""
        return f"{_rule(self.light)}\n@media (prefers-color-scheme: dark) {{ {_rule(self.dark)} }}\n"


def _rule(shade: Shade) -> str:
    return f":root {{ --accent: {shade.accent}; --accent-soft: {shade.soft}; }}"


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: str, other: Channels, share: float) -> str:
    """``colour`` with ``share`` of another in it."""
    return _written(*(round(own + (into - own) * share) for own, into in zip(_channels(colour), other, strict=True)))


def _written(*channels: int) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _luminance(channels: Channels) -> float:
    red, green, blue = map(_linear, channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= _LINEAR_BELOW else float(((share + 0.055) / 1.055) ** 2.4)
