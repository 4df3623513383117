"""How this service is set up."""

from dataclasses import dataclass
from typing import Self

from services.aggregator.retention import USUAL as USUAL_LIMITS
from services.aggregator.retention import Limits
from shared.environment import Environment

_DAY = 24 * 3600
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class AggregatorConfig:
    """``min_poll``: the floor of polling intervals in seconds. ``parsers``: worker processes. ``polls``: at a time.

    A registrable domain is asked by at most ``domain_polls`` workers at a time, all processes together, and one of its
    sources begins no sooner than ``domain_gap`` seconds after another. ``limits``: how much of it all is kept.
    """

    min_poll: float = 300.0
    parsers: int = 2
    polls: int = 256
    domain_polls: int = 2
    domain_gap: float = 1.0
    limits: Limits = USUAL_LIMITS

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Read the variables; problems are left in ``env`` for its `check`."""
        usual = cls()
        return cls(
            min_poll=env.seconds("SAKET_MIN_POLL", usual.min_poll, least=0.1, most=_DAY),
            parsers=env.whole("SAKET_PARSERS", usual.parsers, least=1, most=64),
            polls=env.whole("SAKET_POLLS", usual.polls, least=1, most=1000),
            domain_polls=env.whole("SAKET_DOMAIN_POLLS", usual.domain_polls, least=1, most=100),
            domain_gap=env.seconds("SAKET_DOMAIN_GAP", usual.domain_gap, least=0, most=3600),
            limits=_limits(env),
        )


def _limits(env: Environment) -> Limits:
    usual = Limits()
    return Limits(
        entries=env.whole("SAKET_PLANET_ENTRIES", usual.entries, least=10, most=100_000),
        bytes=env.whole("SAKET_PLANET_BYTES", usual.bytes, least=_MIB, most=1024 * _MIB),
        all_entries=env.whole("SAKET_PLANET_ALL_ENTRIES", usual.all_entries, least=100, most=10_000_000),
        all_bytes=env.whole("SAKET_PLANET_ALL_BYTES", usual.all_bytes, least=_MIB, most=1024 * 1024 * _MIB),
    )
