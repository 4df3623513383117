"""What passages add to the decision about texts that a model has not seen, and what is taken off them for that.

The discount is the one with which most spam is found at the threshold that then keeps the budget, some of it hidden
between legitimate texts: the less is taken off, the more of that is found, and the higher the threshold has to be.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.comments.spam.figures import Flags, Floats
from services.comments.spam.model import Thresholds, log_odds_of
from services.comments.spam.passages import DOUBTFUL, EXAMINED, Passage, ceiling
from services.comments.spam.scorer import LinearScorer

Places = npt.NDArray[np.intp]

LEAST = 0.5
"""The discount (log-odds) below which none is tried: with few texts, none of them may show what chance can do."""
_TRIED = np.arange(LEAST, 4.0, 0.05)[::-1]  # of discounts that do as well the highest
_PLAIN = 2 / 3  # how far what is found of spam as it is counts, beside what is found of the same in hiding


@dataclass(frozen=True, slots=True)
class Looked:
    """Of each text the passages that were examined, in columns: their log-odds by all features and by letters alone.

    -inf where there is none. ``less`` is taken off for how many passages the text has, besides the discount.
    """

    scores: Floats
    letters: Floats
    less: Floats

    def heeded(self, discount: float) -> Floats:
        """The log-odds of each text's worst passage less what is taken off; -inf where none is worth a look."""
        off = self.less + discount
        heeded: Floats = np.where(self.letters >= off + DOUBTFUL, self.scores - off, -np.inf).max(axis=1)
        return heeded


def look(scorer: LinearScorer, texts: Sequence[str]) -> Looked:
    """At normal texts, whatever discount will be settled on."""
    empty = np.full((3, len(texts), EXAMINED), -np.inf)
    empty[2] = 0.0
    looked = Looked(*empty)
    for row, text in enumerate(texts):
        _enter(looked, row, scorer.examined(text, LEAST))
    return looked


@dataclass(frozen=True, slots=True)
class Scored:
    """Texts: the log-odds of the whole, rules included, of their passages, and of the rules alone."""

    whole: Floats
    looked: Looked
    rules: Floats

    def lifted(self, discount: float) -> Floats:
        """The log-odds by the whole or the worst passage, whichever is more."""
        return np.maximum(self.whole, self.looked.heeded(discount) + self.rules)


def gathered(parts: Sequence[Scored], places: Sequence[Places] | None = None) -> Scored:
    """One table of several, in their order, or with their rows in those places."""
    rows = [(one.whole, one.looked.scores, one.looked.letters, one.looked.less, one.rules) for one in parts]
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
    if places is not None:
        order = np.argsort(np.concatenate(places))
        columns = [column[order] for column in columns]
    whole, scores, letters, less, rules = columns
    return Scored(whole, Looked(scores, letters, less), rules)


def settle(holds: Callable[[Floats], float], texts: Scored, spam: Flags, hidden: Scored) -> float:
    """The discount. ``holds`` tells from which log-odds on texts have to be held where ``texts`` have these scores.

    ``spam``: which of them are; ``hidden``: the like of that between legitimate texts.
    """

    def found(discount: float) -> float:
        lifted = texts.lifted(discount)
        hold = holds(lifted)
        return _PLAIN * _share(lifted[spam] >= hold) + (1 - _PLAIN) * _share(hidden.lifted(discount) >= hold)

    return float(max(_TRIED, key=found))


def hide(texts: Sequence[str], spam: Flags, alike: Sequence[object]) -> tuple[list[str], Places]:
    """Each spam text between two legitimate ones that are ``alike``, and which it was; none where there are none."""
    harmless = defaultdict[object, list[str]](list)
    for text, is_spam, kind in zip(texts, spam, alike, strict=True):
        if not is_spam:
            harmless[kind].append(text)
    at = [row for row in np.flatnonzero(spam).tolist() if harmless[alike[row]]]
    around = [(harmless[alike[row]], row) for row in at]
    written = [f"{some[row % len(some)]} {texts[row]} {some[(row + 1) % len(some)]}" for some, row in around]
    return written, np.array(at, dtype=np.intp)


def _share(found: Flags) -> float:
    return float(found.mean()) if len(found) else 0.0


def with_passages(texts: Scored, thresholds: Thresholds) -> Floats:
    """The log-odds of the whole decision, as `services.comments.spam.passages.by_passage` has it."""
    if thresholds.discount is None:
        return texts.whole
    hold = log_odds_of(thresholds.hold)
    lifted = np.minimum(texts.looked.heeded(thresholds.discount) + texts.rules, ceiling(thresholds))
    return np.where((texts.whole < hold) & (lifted >= hold), lifted, texts.whole)


def _enter(looked: Looked, row: int, found: Sequence[Passage]) -> None:
    for column, passage in enumerate(found):
        looked.scores[row, column] = passage.score
        looked.letters[row, column] = passage.letters
        looked.less[row, column] = passage.discount - LEAST
