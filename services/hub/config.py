"""The hub's configuration."""

from dataclasses import dataclass
from typing import Final, Self

from services.hub.model import Ceilings, Digest
from shared.environment import Environment

_SIGNATURE: Final = "SAKET_HUB_SIGNATURE"


@dataclass(frozen=True, slots=True)
class HubConfig:
    """``deliveries`` run at once at most; ``poll``: the seconds within which other processes' work is seen.

    ``signature``: what deliveries are signed with.
    """

    deliveries: int
    poll: float
    ceilings: Ceilings
    signature: Digest = Digest.SHA256

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
            signature=_signature(env),
        )


def _signature(env: Environment) -> Digest:
    word = env.text(_SIGNATURE, Digest.SHA256).lower()
    if word in set(Digest):
        return Digest(word)
    env.refuse(_SIGNATURE, "unknown-algorithm", "sha256, sha384 or sha512")
    return Digest.SHA256
