"""Which versions of the model there are, and which of them serves. Pure.

A version moves away from a base model, the one that ships with Saket or that `saket train` wrote. What was activated
over one base says nothing about another: a new base serves until somebody activates a version again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.comments.learning.gate import Verdict

MOST_REMEMBERED: Final = 20
"""Activations, for rolling back and for whoever asks who did it."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What became of one account's labels of one kind: how far they are believed (0 to 1), and their mass.

    ``against`` is the share that a model of everybody else's would decide otherwise, where in a row it is largest.
    """

    moderator: str
    spam: bool
    labels: int
    trust: float
    mass: float
    against: float = 0.0


@dataclass(frozen=True, slots=True)
class Version:
    """A model that learning made: from which labels (how many), how far each account was believed, and the gate."""

    id: str
    base: str
    created: datetime
    labels: int
    verdict: Verdict
    trusts: tuple[Trust, ...] = ()


@dataclass(frozen=True, slots=True)
class Activation:
    """A version began to serve; ``by`` is a member of staff, or `BY_GATE`."""

    version: str
    by: str
    at: datetime


BY_GATE: Final = "gate"


@dataclass(frozen=True, slots=True)
class Roll:
    """What serves, and what runs beside it. ``number`` grows with every change; ``base``: over which model it holds."""

    number: int = 0
    base: str = ""
    history: tuple[Activation, ...] = ()
    shadow: str | None = None

    def active(self, base: str) -> str:
        """The version that serves where the base model is ``base``."""
        return self.history[-1].version if self.history and self.base == base else base

    def preferred(self, base: str) -> tuple[str, ...]:
        """The version that serves there, and after it those that would if it could not be read."""
        served = [activation.version for activation in reversed(self.history)] if self.base == base else []
        return tuple(dict.fromkeys((*served, base)))

    def has_served(self, version: str, base: str) -> bool:
        """Whether a version has served there before, as far back as is remembered."""
        return self.base == base and any(activation.version == version for activation in self.history)

    def beside(self, base: str) -> str | None:
        """The version that runs in shadow there."""
        return self.shadow if self.base == base and self.shadow != self.active(base) else None


class TrainingState(StrEnum):
    """How a training stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Training:
    """One refit: ``step`` of ``steps`` is done; in the end the ``version`` it made, or the ``problem`` (a code)."""

    id: str
    by: str
    started: datetime
    state: TrainingState = TrainingState.RUNNING
    step: int = 0
    steps: int = 1
    doing: str = ""
    version: str | None = None
    problem: str | None = None
    ended: datetime | None = None


def activated(roll: Roll, base: str, activation: Activation) -> Roll:
    """A version serves from now on; what ran in its shadow goes on doing so."""
    earlier = roll.history if roll.base == base else ()
    shadow = roll.shadow if roll.base == base and roll.shadow != activation.version else None
    return Roll(roll.number + 1, base, (*earlier, activation)[-MOST_REMEMBERED:], shadow)


def shadowed(roll: Roll, base: str, version: str | None) -> Roll:
    """A version runs beside the active one from now on."""
    if roll.base == base:
        return replace(roll, number=roll.number + 1, shadow=version)
    return Roll(roll.number + 1, base, (), version)


def dispensable(versions: list[Version], roll: Roll, keep: int) -> list[Version]:
    """Those that nothing names any longer, but for the last ``keep``."""
    named = {roll.shadow, *(activation.version for activation in roll.history)}
    ordered = sorted(versions, key=lambda version: (version.created, version.id))
    return [version for version in ordered[: max(0, len(ordered) - keep)] if version.id not in named]
