"""Whose comments the budget is about: circles of legitimate texts, in each of which thresholds have to keep it. Pure.

    all comments                                                                       what is held
    our own comments, written to be mistaken                                           what is held, thrice as much
    all others | each corpus of nothing but legitimate texts | an operator's files     what is held, what is rejected

Of ours 1.5 % may be held: others of the kind, which nothing learns, then keep the 1 % promised to what must not be
hurt. They are too few to tell what share is rejected: one in two thousand is none, and the hardest would decide. Text
messages stand outside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from services.comments.spam.corpora import MESSAGES, PUBLIC
from services.comments.spam.figures import Budget, Flags, Floats, probabilities, solve

WRITTEN = "seed_"
"""How the names of our own corpora begin."""
_STRICT = frozenset({"wisesight", "thaigov"})
_HARDER = 3.0  # times the budget

Names = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Circle:
    """Some rows, all legitimate, and what is allowed there; ``rejects``: whether they tell what may be rejected."""

    rows: Flags
    budget: Budget
    rejects: bool = True


def circles(spam: Flags, corpora: Names, budget: Budget) -> list[Circle]:
    """Those that are not empty."""
    aside, written = np.isin(corpora, list(MESSAGES)), np.char.startswith(corpora, WRITTEN)
    found = [
        Circle(~aside, budget, rejects=False),
        Circle(written, replace(budget, hold=budget.hold * _HARDER), rejects=False),
        Circle(~aside & ~written, budget),
        *(Circle(corpora == name, budget) for name in sorted(_STRICT)),
        Circle(~written & ~np.isin(corpora, list(PUBLIC)), budget),
    ]
    legitimate = [replace(one, rows=one.rows & ~spam) for one in found]
    return [one for one in legitimate if one.rows.any()]


def hold_of(scores: Floats, within: Sequence[Circle]) -> float:
    """From which probability on texts with these log-odds are held, so that no circle breaks its budget."""
    return max(solve(probabilities(scores[one.rows]), one.budget).hold for one in within)


def reject_of(scores: Floats, within: Sequence[Circle]) -> float:
    """The same for rejection."""
    telling = [one for one in within if one.rejects]
    return max((solve(probabilities(scores[one.rows]), one.budget).reject for one in telling), default=1.0)
