"""Fitting and calibrating one linear model on examples whose features were looked up once.

    folds by group | scores of texts and passages the model has not seen | slope and intercept (Platt) | thresholds

Calibration and thresholds come only from scores of texts whose near-duplicates were not trained on.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import diags_array
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from services.comments.spam.corpora import MESSAGES, PUBLIC
from services.comments.spam.data import Example, draw
from services.comments.spam.disguise import disguised, linked
from services.comments.spam.features import is_sign
from services.comments.spam.figures import Budget, Flags, Floats, solve
from services.comments.spam.model import Context, Thresholds, log_odds_of, total
from services.comments.spam.normalise import Normalised
from services.comments.spam.passed import Places, Scored, gathered, hide, look, settle, with_passages
from services.comments.spam.pipeline import RAREST, calibrated, new_classifier, new_vectorizer
from services.comments.spam.rules import fired
from services.comments.spam.scorer import LinearScorer, Weights

_LOUD = 4.0  # a sign is one feature among hundreds of stretches, and carries over where they do not
_OWN_WEIGHT = 12.0  # the seed and the operator's files are comments under provincial news; the rest is not
_PUBLIC_WEIGHTS = {"youtube": 8.0}  # comments too, though on other things; 1 for messages, tweets and news
_DISGUISED_WEIGHT = 0.25  # of what the text itself weighs, for each of its disguises
_STRICT = frozenset({"wisesight", "thaigov"})  # ham alone, and much of it: each keeps the budget by itself
_WRITTEN = "seed_"  # how the names of our own corpora begin
_UNLINKED = frozenset({"wisesight"})  # comments whose links were taken out when they were collected
_LINKED = 10  # one in so many gets a link
_CORES = 2
_TEXTS_FOR_ONE_MORE = 5_000  # so that 24,000 texts ask for 7: a third of the features, the same figures
_UNREMARKABLE = Context()
_ANY = Thresholds(1 / 2, 1 / 2)
_AS_IT_IS = 1.0, 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """Examples as columns. ``rules`` is the log-odds that the rules add to a text in an unremarkable context.

    Rows that are not ``real`` are disguised copies: they are learnt from and never judged.
    """

    names: np.ndarray[Any, Any]  # of the features
    texts: np.ndarray[Any, Any]  # normal ones
    features: Any  # scipy.sparse.csr_matrix of zeros and ones, one row an example
    loudness: Floats  # of each feature
    spam: Flags
    weights: Floats
    rules: Floats
    corpora: np.ndarray[Any, Any]
    draws: np.ndarray[Any, Any]
    real: Flags

    def rows(self, which: Flags) -> "Table":
        return Table(
            self.names,
            self.texts[which],
            self.features[which],
            self.loudness,
            self.spam[which],
            self.weights[which],
            self.rules[which],
            self.corpora[which],
            self.draws[which],
            self.real[which],
        )

    def __len__(self) -> int:
        return len(self.spam)


@dataclass(frozen=True, slots=True)
class Linear:
    """A classifier of some of the columns."""

    columns: np.ndarray[Any, Any]
    classifier: LogisticRegression

    def scores(self, features: Any) -> Floats:
        result: Floats = self.classifier.decision_function(normalize(features[:, self.columns]))
        return result

    def scorer(self, names: np.ndarray[Any, Any], scale: tuple[float, float], thresholds: Thresholds) -> LinearScorer:
        """The same for single texts, its scores stretched by a slope and moved by an intercept."""
        slope, intercept = scale
        weights = (self.classifier.coef_[0] * slope).tolist()
        bias = float(self.classifier.intercept_[0] * slope + intercept)
        return LinearScorer(Weights("\n".join(names[self.columns]), weights, bias), thresholds, "unsaved")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibrated model and what it said of each real training example when it had not seen it.

    ``without`` are the models that had not seen a fold; ``scale`` (slope, intercept) makes log-odds of their scores.
    """

    model: Linear
    thresholds: Thresholds
    unseen: Floats
    without: tuple[Linear, ...]
    scale: tuple[float, float]


