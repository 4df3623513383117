"""Which labels moved a verdict, and by how much. Pure.

A version is its base model plus the pulls of labels (`services.comments.learning.refit`): each adds its pull times the
likeness of its text to the one in question, and once more its pull, since it moves the bias too. What labels add, with
what the seed and forgotten labels add, is the whole difference between the two models' scores. What moves a text counts
signs in common as loud as they are learnt; the likeness that is shown does not.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.comments.learning.labels import Label
from services.comments.spam.features import features, is_sign
from services.comments.spam.normalise import normalise

LOUD = 3.0
"""What a sign counts more than a stretch in a refit: it is one among hundreds, and carries over where they do not."""


@dataclass(frozen=True, slots=True)
class Influence:
    """``moved`` is in log-odds of spam; ``likeness`` lies between 0 and 1."""

    label: Label
    likeness: float
    moved: float


@dataclass(frozen=True, slots=True)
class Influences:
    """The heaviest ones; ``moved`` is the sum of all, ``others`` what those not shown add to it."""

    version: str
    base: str
    moved: float
    shown: tuple[Influence, ...]

    @property
    def others(self) -> float:
        return self.moved - math.fsum(one.moved for one in self.shown)


def influences(
    text: str, labels: Iterable[Label], pulls: Mapping[str, float], known: Mapping[str, float], most: int
) -> tuple[Influence, ...]:
    """Those labels that moved a text most. ``known`` are the features that the model has."""
    own = features_of(text, known)
    found = [_influence(label, pulls[label.comment], own, known) for label in labels if label.comment in pulls]
    return tuple(sorted(found, key=lambda one: (-abs(one.moved), one.label.comment))[:most])


def loudness(feature: str) -> float:
    """How much larger than it is a refit takes a feature to be."""
    return LOUD if is_sign(feature) else 1.0


def features_of(text: str, known: Mapping[str, float]) -> frozenset[str]:
    """The features of a text that a model knows."""
    return frozenset(name for name in features(normalise(text).text) if name in known)


def moved_by(own: frozenset[str], before: Mapping[str, float], after: Mapping[str, float], bias: float) -> float:
    """How far apart two models with the same features score a text; ``bias`` is by how much their biases differ."""
    apart = math.fsum(after[name] - before[name] for name in own)
    return bias + (apart / math.sqrt(len(own)) if own else 0.0)


def _influence(label: Label, pull: float, own: frozenset[str], known: Mapping[str, float]) -> Influence:
    other = features_of(label.text, known)
    common, size = own & other, math.sqrt(len(own) * len(other)) or 1.0
    loud = math.fsum(loudness(name) ** 2 for name in common)
    return Influence(label, len(common) / size, pull * (1 + loud / size))
