"""How this service is set up."""

from dataclasses import dataclass
from typing import Self

from shared.environment import Environment

_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class AggregatorConfig:
    """``min_poll``: the floor of polling intervals in seconds. ``parsers``: worker processes. ``polls``: at a time."""

    min_poll: float = 300.0
    parsers: int = 2
    polls: int = 8

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Read the variables; problems are left in ``env`` for its `check`."""
        usual = cls()
        return cls(
            min_poll=env.seconds("SAKET_MIN_POLL", usual.min_poll, least=0.1, most=_DAY),
            parsers=env.whole("SAKET_PARSERS", usual.parsers, least=1, most=64),
            polls=env.whole("SAKET_POLLS", usual.polls, least=1, most=256),
        )
