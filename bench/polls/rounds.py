"""What a round through all feeds takes."""

from typing import NamedTuple


class Round(NamedTuple):
    """Seconds that passed, and seconds of processor time of everybody who polls and parses."""

    wall: float
    cpu: float

    def figures(self, feeds: int) -> str:
        """For the table."""
        return f"{feeds / self.wall:8.0f} feeds/s, {self.cpu / feeds * 1000:6.2f} ms of CPU each"

    def against(self, reference: "Round") -> str:
        """How many times as fast, by the clock and by processor time."""
        return f"{reference.wall / self.wall:.1f} x reader, {reference.cpu / self.cpu:.1f} x by CPU"
