"""What one account that lies does to citizens, beside two honest ones. Pure.

    honest labels | and those of an account that lies about legitimate texts | legitimate texts held, before and after

It lies either from its first day on, about any texts; or after 300 right labels, about those that look most like spam.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from services.comments.learning.fitting import fit_labels
from services.comments.learning.refit import Rows
from services.comments.learning.sheet import Anchors, Sheet
from services.comments.spam.data import Example, draw
from services.comments.spam.figures import Share, probabilities

HONEST = 50
"""Labels of each of the two honest accounts; as many are spam as not."""
FEWEST = 2_500
"""Legitimate texts; and a tenth of that of spam."""
LOOKED = 1_500
"""Legitimate texts that an account looks through for those to lie about."""

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Poisoning:
    """The share of other legitimate texts that wait, before and after the lies.

    ``same`` are the shares at the base model's threshold, the others at that of the version.
    """

    right: int
    lies: int
    before: Share
    after: Share
    same_before: Share
    same_after: Share

    def __add__(self, other: "Poisoning") -> "Poisoning":
        """The same lies in another town."""
        shares = [
            Share(one.hits + more.hits, one.whole + more.whole)
            for one, more in (
                (self.before, other.before),
                (self.after, other.after),
                (self.same_before, other.same_before),
                (self.same_after, other.same_after),
            )
        ]
        return Poisoning(self.right, self.lies, *shares)


@dataclass(frozen=True, slots=True)
class Town:
    """Legitimate texts and spam of a site, as rows of a base model, in an order of their own."""

    examples: Sequence[Example]
    rows: Rows
    anchors: Anchors

    @classmethod
    def of(cls, legitimate: Sequence[Example], spam: Sequence[Example], base: Sheet, seed: int) -> "Town | None":
        """None if there are too few of them."""
        if len(legitimate) < FEWEST or len(spam) < FEWEST // 10:
            return None
        some = _shuffled(legitimate, seed)[: 2 * FEWEST] + _shuffled(spam, seed)[: FEWEST // 10]
        return cls(some, base.rows(some), Anchors.of(base))


def poison(town: Town, *, right: int, lies: int, looked: int = LOOKED) -> Poisoning:
    """The third account is right so many times, and lies so many times afterwards, about the first ``looked`` texts.

    All the other legitimate ones are judged.
    """
    ham, spam = np.flatnonzero(~town.rows.spam), np.flatnonzero(town.rows.spam)
    known = np.concatenate([ham[:HONEST], spam[:HONEST]])
    half = right // 2
    said = np.concatenate([known, ham[HONEST : HONEST + half], spam[HONEST : HONEST + right - half]])
    accounts = [("first", "second")[number % 2] for number in range(len(known))] + ["third"] * (len(said) - len(known))
    others, citizens = np.split(ham[HONEST + half :], [looked])
    wrong = others[np.argsort(-town.rows.base[others], kind="stable") if right else slice(None)][:lies]
    before = _held(town, said, accounts, said[:0], citizens)
    after = _held(town, said, accounts, wrong, citizens)
    return Poisoning(right, lies, before[0], after[0], before[1], after[1])


def _held(town: Town, said: Places, accounts: Sequence[str], wrong: Places, judged: Places) -> tuple[Share, Share]:
    """Of the judged, at the version's threshold and at the base model's."""
    places = np.concatenate([said, wrong])
    rows = town.rows.pick(places)
    rows = replace(rows, spam=rows.spam | (np.arange(len(rows)) >= len(said)))
    who = [*accounts, *["third"] * len(wrong)]
    examples = [town.examples[at] for at in places]
    with threadpool_limits(1):
        found = fit_labels(rows, who, examples, town.anchors, lambda _doing: None)
    rest, base = town.rows.pick(judged), town.anchors.thresholds
    scores = found.moved.scores(rest) if found else rest.base
    thresholds = (found.thresholds if found else base, base)
    shares = [Share(int((probabilities(scores) >= one.hold).sum()), len(rest)) for one in thresholds]
    return shares[0], shares[1]


def _shuffled(examples: Sequence[Example], seed: int) -> list[Example]:
    return sorted(examples, key=lambda one: draw(one.group, seed))
