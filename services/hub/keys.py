"""Where the hub keeps things: all under the one slot ``{hub}``, so that every step is one server-side function.

A site's hub has thousands of subscriptions, not millions: one node of a cluster holds them easily.
"""

from dataclasses import dataclass
from typing import Final

from shared.ids import digest_id

ALL: Final = "{hub}:subscriptions"
TALLIES: Final = "{hub}:tallies"


@dataclass(frozen=True, slots=True)
class QueueKeys:
    """A queue: a sorted set of items by due time, and a hash of what is to be done."""

    due: str
    jobs: str

    @classmethod
    def of(cls, name: str) -> "QueueKeys":
        return cls(f"{{hub}}:{name}:due", f"{{hub}}:{name}:jobs")


INTENTS: Final = QueueKeys.of("intents")
LOOKS: Final = QueueKeys.of("looks")
DELIVERIES: Final = QueueKeys.of("deliveries")


def record(identity: str) -> str:
    """One subscription."""
    return f"{{hub}}:subscription:{identity}"


def of_topic(path: str) -> str:
    """The subscriptions of a topic by the end of their leases."""
    return f"{{hub}}:topic:{digest_id(path)}"


def of_host(host: str) -> str:
    """The subscriptions of a callback host by the end of their leases."""
    return f"{{hub}}:host:{digest_id(host)}"


def edition(path: str) -> str:
    """The last edition of a topic."""
    return f"{{hub}}:edition:{digest_id(path)}"
