"""Models put to the test on what they have not seen: other spellings, other videos, other amounts of practice.

fold by fold: fit on the others | write the held-out spam as an attacker would | score with rules and thresholds
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from services.comments.spam.attack import Kind, Strength, attack
from services.comments.spam.attack_padding import Padding, padded
from services.comments.spam.circles import WRITTEN
from services.comments.spam.data import Example, Label, draw, usable
from services.comments.spam.decide import judged
from services.comments.spam.figures import Budget, Flags, Floats
from services.comments.spam.fit import Fitted, Table, fit, tabulate, train_linear
from services.comments.spam.normalise import normalise
from services.comments.spam.scorer import LinearScorer

FOLDS = 5
_VIDEO_FOLDS = 3


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``whole`` texts."""

    hits: int
    whole: int


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


@dataclass(frozen=True, slots=True)
class Video:
    """A video's comments judged by a model that has not seen the video, at even odds and at its threshold, if any."""

    name: str
    way: str
    right: Share
    blocked: Share
    recall_at_hold: Share
    blocked_at_hold: Share


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


def leave_one_video_out(videos: Mapping[str, Sequence[Example]], others: Sequence[Example], seed: int) -> list[Video]:
    """Each video judged in three ways; texts that it shares with others are taken out of those.

    ``plain`` is the yardstick: TF-IDF of words and a logistic regression, as scikit-learn offers them, of the other two
    videos. ``alone`` is our pipeline of the same two. ``with all else`` learns them as an operator's own file.
    """
    videos = {name: usable(inside) for name, inside in videos.items()}
    found = []
    for name, inside in videos.items():
        own = {one.group for one in inside}
        rest = [one for other, members in videos.items() if other != name for one in members if one.group not in own]
        rest = list({one.group: one for one in rest}.values())
        known = own | {one.group for one in rest}
        more = usable(one for one in others if one.group not in known)
        spam = np.array([one.label == "spam" for one in inside])
        for way, learnt in (
            ("alone", rest),
            ("with all else", [*(replace(one, corpus="site") for one in rest), *more]),
        ):
            fitted, names = fitted_on(learnt, seed)
            judged = probabilities_of(fitted, names, inside)
            found.append(_video(name, way, spam, judged, fitted.thresholds.hold))
        found.append(_video(name, "plain", spam, plain(rest, inside), None))
    return sorted(found, key=lambda one: one.way)


def fitted_on(learnt: Sequence[Example], seed: int) -> tuple[Fitted, list[str]]:
    """Our pipeline as an operator would train it, and the names of its features."""
    table, names = tabulate(learnt, seed)
    return fit(table, folds=_VIDEO_FOLDS, seed=seed, budget=Budget(), step=lambda: None), names


def plain(learnt: Sequence[Example], judged: Sequence[Example]) -> Floats:
    """The probabilities of the yardstick, which no rule helps."""
    pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(C=10))
    pipeline.fit([_written(one) for one in learnt], [one.label == "spam" for one in learnt])
    result: Floats = pipeline.predict_proba([_written(one) for one in judged])[:, 1]
    return result


def _written(one: Example) -> str:
    """As it stands in the file, less what gives the label away."""
    return one.original.replace("\ufeff", "")


def learning_curve(table: Table, seed: int, shares: Sequence[float]) -> list[tuple[int, float]]:
    """How many of our own comments were learnt, and how well the held-out fifth of them is then ranked."""
    own = np.char.startswith(table.corpora.astype(str), WRITTEN)
    held_out = own & (table.draws % FOLDS == 0)
    judged = table.rows(held_out & table.real)
    curve = []
    for share in shares:
        learnt = ~held_out & (~own | (table.draws // FOLDS % 100 < share * 100))
        scores = train_linear(table.rows(learnt), seed).scores(judged.features) + judged.rules
        curve.append((int((learnt & own & table.real).sum()), _ranked(judged.spam, scores)))
    return curve


def _ranked(spam: Flags, scores: Floats) -> float:
    """The chance that a spam scores higher than a ham (AUC)."""
    pairs = scores[spam][:, None] - scores[~spam][None, :]
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def probabilities_of(fitted: Fitted, names: Sequence[str], examples: Sequence[Example]) -> Floats:
    """What the whole decision thinks of other examples."""
    scorer = fitted.model.scorer(np.array(names, dtype=object), (1.0, 0.0), fitted.thresholds)
    return np.array([judged(scorer, one.normalised) for one in examples])


def _video(name: str, way: str, spam: Flags, found: Floats, hold: float | None) -> Video:
    ham = int((~spam).sum())
    return Video(
        name=name,
        way=way,
        right=Share(int(((found >= 1 / 2) == spam).sum()), len(spam)),
        blocked=Share(int((found[~spam] >= 1 / 2).sum()), ham),
        recall_at_hold=Share(int((found[spam] >= hold).sum()) if hold else 0, int(spam.sum()) if hold else 0),
        blocked_at_hold=Share(int((found[~spam] >= hold).sum()) if hold else 0, ham if hold else 0),
    )