def tabulate(examples: Sequence[Example], seed: int) -> tuple[Table, list[str]]:
    """The table and the names of its features."""
    rows = [*examples, *(copy for one in examples for copy in _copies(one, seed))]
    real = np.arange(len(rows)) < len(examples)
    vectorizer = new_vectorizer()
    matrix, names = _frequent_first(vectorizer.fit_transform([one.text for one in rows]), vectorizer)
    table = Table(
        names=np.array(names, dtype=object),
        texts=np.array([one.text for one in rows], dtype=object),
        features=matrix,
        loudness=np.array([_LOUD if is_sign(name) else 1.0 for name in names]),
        spam=np.array([one.label == "spam" for one in rows]),
        weights=_weights(rows, real),
        rules=np.array([total(fired(one.normalised, _UNREMARKABLE)) for one in rows]),
        corpora=np.array([one.corpus for one in rows]),
        draws=np.array([draw(one.group, seed) for one in rows], dtype=np.uint64),
        real=real,
    )
    return table, names


def _frequent_first(matrix: Any, vectorizer: CountVectorizer) -> tuple[Any, list[str]]:
    """Columns in the order in which a model is best kept: what most texts ask for lies side by side in memory."""
    order = np.argsort(-np.asarray(matrix.sum(axis=0)).ravel(), kind="stable")
    names = vectorizer.get_feature_names_out()
    return matrix[:, order], [str(name) for name in names[order]]


def _copies(one: Example, seed: int) -> Sequence[Example]:
    """What is learnt besides the text itself. An operator's own comments tell by themselves what a link means there."""
    if one.corpus.startswith(_WRITTEN):
        return [*disguised(one, seed), linked(one)]
    if one.corpus not in PUBLIC:
        return disguised(one, seed)
    return [linked(one)] if one.corpus in _UNLINKED and draw(one.group, seed) % _LINKED == 0 else ()


def fit(table: Table, *, folds: int, seed: int, budget: Budget, step: Callable[[], None]) -> Fitted:
    """Fit on everything, calibrate and solve on held-out scores. ``step`` is called ``folds + 1`` times."""
    real = table.rows(table.real)
    fold, real_fold = table.draws % folds, real.draws % folds
    raw, without = np.zeros(len(real)), list[Linear]()
    with threadpool_limits(1), ThreadPoolExecutor(_CORES) as pool:  # liblinear lets go of the interpreter
        for number, model in enumerate(pool.map(lambda out: train_linear(table.rows(fold != out), seed), range(folds))):
            without.append(model)
            raw[real_fold == number] = model.scores(real.features[real_fold == number])
            step()
    judged, hidden = _judged(raw, real, without)
    thresholds = _thresholds(judged, hidden, real, budget)
    unseen = probabilities(with_passages(judged, thresholds))
    scale = _platt(raw, real)
    model = train_linear(table, seed)
    calibrated(model.classifier, *scale)
    step()
    return Fitted(model, thresholds, unseen, tuple(without), scale)


def predict(fitted: Fitted, table: Table) -> Floats:
    """What the whole decision, rules and passages included, thinks of other examples."""
    looked = look(fitted.model.scorer(table.names, _AS_IT_IS, fitted.thresholds), table.texts.tolist())
    judged = Scored(fitted.model.scores(table.features) + table.rules, looked, table.rules)
    return probabilities(with_passages(judged, fitted.thresholds))


def probabilities(scores: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-np.clip(scores, -700, 700)))
    return result


def train_linear(table: Table, seed: int) -> Linear:
    """Fitted on features frequent enough in these rows: what only unseen texts hold is no feature.

    Loud features are stretched for the fit, so that their weights cost less, and weigh as much more afterwards.
    """
    columns = np.flatnonzero(np.asarray(table.features[table.real].sum(axis=0)).ravel() >= _rarest(table))
    loudness = table.loudness[columns]
    rows = normalize(table.features[:, columns]) @ diags_array(loudness)
    with threadpool_limits(1):  # liblinear's vectors are too short to share: BLAS threads made it 4 times slower
        classifier = new_classifier(seed, int(table.real.sum())).fit(rows, table.spam, sample_weight=table.weights)
    classifier.coef_ *= loudness
    return Linear(columns, classifier)


