"""What the hub knows: subscriptions, requests not yet verified, editions of topics, and the work that waits.

States of a subscription, which is the pair of a topic and a callback (WebSub section 5):

    event         | absent  | active
    --------------+---------+----------------------------
    subscribed    | active  | active (lease and secret anew)
    unsubscribed  | absent  | absent
    refused       | absent  | active (unchanged)
    denied        | absent  | active (unchanged)
    gone          |         | absent
    lease over    |         | absent (by time alone)
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Generic, TypeVar

from shared.ids import digest_id

P = TypeVar("P")


class Mode(StrEnum):
    """What a subscriber asks for."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


class State(StrEnum):
    """Whether new editions are sent."""

    ABSENT = "absent"
    ACTIVE = "active"


class Digest(StrEnum):
    """What deliveries are signed with (WebSub section 8); SHA-1 is not offered."""

    SHA256 = "sha256"
    SHA384 = "sha384"
    SHA512 = "sha512"


class Verification(StrEnum):
    """How the verification of intent ended: the subscriber confirms or refuses, the hub denies."""

    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    REFUSED = "refused"
    DENIED = "denied"


class Delivery(StrEnum):
    """How one try to deliver ended. ``lapsed``: the subscription ended while the delivery waited.

    ``held``: it was not sent, or not sent again, until the breaker of its callback's host closes.
    """

    DELIVERED = "delivered"
    RETRIED = "retried"
    HELD = "held"
    DROPPED = "dropped"
    GONE = "gone"
    LAPSED = "lapsed"


class Reading(StrEnum):
    """How one look at a topic ended. ``unwanted``: nobody subscribes, so it was not read."""

    DISTRIBUTED = "distributed"
    UNCHANGED = "unchanged"
    UNWANTED = "unwanted"
    RETRIED = "retried"
    DROPPED = "dropped"
    OVERTAKEN = "overtaken"


Outcome = Verification | Delivery | Reading

NEXT_STATE: Final[dict[Verification | Delivery, State]] = {
    Verification.SUBSCRIBED: State.ACTIVE,
    Verification.UNSUBSCRIBED: State.ABSENT,
    Delivery.GONE: State.ABSENT,
}
"""The table above; an event that is not here leaves the state as it is."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A request accepted and not yet verified. ``topic`` is as the subscriber wrote it, ``path`` as we serve it."""

    mode: Mode
    topic: str
    path: str
    callback: str
    host: str
    lease_seconds: int
    secret: str = field(default="", repr=False)

    @property
    def identity(self) -> str:
        """The name of the subscription that it speaks of."""
        return subscription_id(self.path, self.callback)


@dataclass(frozen=True, slots=True)
class Subscription:
    """An active subscription. ``secret`` is empty where deliveries are not signed; ``host`` is the callback's."""

    topic: str
    path: str
    callback: str
    host: str
    expires: datetime
    secret: str = field(default="", repr=False)

    @property
    def identity(self) -> str:
        return subscription_id(self.path, self.callback)


@dataclass(frozen=True, slots=True)
class Edition:
    """What was served at a topic; ``version`` is the hash of it, ``heard`` when the news of it was told."""

    path: str
    version: str
    content_type: str
    body: bytes = field(repr=False)
    heard: datetime


@dataclass(frozen=True, slots=True)
class Claim(Generic[P]):
    """One piece of work, ours until the lease on it ends. ``tries`` counts this one; ``token`` proves the claim."""

    item: str
    version: str
    tries: int
    token: str
    payload: P


@dataclass(frozen=True, slots=True)
class Ceilings:
    """How many subscriptions one topic and one callback host may have."""

    per_topic: int
    per_host: int


def subscription_id(path: str, callback: str) -> str:
    """The name of the pair; neither part contains a line feed."""
    return digest_id(f"{path}\n{callback}")


def outcome_name(outcome: Outcome) -> str:
    """``delivery:dropped``: some words occur in more than one kind."""
    return f"{type(outcome).__name__.lower()}:{outcome.value}"
