"""The hub's configuration."""

from dataclasses import dataclass
from typing import Self

from services.hub.model import Ceilings
from shared.environment import Environment


@dataclass(frozen=True, slots=True)
class HubConfig:
    """``deliveries`` run at once at most; ``poll``: the seconds within which other processes' work is seen."""

    deliveries: int
    poll: float
    ceilings: Ceilings

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Read SAKET_HUB_*; problems are left in ``env`` for its `check`."""
        return cls(
            deliveries=env.whole("SAKET_HUB_DELIVERIES", 16, least=1, most=200),
            poll=env.seconds("SAKET_HUB_POLL", 1.0, least=0.01, most=60),
            ceilings=Ceilings(
                per_topic=env.whole("SAKET_HUB_PER_TOPIC", 10_000, least=1, most=1_000_000),
                per_host=env.whole("SAKET_HUB_PER_HOST", 1_000, least=1, most=1_000_000),
            ),
        )
