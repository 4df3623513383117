"""Content distribution (WebSub section 7): one edition to one subscriber.

claim | subscription and edition | ask the host's breaker | send | tell the breaker | settle | take note
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from services.hub import websub
from services.hub.attempts import Attempt, failure_of_error, failure_of_status
from services.hub.backoff import DELIVERING
from services.hub.circuits import Circuits
from services.hub.model import NEXT_STATE, Claim, Delivery, Digest, Edition, State, Subscription
from services.hub.service import Fetcher, Journal, Queue, Subscriptions
from shared.clock import Clock
from shared.errors import FetchFailed


class Courier:
    """Works on deliveries, each named after its subscription. ``hub`` is our public address.

    ``stopwatch`` tells seconds that only grow.
    """

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        deliveries: Queue[None],
        circuits: Circuits,
        callbacks: Fetcher,
        journal: Journal,
        clock: Clock,
        stopwatch: Callable[[], float],
        hub: str,
        digest: Digest,
        jitter: Callable[[], float],
    ) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._circuits = circuits
        self._callbacks = callbacks
        self._journal = journal
        self._clock = clock
        self._stopwatch = stopwatch
        self._hub = hub
        self._digest = digest
        self._jitter = jitter

    async def attend(self, claim: Claim[None]) -> None:
        """Send the topic's last edition, which is the one claimed or a newer one, and settle the claim."""
        subscription = await self._subscriptions.get(claim.item)
        edition = await self._subscriptions.edition(subscription.path) if subscription else None
        if subscription is None or subscription.expires <= self._clock():
            await self._end(claim, Delivery.LAPSED)
        elif edition is None:  # what was to be told has been taken away since
            await self._deliveries.finish(claim, self._clock())
        elif claim.tries > DELIVERING.tries:  # only if processes die in the middle of it
            await self._end(claim, Delivery.DROPPED)
        elif not await self._circuits.admit(claim, subscription.host):
            await self._journal.note(Delivery.HELD)
        else:
            attempt = await self._send(subscription, edition)
            await self._conclude(replace(claim, version=edition.version), attempt)

    async def _send(self, subscription: Subscription, edition: Edition) -> Attempt:
        begun = self._stopwatch()
        try:
            answer = await self._callbacks.fetch(websub.delivery(subscription, edition, self._hub, self._digest))
        except FetchFailed as error:
            return Attempt(subscription.host, Delivery.RETRIED, failure_of_error(error))
        answered = timedelta(seconds=self._stopwatch() - begun)
        outcome, failure = websub.judge(answer.status), failure_of_status(answer.status)
        since_news = self._clock() - edition.heard if outcome is Delivery.DELIVERED else None
        return Attempt(subscription.host, outcome, failure, answered, since_news)

    async def _conclude(self, claim: Claim[None], attempt: Attempt) -> None:
        breaker = await self._circuits.tell(attempt.host, success=not attempt.is_hosts_fault)
        if attempt.is_hosts_fault and await self._circuits.hold(claim, attempt.host, breaker):
            await self._journal.note(Delivery.HELD)
        elif attempt.outcome is Delivery.RETRIED:
            await self._try_again(claim, attempt)
        else:
            await self._end(claim, attempt.outcome)
        await self._journal.note_attempt(attempt, self._clock())

    async def _try_again(self, claim: Claim[None], attempt: Attempt) -> None:
        now = self._clock()
        pause = DELIVERING.pause(claim.tries, self._jitter())
        if pause is None:
            await self._end(claim, Delivery.DROPPED)
            return
        await self._deliveries.postpone(claim, now, now + pause)
        if attempt.is_hosts_fault:
            await self._circuits.hasten(claim.item, attempt.host)
        await self._journal.note(Delivery.RETRIED)

    async def _end(self, claim: Claim[None], outcome: Delivery) -> None:
        await self._deliveries.finish(claim, self._clock())
        if NEXT_STATE.get(outcome) is State.ABSENT:
            await self._subscriptions.remove(claim.item)
        await self._journal.note(outcome)