def _rarest(table: Table) -> int:
    """Real texts that a feature must occur in; the more there are, the less a rare one is worth its place."""
    return RAREST + int(table.real.sum()) // _TEXTS_FOR_ONE_MORE


def _judged(raw: Floats, real: Table, without: Sequence[Linear]) -> tuple[Scored, Scored]:
    """The real rows, and comments among them that are spam hidden between others, by models that had not seen them."""
    folds = real.draws % len(without)
    parts, places = list[tuple[Scored, Scored]](), list[Places]()
    for number, model in enumerate(without):  # a fold's calibration does not know its labels either
        inside = folds == number
        slope, intercept = _platt(raw[~inside], real.rows(~inside))
        rows, scorer = real.rows(inside), model.scorer(real.names, (slope, intercept), _ANY)
        whole = slope * raw[inside] + intercept + rows.rules
        parts.append((Scored(whole, look(scorer, rows.texts.tolist()), rows.rules), _hidden(rows, scorer)))
        places.append(np.flatnonzero(inside))
    judged, hidden = zip(*parts, strict=True)
    return gathered(judged, places), gathered(hidden)


def _hidden(rows: Table, scorer: LinearScorer) -> Scored:
    comments = rows.rows(~np.isin(rows.corpora, list(MESSAGES)))
    written, at = hide(comments.texts.tolist(), comments.spam, comments.corpora.tolist())
    whole = np.array([scorer.score(Normalised(text)) for text in written])
    return Scored(whole + comments.rules[at], look(scorer, written), comments.rules[at])


def _thresholds(judged: Scored, hidden: Scored, real: Table, budget: Budget) -> Thresholds:
    """Such that no circle of comments breaks the budget; text messages stand outside.

    The circles: all comments, each corpus of ham alone, and our own comments, though many were written to be hard.
    Those are too few to tell what share is rejected: one in two thousand is none of them, and the hardest would decide.
    Passages have a share in what is held, none in what is rejected.
    """
    ham, aside = ~real.spam, np.isin(real.corpora, list(MESSAGES))
    own = ham & ~np.isin(real.corpora, list(PUBLIC))
    others = [ham & ~aside, *(ham & (real.corpora == name) for name in sorted(_STRICT))]

    def holds(scores: Floats) -> float:
        return max(solve(probabilities(scores[one]), budget).hold for one in (own, *others) if one.any())

    discount = settle(lambda scores: log_odds_of(holds(scores)), judged, real.spam & ~aside, hidden)
    hold = holds(judged.lifted(discount))
    reject = max(solve(probabilities(judged.whole[one]), budget).reject for one in others if one.any())
    return Thresholds(hold, max(hold, reject), discount)


def _platt(scores: Floats, table: Table) -> tuple[float, float]:
    """The slope and intercept that turn scores into log-odds (Platt, 1999)."""
    line = LogisticRegression(C=1e6).fit(scores[:, None], table.spam, sample_weight=table.weights)
    return float(line.coef_[0, 0]), float(line.intercept_[0])


def _told(corpus: str) -> float:
    """How much a corpus, of whatever size, tells of comments."""
    return _PUBLIC_WEIGHTS.get(corpus, 1.0) if corpus in PUBLIC else _OWN_WEIGHT


def _weights(rows: Sequence[Example], real: Flags) -> Floats:
    """Each corpus and label weighs like the root of its size: 24,000 tweets must not drown 250 comments.

    Then ham and spam weigh the same, and one example weighs 1 on average. A corpus alone keeps its share of spam.
    """
    if len({one.corpus for one in rows}) == 1:
        return np.where(real, 1.0, _DISGUISED_WEIGHT)
    cells = [(one.corpus, one.label) for one in rows]
    size = Counter(cell for cell, is_real in zip(cells, real, strict=True) if is_real)
    weights = np.array([_told(corpus) / size[corpus, label] ** 0.5 for corpus, label in cells])
    weights[~real] *= _DISGUISED_WEIGHT
    spam = np.array([label == "spam" for _, label in cells])
    for label in (spam, ~spam):
        weights[label] /= weights[label & real].sum()
    result: Floats = weights * real.sum() / 2
    return result
