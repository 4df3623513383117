"""What is still found of spam that is written to get past the filter.

fold by fold: fit on the others | write the held-out spam as an attacker would | score with rules and thresholds
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from services.comments.spam.attack import Kind, Strength, attack
from services.comments.spam.attack_padding import Padding, padded
from services.comments.spam.data import Label, draw
from services.comments.spam.decide import judged
from services.comments.spam.figures import Floats, Share
from services.comments.spam.fit import Fitted
from services.comments.spam.normalise import normalise
from services.comments.spam.scorer import LinearScorer


@dataclass(frozen=True, slots=True)
class Attacked:
    """How much of the held-out spam is still found when it is written in a kind and strength, and of ham held."""

    language: str
    kind: str
    strength: str
    clean: Share
    found: Share
    held: Share

    @property
    def kept(self) -> float:
        """Recall under attack, as a share of the recall of the same texts unattacked."""
        return self.found.hits / max(1, self.clean.hits)


class Unseen:
    """Judges new spellings of training texts by the models that have not seen their groups."""

    def __init__(self, names: Sequence[str], fitted: Fitted, seed: int) -> None:
        columns = np.array(names, dtype=object)
        self._scorers = [model.scorer(columns, fitted.scale, fitted.thresholds) for model in fitted.without]
        self._seed = seed

    def judge(self, texts: Sequence[str], groups: Sequence[str]) -> Floats:
        """The probability of each text by the whole decision."""
        pairs = zip(texts, groups, strict=True)
        return np.array([judged(self._scorer(group), normalise(text)) for text, group in pairs])

    def _scorer(self, group: str) -> LinearScorer:
        return self._scorers[draw(group, self._seed) % len(self._scorers)]


def under_attack(
    models: Unseen, language: str, texts: Mapping[Label, Mapping[str, str]], hold: float, seed: int
) -> list[Attacked]:
    """Every kind and strength over the original texts of both labels, by group."""
    return _attacked(models, language, texts, hold, {kind: partial(attack, kind=kind, seed=seed) for kind in Kind})


def among_harmless(
    models: Unseen, language: str, texts: Mapping[Label, Mapping[str, str]], hold: float, seed: int
) -> list[Attacked]:
    """The same texts among harmless sentences."""
    return _attacked(
        models, language, texts, hold, {place: partial(padded, place=place, seed=seed) for place in Padding}
    )


def _attacked(
    models: Unseen,
    language: str,
    texts: Mapping[Label, Mapping[str, str]],
    hold: float,
    ways: Mapping[str, Callable[..., str]],
) -> list[Attacked]:
    def held(texts: Mapping[str, str], write: Callable[[str], str]) -> Share:
        written = [write(text) for text in texts.values()]
        return Share(int((models.judge(written, list(texts)) >= hold).sum()), len(texts))

    clean = held(texts["spam"], str)
    return [
        Attacked(
            language,
            kind,
            strength,
            clean,
            *(held(texts[label], partial(way, strength=strength)) for label in ("spam", "ham")),
        )
        for strength in Strength
        for kind, way in ways.items()
    ]
