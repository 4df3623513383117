"""What an instance has seen since it last told: probabilities by bin, and how the shadow decided."""

from dataclasses import dataclass, field

from services.comments.learning.drift import BINS, bin_of


@dataclass(slots=True)
class Tally:
    """Of one active version and (perhaps) one in shadow."""

    active: str
    shadow: str | None = None
    bins: list[int] = field(default_factory=lambda: [0] * BINS)
    times: int = 0
    apart: int = 0

    def score(self, probability: float) -> None:
        """The active version gave a comment this probability."""
        self.bins[bin_of(probability)] += 1

    def compare(self, *, same: bool) -> None:
        """The shadow would have decided the same, or not."""
        self.times += 1
        self.apart += not same

    def add(self, other: "Tally") -> None:
        """What another tally of the same versions has seen."""
        self.bins = [mine + more for mine, more in zip(self.bins, other.bins, strict=True)]
        self.times += other.times
        self.apart += other.apart

    @property
    def empty(self) -> bool:
        return not any(self.bins)
