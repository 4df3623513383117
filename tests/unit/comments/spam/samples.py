"""What several tests of the spam decision share."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

SHIPPED = Path(str(files("services.comments.spam") / "shipped"))
CREATED = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


class RecordedProgress:
    def __init__(self) -> None:
        self.steps = 0
        self.done: list[str] = []

    def start(self, steps: int) -> None:
        self.steps = steps

    def step(self, done: str) -> None:
        self.done.append(done)
