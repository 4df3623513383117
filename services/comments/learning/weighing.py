"""How much each label weighs: as much as it is borne out by others, and never more than an account may.

Three things decide, and three bounds hold whatever they say:

    trust    how probable a model that has learnt from everybody else finds what an account says, ham and spam apart,
             over all its labels and over `_STRETCH` in a row: people change, and passwords are stolen. Until others
             have said much, only what is far from borne out tells of a liar: a new site's comments are doubtful by
             nature, and moderators are asked about the most doubtful ones
    credit   how probable it finds this very label: what contradicts all that is known waits for a second person
    against  at most `AGAINST` labels of an account and kind that such a model would decide otherwise, the least strange
             ones: what is wrongly called spam takes no place from what is rightly called legitimate. Until others have
             said much, `AGAINST_AT_FIRST`: half of what a new site's moderators are asked about is of that kind
    mass     at most `ACCOUNT` for all that one account says; the base data weigh `BASE` together
    alone    a set pull for all that an account calls spam and nobody else's model does (`bound`)
"""

from collections.abc import Sequence

import numpy as np

from services.comments.learning.bound import HEARD, Names, bounded
from services.comments.learning.refit import Rows, refit, together
from services.comments.learning.versions import Trust
from services.comments.spam.figures import Flags, Floats, probabilities

BASE = 3.0  # the base model holds by the stiffness; more mass learns the seed by heart and holds more citizens
ACCOUNT = 50.0
AGAINST = 10
AGAINST_AT_FIRST = 25
_STRETCH = 50
_BELIEVED = 0.35, 0.6  # mean probabilities from which a stretch is believed somewhat, and fully
_BELIEVED_AT_FIRST = 0.15, 0.3  # of random lies it is .05 to .1, of truths about the least certain texts .22 and more
_STRANGE, _PLAIN = 0.02, 0.2  # the same for one label
_MOST_EXAMINED = 20  # accounts; what all others say waits
_SETTLED = 20  # labels; whoever gave as many first is examined first, so that new accounts displace nobody


def weigh(labels: Rows, accounts: Sequence[str], anchors: Rows) -> tuple[Floats, tuple[Trust, ...]]:
    """The weight of every label, and how far accounts are believed. ``anchors`` are base data with their weights.

    Labels stand in the order of time. What the base model thinks of an account decides how much that account may say
    about others.
    """
    who = np.array(accounts, dtype=object)
    counted = _examined(who)
    agreement = _agreement(labels, probabilities(labels.base))
    weights = _weighed(labels, agreement, who, counted)
    if len(counted) > 1:
        heard = bounded(weights, labels.spam, agreement, who, counted)  # so that no lies bear out anybody else
        spam = probabilities(labels.base)
        for account in counted:
            mine = who == account
            spam[mine] = _of_others(labels, heard, mine, anchors)
        agreement = _agreement(labels, spam)
        weights = _weighed(labels, agreement, who, counted)
    trusts = _trusts(labels, weights, agreement, who, counted)
    return bounded(weights, labels.spam, agreement, who, counted), trusts


def _weighed(labels: Rows, agreement: Floats, who: Names, counted: Sequence[str]) -> Floats:
    weights = _believed(labels, agreement, who, counted)
    _cap(weights, who, counted)
    return weights


def _examined(who: Names) -> list[str]:
    """The accounts that settled first; of those that have not, the ones with most labels."""
    found = []
    for name in set(who):
        places = np.flatnonzero(who == name)
        settled = int(places[_SETTLED - 1]) if len(places) >= _SETTLED else len(who)
        found.append((settled, -len(places), str(name)))
    return [name for _, _, name in sorted(found)[:_MOST_EXAMINED]]


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


def _agreement(labels: Rows, spam: Floats) -> Floats:
    """How probable what was said is, where a text is spam with these probabilities."""
    agreement: Floats = np.where(labels.spam, spam, 1 - spam)
    return agreement


def _believed(labels: Rows, agreement: Floats, who: Names, counted: Sequence[str]) -> Floats:
    """Trust times credit, of so many labels an account and kind that a model would decide otherwise."""
    weights = np.zeros(len(agreement))
    for name in counted:
        heard = (who != name).sum() >= HEARD
        most, ramp = (AGAINST, _BELIEVED) if heard else (AGAINST_AT_FIRST, _BELIEVED_AT_FIRST)
        for kind in (False, True):
            which = np.flatnonzero((who == name) & (labels.spam == kind))
            if len(which):
                weights[which] = _trust(agreement[which], ramp) * _ramp(agreement[which], _STRANGE, _PLAIN)
            against = which[(agreement[which] < 1 / 2) & (weights[which] > 0)]
            weights[against[np.argsort(-agreement[against], kind="stable")[most:]]] = 0
    return weights


def _trust(agreement: Floats, ramp: tuple[float, float]) -> Floats:
    """In each of an account's labels of one kind: as far as all of them are borne out, and those of the same time."""
    around = np.concatenate([np.full(len(one), one.mean()) for one in _stretches(agreement)])
    return _ramp(np.minimum(around, agreement.mean()), *ramp)


def _stretches(agreement: Floats) -> list[Floats]:
    return np.array_split(agreement, -(-len(agreement) // _STRETCH))


def _cap(weights: Floats, who: Names, counted: Sequence[str]) -> None:
    for account in counted:
        mass = weights[who == account].sum()
        if mass > ACCOUNT:
            weights[who == account] *= ACCOUNT / mass


def _trusts(labels: Rows, weights: Floats, agreement: Floats, who: Names, counted: Sequence[str]) -> tuple[Trust, ...]:
    kinds = [(name, kind, (who == name) & (labels.spam == kind)) for name in counted for kind in (False, True)]
    several = len(counted) > 1  # against the base model alone, whoever teaches it something new would be in the wrong
    return tuple(
        Trust(
            name,
            kind,
            int(which.sum()),
            float((weights[which] > 0).mean()),
            float(weights[which].sum()),
            max(float((one < 1 / 2).mean()) for one in _stretches(agreement[which])) if several else 0.0,
        )
        for name, kind, which in kinds
        if which.any()
    )


def _ramp(values: Floats, least: float, most: float) -> Floats:
    result: Floats = np.clip((values - least) / (most - least), 0.0, 1.0)
    return result
