"""Whether a model that `saket train` made may take the place of the one that serves: the gate for base models. Pure.

Judged on the operator's own texts, each by a model that had not learnt it. The model that serves may have learnt some.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from services.comments.learning.gate import FEWEST, Comparison, compare, loss

ENOUGH: Final = 0.5
"""Of the legitimate texts that the model which serves has learnt."""
TOO_FEW_OWN: Final = "too-few-own-texts"
TOO_FEW_LEGITIMATE: Final = "too-few-legitimate-texts"
NOT_BETTER: Final = "not-better-on-own-texts"


@dataclass(frozen=True, slots=True)
class Unseen:
    """An operator's text, and the probability that a model gave it which had learnt the others."""

    text: str
    spam: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Admission:
    """How the candidate compares on the operator's texts, and how many legitimate texts either has learnt."""

    own: Comparison
    legitimate: int
    served: int

    @property
    def failings(self) -> tuple[str, ...]:
        """Codes of what stands against it."""
        found = {
            TOO_FEW_LEGITIMATE: self.legitimate < self.served * ENOUGH,
            TOO_FEW_OWN: self.own.texts < FEWEST,
            NOT_BETTER: self.own.texts >= FEWEST and self.own.low <= 0,
        }
        return tuple(code for code, fails in found.items() if fails)


def admission(
    own: Sequence[Unseen], serves: Callable[[str], float | None], *, legitimate: int, served: int
) -> Admission:
    """``serves`` is the probability that the model which serves gives; none is as good as a coin."""
    old = [loss(serves(one.text), spam=one.spam) for one in own]
    new = [loss(one.probability, spam=one.spam) for one in own]
    return Admission(compare(old, new), legitimate, served)
