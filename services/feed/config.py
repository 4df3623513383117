"""How this service is set up."""

from dataclasses import dataclass
from typing import Self

from shared.environment import Environment


@dataclass(frozen=True, slots=True)
class FeedConfig:
    """``schedule_seconds``: how often to look for posts that are due."""

    schedule_seconds: float = 1.0

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Read the variables; problems are left in ``env`` for its `check`."""
        usual = cls()
        return cls(schedule_seconds=env.seconds("SAKET_SCHEDULE", usual.schedule_seconds, least=0.05, most=60))
