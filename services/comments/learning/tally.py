"""What an instance has seen since it last told: whose comments, their probabilities by bin, and how the shadow decided.

A sender counts a few times a day, so that whoever sends many comments decides neither which version serves nor what is
usual here. An instance stops at that by itself; the store counts for all of them (`note_tally.lua`).
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from services.comments.learning.drift import bin_of

MOST_OF_SENDER: Final = 10
"""Comments of one sender that count in a day. Behind one address may be an office, so that it is not one."""
_MOST = 2_000
"""Comments between two tellings, a second apart unless the store is away."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One comment: its sender's name of the day, its bin, and whether the shadow decided the same (None: no shadow)."""

    sender: str
    bin: int
    same: bool | None


@dataclass(slots=True)
class Tally:
    """Of one active version and (perhaps) one in shadow."""

    active: str
    shadow: str | None = None
    sights: list[Sight] = field(default_factory=list)
    _of: Counter[str] = field(default_factory=Counter)

    def takes(self, sender: str) -> bool:
        """Whether another comment of a sender counts."""
        return self._of[sender] < MOST_OF_SENDER and len(self.sights) < _MOST

    def see(self, sender: str, probability: float, *, same: bool | None = None) -> None:
        """The active version gave a comment this probability, and the shadow would have decided the same, or not."""
        self._add(Sight(sender, bin_of(probability), same))

    def add(self, other: "Tally") -> None:
        """What another tally of the same versions has seen."""
        for sight in other.sights:
            self._add(sight)

    def _add(self, sight: Sight) -> None:
        if self.takes(sight.sender):
            self._of[sight.sender] += 1
            self.sights.append(sight)
