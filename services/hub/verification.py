"""Verification of intent (WebSub sections 5.2 and 5.3): one question to the subscriber decides."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from services.hub import websub
from services.hub.circuits import Circuits
from services.hub.model import NEXT_STATE, Ceilings, Claim, Intent, Mode, State, Subscription, Verification
from services.hub.service import Fetcher, Journal, Queue, Subscriptions
from shared.clock import Clock
from shared.errors import FetchFailed
from shared.fetch.message import FetchRequest

_MOST_TRIES: Final = 3  # more than one only if processes die in the middle
_ABSENT: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_MEANING: Final = {Mode.SUBSCRIBE: Verification.SUBSCRIBED, Mode.UNSUBSCRIBE: Verification.UNSUBSCRIBED}
_CONFIRMED: Final = frozenset(_MEANING.values())


class Verifier:
    """Works on intents. ``callbacks`` reaches the world, ``site`` our own origin at ``origin``."""

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        intents: Queue[Intent],
        circuits: Circuits,
        callbacks: Fetcher,
        site: Fetcher,
        journal: Journal,
        clock: Clock,
        origin: str,
        ceilings: Ceilings,
        new_challenge: Callable[[], str],
    ) -> None:
        self._subscriptions = subscriptions
        self._intents = intents
        self._circuits = circuits
        self._callbacks = callbacks
        self._site = site
        self._journal = journal
        self._clock = clock
        self._origin = origin
        self._ceilings = ceilings
        self._new_challenge = new_challenge

    async def attend(self, claim: Claim[Intent]) -> None:
        """Ask, apply the answer, and be done with the request."""
        verdict = await self._verdict(claim)
        if verdict in _CONFIRMED:
            verdict = await self._apply(claim.payload, verdict)
        await self._intents.finish(claim, self._clock())
        await self._journal.note(verdict)

    async def _verdict(self, claim: Claim[Intent]) -> Verification:
        intent = claim.payload
        if claim.tries > _MOST_TRIES:
            return Verification.REFUSED
        if intent.mode is Mode.SUBSCRIBE and not await self._is_served(intent.path):
            return await self._deny(intent, "there is no such feed")
        challenge = self._new_challenge()
        try:
            answer = await self._callbacks.fetch(websub.verification(intent, challenge))
        except FetchFailed:
            return Verification.REFUSED
        yes = websub.confirms(answer.status, answer.body, challenge)
        return _MEANING[intent.mode] if yes else Verification.REFUSED

    async def _apply(self, intent: Intent, verdict: Verification) -> Verification:
        now = self._clock()
        if NEXT_STATE[verdict] is State.ABSENT:
            await self._subscriptions.remove(intent.identity)
        elif not await self._subscriptions.activate(_subscription(intent, now), self._ceilings, now):
            return await self._deny(intent, "too many subscriptions")
        await self._circuits.tell(intent.host, success=True)  # whoever confirms is well again: what waited may leave
        return verdict

    async def _is_served(self, path: str) -> bool:
        """False only if our own site says so; while it is in trouble the subscriber is believed."""
        try:
            answer = await self._site.fetch(FetchRequest(self._origin + path, "HEAD"))
        except FetchFailed:
            return True
        return answer.status not in _ABSENT

    async def _deny(self, intent: Intent, reason: str) -> Verification:
        with contextlib.suppress(FetchFailed):  # told once, as far as the subscriber listens
            await self._callbacks.fetch(websub.denial(intent, reason))
        return Verification.DENIED


def _subscription(intent: Intent, now: datetime) -> Subscription:
    expires = now + timedelta(seconds=intent.lease_seconds)
    return Subscription(intent.topic, intent.path, intent.callback, intent.host, expires, intent.secret)
