"""What a development plan is made of. Years are of the Buddhist era, as in every Thai plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from shared.i18n import mark

NATIONAL_ISSUES: Final[Mapping[int, str]] = {
    1: mark("Security"),
    2: mark("Competitiveness"),
    3: mark("Development of human capital"),
    4: mark("Equal opportunities in society"),
    5: mark("Growth that is kind to the environment"),
    6: mark("A balanced and better public administration"),
}
"""The six issues of the National Strategy 2561-2580 (Royal Gazette, 13 October 2561), in its order."""


class Better(StrEnum):
    """Which way an indicator should go."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Span:
    """The years of a plan, both included."""

    first: int
    last: int

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where an indicator stood before the plan."""

    year: int
    value: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted; ``targets`` and ``measured`` are values by year. ``source``: who counts it, and how."""

    key: str
    name: str
    unit: str
    better: Better = Better.HIGHER
    baseline: Baseline | None = None
    targets: Mapping[int, float] = field(default_factory=dict)
    measured: Mapping[int, float] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached."""

    name: str
    indicators: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class Follow:
    """Which news of neighbours belongs to an issue: by a label of theirs, or by a word in the text."""

    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """A strategic issue. ``key`` is its address; posts name it by ``name``. ``national`` are of `NATIONAL_ISSUES`."""

    key: str
    name: str
    description: str = ""
    national: tuple[int, ...] = ()
    agencies: tuple[str, ...] = ()
    follow: Follow = Follow()
    goals: tuple[Goal, ...] = ()

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for goal in self.goals for indicator in goal.indicators)


class PartnerKind(StrEnum):
    """Who takes part in the network."""

    PROVINCE = "province"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Partner:
    """An agency or a neighbouring province; ``feed`` and ``home`` are absolute addresses, or empty."""

    name: str
    kind: PartnerKind = PartnerKind.AGENCY
    home: str = ""
    feed: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A province's plan."""

    title: str
    years: Span
    vision: str
    issues: tuple[Issue, ...]
    partners: tuple[Partner, ...] = ()

    def issue(self, key: str) -> Issue | None:
        """The issue with this key."""
        return next((issue for issue in self.issues if issue.key == key), None)

    def named(self, name: str) -> Issue | None:
        """The issue that posts call by this name."""
        return next((issue for issue in self.issues if issue.name == name), None)


@dataclass(frozen=True, slots=True)
class Edition:
    """A plan as it stood from ``since`` (aware, UTC) on; ``number`` counts from 1, ``by`` is who brought it."""

    number: int
    plan: Plan
    since: datetime
    by: str
    note: str = ""
