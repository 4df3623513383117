"""Whether what comes in has changed since the model began to serve, and whether people agree with it. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.comments.learning.alarms import ACCOUNT_DOUBTED, DRIFT, MODERATORS_DISAGREE, SHADOW_DISAGREES, Alarm
from services.comments.learning.gate import Beside
from services.comments.learning.labels import Label
from services.comments.learning.versions import Trust

EDGES: Final = (0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97)
"""Between the bins of the histogram of probabilities."""
BINS: Final = len(EDGES) + 1
DRIFT_FROM: Final = 0.25
"""The population stability index from which a distribution is commonly said to have moved."""
DISAGREEMENT_FROM: Final = 0.1
FEWEST_SCORES: Final = 200
FEWEST_DECISIONS: Final = 50
FEWEST_OF_ONE: Final = 20
"""Labels of one kind that an account must have given before anything is said about it, and others of any kind."""
BELIEVED_BELOW: Final = 0.2
AGAINST_FROM: Final = 0.4
_SMOOTHING: Final = 0.5


@dataclass(frozen=True, slots=True)
class Histograms:
    """Of the probabilities of the first comments that a version judged, and of the last ones."""

    first: Sequence[int]
    last: Sequence[int]

    @property
    def drift(self) -> float | None:
        """The population stability index between them; None where there is too little to tell."""
        if min(sum(self.first), sum(self.last)) < FEWEST_SCORES:
            return None
        pairs = zip(_shares(self.first), _shares(self.last), strict=True)
        return math.fsum((b - a) * math.log(b / a) for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How often moderators contradicted a version, of how many of its verdicts that they decided about.

    ``by`` is the account, one of several, that alone did most of it.
    """

    apart: int
    times: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """Of the version that serves: how comments have drifted, and who disagrees; ``labels`` can be learnt from."""

    drift: float | None
    shadow: Beside
    moderators: Disagreement
    labels: int = 0


def bin_of(probability: float) -> int:
    """The bin that a probability falls into."""
    return sum(probability >= edge for edge in EDGES)


def disagreement(labels: Iterable[Label], version: str, since: datetime) -> Disagreement:
    """Between moderators and a version, since then."""
    about = [label for label in labels if label.version == version and label.at >= since]
    apart = Counter(label.moderator for label in about if label.contradicts)
    (most, times), *_ = apart.most_common(1) or [("", 0)]
    alone = len({label.moderator for label in about}) == 1
    return Disagreement(apart.total(), len(about), most if times > apart.total() / 2 and not alone else "")


def doubted(trusts: Iterable[Trust]) -> tuple[Alarm, ...]:
    """Accounts that the filter hardly believes, or that for a while said what all others would not.

    Where others have hardly said anything it is the filter alone that is contradicted, and nobody is under suspicion.
    """
    listed, said, found = [*trusts], Counter[str](), []
    for one in listed:
        said[one.moderator] += one.labels
    for one in listed:
        if one.labels < FEWEST_OF_ONE or said.total() - said[one.moderator] < FEWEST_OF_ONE:
            continue
        if one.trust < BELIEVED_BELOW:
            found.append(Alarm(ACCOUNT_DOUBTED, one.trust, BELIEVED_BELOW, one.moderator))
        elif one.against >= AGAINST_FROM:
            found.append(Alarm(ACCOUNT_DOUBTED, one.against, AGAINST_FROM, one.moderator))
    return tuple(found)


def alarms(seen: Seen) -> tuple[Alarm, ...]:
    """What is wrong, of the things that are watched here."""
    drift, shadow, people = seen.drift, seen.shadow, seen.moderators
    found = [Alarm(DRIFT, drift, DRIFT_FROM)] if drift is not None and drift >= DRIFT_FROM else []
    for code, apart, times, fewest, by in (
        (SHADOW_DISAGREES, shadow.apart, shadow.times, FEWEST_SCORES, ""),
        (MODERATORS_DISAGREE, people.apart, people.times, FEWEST_DECISIONS, people.by),
    ):
        if times >= fewest and apart / times >= DISAGREEMENT_FROM:
            found.append(Alarm(code, apart / times, DISAGREEMENT_FROM, by))
    return tuple(found)


def _shares(counts: Sequence[int]) -> list[float]:
    whole = sum(counts) + _SMOOTHING * len(counts)
    return [(count + _SMOOTHING) / whole for count in counts]
