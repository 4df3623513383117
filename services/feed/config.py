"""How this service is set up."""

from dataclasses import dataclass, field
from typing import Self

from services.feed.media.model import MediaLimits
from shared.environment import Environment
from shared.settings import KIB, MIB


@dataclass(frozen=True, slots=True)
class FeedConfig:
    """``schedule_seconds``: how often to look for posts that are due; ``media``: what an upload may ask of us."""

    schedule_seconds: float = 1.0
    media: MediaLimits = field(default_factory=MediaLimits)

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Read the variables; problems are left in ``env`` for its `check`."""
        usual = cls()
        return cls(
            schedule_seconds=env.seconds("SAKET_SCHEDULE", usual.schedule_seconds, least=0.05, most=60),
            media=MediaLimits(length=env.whole("SAKET_MEDIA_LIMIT", usual.media.length, least=KIB, most=256 * MIB)),
        )
