"""Texts as rows for a refit, and what anchors it: the base model and the seed, a fifth of which is never learnt."""

import hashlib
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import diags_array, hstack
from sklearn.pipeline import Pipeline

from services.comments.learning.influence import loudness
from services.comments.learning.refit import Refitted, Rows
from services.comments.learning.weighing import base_weights
from services.comments.spam.bundle import read_manifest
from services.comments.spam.data import Example, draw, usable
from services.comments.spam.decide import what_counts
from services.comments.spam.figures import Flags, Floats
from services.comments.spam.keeping import load_pipeline
from services.comments.spam.model import Context, Thresholds, total
from services.comments.spam.pipeline import as_pipeline, vocabulary_of, weights_of
from services.comments.spam.rules import fired
from services.comments.spam.scorer import LinearScorer
from services.comments.spam.seed import LANGUAGES, read_seed

LEARNING = "learning"
"""The fact that the manifest of a version holds, and that of no base model."""
_FROZEN = 5  # one in so many of the seed's texts tests and is never learnt
_ANCHORS = 800  # of the others: the work of a refit grows with their square, and more of them hold a model no better
_UNREMARKABLE = Context()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A model as scikit-learn keeps it, and what it thinks of texts, rules included."""

    pipeline: Pipeline
    version: str
    thresholds: Thresholds
    learnt: datetime | None = None  # when its labels were taken; a base model has learnt none

    @classmethod
    def load(cls, directory: Path) -> "Sheet":
        """Raises `ModelUnusable`."""
        pipeline, manifest = load_pipeline(directory), read_manifest(directory)
        learnt = datetime.fromisoformat(manifest["created"]) if LEARNING in manifest else None
        return cls(pipeline, manifest["version"], Thresholds(**manifest["thresholds"]), learnt)

    @property
    def vocabulary(self) -> list[str]:
        return vocabulary_of(self.pipeline)

    @property
    def weights(self) -> Floats:
        """Of each feature, the bias last."""
        result: Floats = np.append(self.classifier.coef_[0].astype(np.float64), self.classifier.intercept_[0])
        return result

    @property
    def loudness(self) -> Floats:
        """Of each feature, the bias last: signs are louder than stretches."""
        return np.array([*map(loudness, self.vocabulary), 1.0])

    @property
    def classifier(self) -> Any:
        return self.pipeline.named_steps["classifier"]

    def rows(self, examples: Sequence[Example]) -> Rows:
        """Each weighs 1 until somebody says otherwise. The last feature is a constant: what is common to all texts.

        Features are as loud as `loudness` says.

        A text that this model holds for the sake of a passage is a row of that passage, since it was decided by that.
        """
        scorer = LinearScorer(weights_of(self.pipeline), self.thresholds, self.version)
        rules = [total(fired(one.normalised, _UNREMARKABLE)) for one in examples]
        read = [what_counts(scorer, one.normalised, more) for one, more in zip(examples, rules, strict=True)]
        known = self.pipeline[:-1].transform([text for text, _ in read])
        features = hstack([known, np.ones((len(examples), 1))]).tocsr()
        spam = np.array([one.label == "spam" for one in examples], dtype=bool)
        base = features @ self.weights + np.array(rules) + np.array([added for _, added in read])
        loud = (features @ diags_array(self.loudness)).tocsr()
        return Rows(loud, spam, base, np.ones(len(examples)))

    def judged(self, base: "Sheet", rows: Rows) -> Floats:
        """The log-odds of rows that ``base`` made, which has the same features."""
        moved: Floats = rows.base + rows.features @ ((self.weights - base.weights) / base.loudness)
        return moved

    def moved(self, by: Refitted, thresholds: Thresholds) -> "Sheet":
        """The model that a refit makes of this one, named for all that can change a decision."""
        classifier = copy(self.classifier)
        weights = self.weights + by.weights * self.loudness
        classifier.coef_ = weights[:-1].astype(np.float32)[None, :]
        classifier.intercept_ = weights[-1:]
        digest = hashlib.sha256(classifier.coef_.tobytes() + classifier.intercept_.tobytes())
        digest.update(f"{self.version} {thresholds}".encode())
        return Sheet(as_pipeline(self.vocabulary, classifier), digest.hexdigest()[:12], thresholds)


@dataclass(frozen=True, slots=True)
class Anchors:
    """The seed as rows of the base model: what is learnt again with every refit, and what only tests it.

    ``thresholds`` are the base model's.
    """

    learnt: Rows
    frozen: Rows
    thresholds: Thresholds

    @classmethod
    def of(cls, base: Sheet) -> "Anchors":
        seed = usable(one for language in LANGUAGES for one in read_seed(language))
        tests: Flags = np.array([draw(one.group, 1) % _FROZEN == 0 for one in seed])
        rows = base.rows(seed)
        learnt = np.flatnonzero(~tests)
        learnt = learnt[:: -(-len(learnt) // _ANCHORS)]
        anchored = rows.pick(learnt).weighing(base_weights(len(learnt)))
        return cls(anchored, rows.pick(np.flatnonzero(tests)), base.thresholds)
