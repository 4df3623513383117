"""What one account alone may teach against citizens: a set pull, however much it says, in whatever order. Pure.

A label adds its pull, times one plus its likeness, to the log-odds of every text (`services.comments.learning.refit`),
and a pull is at most weight over stiffness. So where the weights of some labels add up to ``ALONE * STIFFNESS``, no
text gains more than ``ALONE`` times one plus its greatest likeness to them (at most 1, but for signs in common), and
labels that contradict them can take all of that back. Smaller weights without such a sum bound nothing: a tenth of the
weight was measured to keep two thirds of the harm.

Bounded are labels that call spam what a model of everybody else's is not sure is spam. Calling a text legitimate costs
no citizen anything and, against a seed full of spam, moves little. Where hardly anybody else has said anything there is
nobody to compare with: a moderator who is alone teaches all there is to know, and the gate's test set is what is left.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from services.comments.learning.refit import STIFFNESS
from services.comments.spam.figures import Flags, Floats

Names = npt.NDArray[np.object_]

MOST_BLOCKED = 0.002
"""What of legitimate comments one account's lies may block beyond what its truths do (a figure that tests hold)."""
MOST_FREED = 0.12
"""The same of spam that it calls legitimate and that is let through."""
ALONE = 20.0
"""The sum of the pulls of what one account alone calls spam."""
SURE = 0.97
"""The probability from which everybody else's model bears a label out."""
HEARD = 75
"""Believed labels of everybody else from which an account is bounded."""


def bounded(weights: Floats, spam: Flags, agreement: Floats, who: Names, accounts: Sequence[str]) -> Floats:
    """The weights, less where somebody stands alone. ``agreement`` is what models of all others make of each label."""
    result = weights.copy()
    for account in accounts:
        alone = np.flatnonzero((who == account) & spam & (agreement < SURE))
        mass, heard = weights[alone].sum(), (weights[who != account] > 0).sum()
        if mass > ALONE * STIFFNESS and heard >= HEARD:
            result[alone] *= ALONE * STIFFNESS / mass
    return result
