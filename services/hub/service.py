"""Requests to the hub, and what its use cases need from elsewhere.

    POST /hub      → Reception    → intents    → Verification → subscriptions
    news of topics → Reception    → looks      → Distribution → deliveries (one a subscription)
                                    deliveries → Delivery     → the subscriber

Before a delivery leaves, the breaker of its callback's host is asked (`services.hub.circuits`).
Intents, looks and deliveries are queues whose items are leased, not taken: what a killed process had in hand comes
back when its lease ends. A newer version of an item replaces one that waits.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from services.hub.attempts import Attempt
from services.hub.breaker import Breaker
from services.hub.breaker import State as BreakerState
from services.hub.errors import TooManySubscriptions
from services.hub.figures import HostFacts, Listing, Overview
from services.hub.model import Ceilings, Claim, Edition, Intent, Mode, Outcome, Reading, Subscription
from services.hub.topics import Topics
from shared.clock import Clock
from shared.fetch.message import Fetched, FetchRequest
from shared.ids import NewId

P = TypeVar("P")

LEASE: Final = timedelta(seconds=30)
"""How long a piece of work is ours: longer than any fetch that it takes (see `services.hub.app`)."""


class Queue(Protocol[P]):
    """Work by time, one piece an item."""

    async def put(self, item: str, version: str, payload: P, now: datetime) -> None:
        """Let ``item`` be worked on at once with ``version``, whatever waited for it before."""

    async def claim(self, token: str, now: datetime, until: datetime, count: int) -> list[Claim[P]]:
        """At most ``count`` pieces that are due, leased ``until``."""

    async def finish(self, claim: Claim[P], now: datetime) -> None:
        """It is done; a version that came meanwhile is due at once."""

    async def postpone(self, claim: Claim[P], now: datetime, due: datetime) -> None:
        """Try again at ``due``; a version that came meanwhile is due at once."""

    def ring(self) -> None:
        """Wake whoever waits."""

    async def wait(self, seconds: float) -> None:
        """Until `ring` or `put` is called in this process, at most ``seconds``."""


class Subscriptions(Protocol):
    """Active subscriptions and the last edition of each topic."""

    async def activate(self, subscription: Subscription, ceilings: Ceilings, now: datetime) -> bool:
        """Keep it, in place of one of the same identity. False, and no change, if a ceiling is reached."""

    async def is_full(self, intent: Intent, ceilings: Ceilings, now: datetime) -> bool:
        """Whether `activate` would refuse."""

    async def get(self, identity: str) -> Subscription | None: ...

    async def remove(self, identity: str) -> None:
        """End it, with what waits to be delivered."""

    async def remove_lapsed(self, now: datetime) -> int:
        """End some of those whose lease is over; how many."""

    async def forget(self, path: str) -> None:
        """Keep no edition of the topic: what it says has gone, or nobody is to hear of it."""

    async def are_there(self, path: str, now: datetime) -> bool:
        """Whether anybody subscribes to the topic."""

    async def distribute(self, look: Claim[datetime], edition: Edition, now: datetime) -> Reading:
        """Keep the edition and put one delivery a subscription, at once and together.

        ``unchanged`` if it is the last edition, ``overtaken`` if ``look`` is no longer ours.
        """

    async def edition(self, path: str) -> Edition | None:
        """The last one distributed."""


class Breakers(Protocol):
    """The breakers of callback hosts (`services.hub.breaker`), one for all instances."""

    async def breaker(self, host: str) -> Breaker: ...

    async def swap(self, host: str, old: Breaker, new: Breaker, now: datetime) -> bool:
        """Keep ``new`` if ``old`` still holds. If that closes it, what was held for the host is due at once."""

    async def park(self, claim: Claim[None], host: str, seen: Breaker, now: datetime) -> bool:
        """End the claim and hold the delivery for the next probe, if ``seen`` still holds; the try does not count."""

    async def hold(self, host: str, item: str) -> None:
        """Let a delivery that waits be due once the breaker closes."""


class Records(Protocol):
    """What the hub tells about itself."""

    async def overview(self, now: datetime) -> Overview: ...

    async def hosts(self, start: int, limit: int, now: datetime) -> list[HostFacts]:
        """Callback hosts in the order of their names, without the first ``start``."""

    async def subscriptions(self, after: str | None, limit: int) -> tuple[list[Listing], str | None]:
        """Subscriptions by the end of their leases, and the place behind which the next ones are."""


class News(Protocol):
    """What services say about their feeds (`shared.push`), at least once."""

    async def open(self) -> None: ...

    async def take(self, block_ms: int) -> list[tuple[bytes, str]]:
        """Identities of news, which begin with their time, and the topics they are about."""

    async def acknowledge(self, identities: Sequence[bytes]) -> None: ...


class Journal(Protocol):
    """Counts what happened."""

    async def note(self, outcome: Outcome) -> None: ...

    async def note_attempt(self, attempt: Attempt, now: datetime) -> None: ...

    def breaker_is(self, state: BreakerState) -> None:
        """A breaker has changed its state."""


class Fetcher(Protocol):
    """Sends a request; raises `shared.errors.FetchFailed`."""

    async def fetch(self, request: FetchRequest) -> Fetched: ...


class Reception:
    """Takes requests and news; everything slow happens later."""

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        intents: Queue[Intent],
        looks: Queue[datetime],
        topics: Topics,
        ceilings: Ceilings,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._subscriptions = subscriptions
        self._intents = intents
        self._looks = looks
        self._topics = topics
        self._ceilings = ceilings
        self._clock = clock
        self._new_id = new_id

    async def ask(self, intent: Intent) -> None:
        """Accept a request for verification; it replaces an unverified one for the same subscription.

        Raises `TooManySubscriptions`.
        """
        now = self._clock()
        if intent.mode is Mode.SUBSCRIBE and await self._subscriptions.is_full(intent, self._ceilings, now):
            raise TooManySubscriptions
        await self._intents.put(intent.identity, self._new_id(now), intent, now)

    async def announce(self, topic: str, told: datetime | None = None) -> None:
        """What is served at ``topic`` may have changed, as was ``told`` then (now, unless given).

        Raises `services.hub.errors.NotATopic`.
        """
        now = self._clock()
        heard = min(told or now, now)
        await self._looks.put(self._topics.path_of(topic), self._new_id(now), heard, now)
