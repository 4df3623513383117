"""How much each label weighs: as much as it is borne out by others, and never more than an account may.

Three things decide:

    trust   how probable a model that has learnt from everybody else finds what an account says, ham and spam apart
    credit  how probable it finds this very label: what contradicts all that is known waits for a second person
    mass    at most `ACCOUNT` for all that one account says; the base data weigh `BASE` together
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from services.comments.learning.refit import Rows, probabilities, refit, together
from services.comments.learning.versions import Trust
from services.comments.spam.figures import Flags, Floats

Names = npt.NDArray[np.object_]

BASE = 50.0
ACCOUNT = 50.0
_DOUBTED, _BELIEVED = 0.15, 0.5  # mean probabilities from which an account is believed somewhat, and fully
_STRANGE, _PLAIN = 0.02, 0.2  # the same for one label
_MOST_EXAMINED = 20  # accounts, those with most labels; what all others say waits


def weigh(labels: Rows, accounts: Sequence[str], anchors: Rows) -> tuple[Floats, tuple[Trust, ...]]:
    """The weight of every label, and how far accounts are believed. ``anchors`` are base data with their weights.

    What the base model thinks of an account decides how much that account may say about others.
    """
    who = np.array(accounts, dtype=object)
    counted = sorted(set(accounts), key=lambda name: (-int((who == name).sum()), name))[:_MOST_EXAMINED]
    first = _capped(_believed(labels, probabilities(labels.base), who, counted), who, counted)
    if len(counted) == 1:
        return first, _trusts(labels, first, who, counted)
    agreed = probabilities(labels.base)
    for account in counted:
        mine = who == account
        agreed[mine] = _of_others(labels, first, mine, anchors)
    weights = _capped(_believed(labels, agreed, who, counted), who, counted)
    return weights, _trusts(labels, weights, who, counted)


def base_weights(count: int) -> Floats:
    """What each of the base data weighs."""
    return np.full(count, BASE / max(1, count))


def _of_others(labels: Rows, weights: Floats, mine: Flags, anchors: Rows) -> Floats:
    """What a model that has learnt from everybody else makes of an account's texts."""
    own = labels.pick(np.flatnonzero(mine))
    heard = np.flatnonzero(~mine & (weights > 0))
    if not len(heard):
        return probabilities(own.base)
    others = labels.pick(heard).weighing(weights[heard])
    return probabilities(refit(together(others, anchors)).scores(own))


def _believed(labels: Rows, spam: Floats, who: Names, counted: Sequence[str]) -> Floats:
    """Trust times credit, from the probabilities of being spam."""
    agreement = np.where(labels.spam, spam, 1 - spam)
    weights = np.zeros(len(agreement))
    for account in counted:
        for kind in (False, True):
            which = (who == account) & (labels.spam == kind)
            if which.any():
                trust = _ramp(np.full(1, agreement[which].mean()), _DOUBTED, _BELIEVED)
                weights[which] = trust * _ramp(agreement[which], _STRANGE, _PLAIN)
    return weights


def _capped(weights: Floats, who: Names, counted: Sequence[str]) -> Floats:
    capped = weights.copy()
    for account in counted:
        mass = weights[who == account].sum()
        if mass > ACCOUNT:
            capped[who == account] *= ACCOUNT / mass
    return capped


def _trusts(labels: Rows, weights: Floats, who: Names, counted: Sequence[str]) -> tuple[Trust, ...]:
    kinds = [(name, kind, (who == name) & (labels.spam == kind)) for name in counted for kind in (False, True)]
    return tuple(
        Trust(name, kind, int(which.sum()), float((weights[which] > 0).mean()), float(weights[which].sum()))
        for name, kind, which in kinds
        if which.any()
    )


def _ramp(values: Floats, least: float, most: float) -> Floats:
    result: Floats = np.clip((values - least) / (most - least), 0.0, 1.0)
    return result
