"""How much more of our own comments would help: the held-out fifth, ranked by models that learnt parts of the rest."""

from collections.abc import Sequence

import numpy as np

from services.comments.spam.circles import WRITTEN
from services.comments.spam.figures import Flags, Floats
from services.comments.spam.fit import Table, train_linear

_HELD_OUT = 5  # one in so many


def learning_curve(table: Table, seed: int, shares: Sequence[float]) -> list[tuple[int, float]]:
    """How many of our own comments were learnt, and how well the held-out fifth of them is then ranked."""
    own = np.char.startswith(table.corpora.astype(str), WRITTEN)
    held_out = own & (table.draws % _HELD_OUT == 0)
    judged = table.rows(held_out & table.real)
    curve = []
    for share in shares:
        learnt = ~held_out & (~own | (table.draws // _HELD_OUT % 100 < share * 100))
        scores = train_linear(table.rows(learnt), seed).scores(judged.features) + judged.rules
        curve.append((int((learnt & own & table.real).sum()), _ranked(judged.spam, scores)))
    return curve


def _ranked(spam: Flags, scores: Floats) -> float:
    """The chance that a spam scores higher than a ham (AUC)."""
    pairs = scores[spam][:, None] - scores[~spam][None, :]
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)
