"""Content distribution (WebSub section 7): one edition to one subscriber."""

from collections.abc import Callable
from dataclasses import replace

from services.hub import websub
from services.hub.backoff import DELIVERING
from services.hub.model import NEXT_STATE, Claim, Delivery, Edition, State, Subscription
from services.hub.service import Fetcher, Journal, Queue, Subscriptions
from shared.clock import Clock
from shared.errors import FetchFailed


class Courier:
    """Works on deliveries, each named after its subscription. ``hub`` is our public address."""

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        deliveries: Queue[None],
        callbacks: Fetcher,
        journal: Journal,
        clock: Clock,
        hub: str,
        jitter: Callable[[], float],
    ) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._callbacks = callbacks
        self._journal = journal
        self._clock = clock
        self._hub = hub
        self._jitter = jitter

    async def attend(self, claim: Claim[None]) -> None:
        """Send the topic's last edition, which is the one claimed or a newer one, and settle the claim."""
        subscription = await self._subscriptions.get(claim.item)
        edition = await self._subscriptions.edition(subscription.path) if subscription else None
        if subscription is None or edition is None:
            await self._settle(claim, Delivery.LAPSED)
        else:
            outcome = await self._deliver(claim, subscription, edition)
            await self._settle(replace(claim, version=edition.version), outcome)

    async def _deliver(self, claim: Claim[None], subscription: Subscription, edition: Edition) -> Delivery:
        if subscription.expires <= self._clock():
            return Delivery.LAPSED
        if claim.tries > DELIVERING.tries:  # only if processes die in the middle of it
            return Delivery.DROPPED
        try:
            answer = await self._callbacks.fetch(websub.delivery(subscription, edition, self._hub))
        except FetchFailed:
            return Delivery.RETRIED
        return websub.judge(answer.status)

    async def _settle(self, claim: Claim[None], outcome: Delivery) -> None:
        now = self._clock()
        pause = DELIVERING.pause(claim.tries, self._jitter()) if outcome is Delivery.RETRIED else None
        if pause is not None:
            await self._deliveries.postpone(claim, now, now + pause)
        else:
            await self._deliveries.finish(claim, now)
        if NEXT_STATE.get(outcome) is State.ABSENT:
            await self._subscriptions.remove(claim.item)
        dropped = outcome is Delivery.RETRIED and pause is None
        await self._journal.note(Delivery.DROPPED if dropped else outcome)
