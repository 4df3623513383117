"""Where the hub keeps things: all under the one slot ``{hub}``, so that every step is one server-side function.

A site's hub has thousands of subscriptions, not millions: one node of a cluster holds them easily.
"""

from dataclasses import dataclass
from typing import Final

from shared.ids import digest_id
from shared.push import subscribers_key

ALL: Final = "{hub}:subscriptions"
TALLIES: Final = "{hub}:tallies"
HOSTS: Final = "{hub}:hosts"
"""Callback hosts that have subscriptions, in the order of their names."""
BREAKERS: Final = "{hub}:breakers"
"""The breakers of hosts in trouble; all others are closed."""


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
    return subscribers_key(path)


def of_host(host: str) -> str:
    """The subscriptions of a callback host by the end of their leases."""
    return f"{{hub}}:host:{digest_id(host)}"


def edition(path: str) -> str:
    """The last edition of a topic."""
    return f"{{hub}}:edition:{digest_id(path)}"


def held(host: str) -> str:
    """The deliveries that are due once the breaker of a callback host closes."""
    return f"{{hub}}:held:{digest_id(host)}"


def facts(host: str) -> str:
    """When deliveries to a callback host last succeeded and failed."""
    return f"{{hub}}:facts:{digest_id(host)}"


def latencies(hour: int) -> str:
    """How long deliveries took within one hour since the epoch, counted by buckets."""
    return f"{{hub}}:latencies:{hour}"
