"""When to try again. Pure: randomness is an argument."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Backoff:
    """``tries`` in all; the pause after the first is ``first``, each further one ``factor`` times as long.

    Pauses are stretched by up to half, so that those who failed together do not come back together.
    """

    first: timedelta
    factor: int
    tries: int

    def pause(self, tried: int, jitter: float) -> timedelta | None:
        """The pause after ``tried`` tries (1 or more), None if that was the last; ``jitter`` lies in [0, 1)."""
        if tried >= self.tries:
            return None
        growth: int = self.factor ** (tried - 1)
        return self.first * growth * (1 + jitter / 2)


DELIVERING: Final = Backoff(timedelta(minutes=1), factor=3, tries=8)
"""Eight tries within 18 to 27 hours."""

READING: Final = Backoff(timedelta(seconds=2), factor=3, tries=6)
"""Our own site, which may just be starting: six tries within about five minutes."""
