"""Keeping WebSub subscriptions: ask hubs, answer their questions, take what they push.

    unsigned: counted, no more | signed: read as it is (`polling.pushed`) | what cannot be, is a hint: fetch the source

A callback's token is ``<source id>-<128 random bits>``: it says where to look, and cannot be guessed.
"""

import asyncio
import hmac
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from services.aggregator.model import Source, Subscription
from services.aggregator.push import websub
from shared.clock import Clock
from shared.errors import FetchFailed, Gone, NotFound
from shared.fetch.message import Fetched, FetchRequest, Headers

log = logging.getLogger(__name__)

_QUIET: Final = timedelta(seconds=1)
_FORM: Final = Headers((("Content-Type", "application/x-www-form-urlencoded"),))
_ACCEPTED: Final = range(200, 300)
_PARTING_SECONDS: Final = 5.0
"""Somebody who removes a source is waiting."""


class Fetcher(Protocol):
    """The way into the world."""

    async def fetch(self, request: FetchRequest) -> Fetched: ...


class Subscriptions(Protocol):
    """What has to be kept."""

    async def source(self, source: str) -> Source | None: ...
    async def subscription(self, source: str) -> Subscription | None: ...
    async def swap_subscription(self, source: str, old: Subscription | None, new: Subscription | None) -> bool: ...


class Hastener(Protocol):
    """Who can have a source polled soon."""

    async def hasten(self, source: Source, now: datetime, due: datetime) -> None: ...


class Delivery(NamedTuple):
    """What a hub sends: ``signature`` is the field ``X-Hub-Signature``."""

    signature: str | None
    body: bytes
    content_type: str


class Reader(Protocol):
    """Who reads what was pushed."""

    async def read(self, source: str, body: bytes, content_type: str) -> bool: ...


class Push(StrEnum):
    """What became of a push."""

    READ = "read"
    TAKEN = "taken"
    UNSIGNED = "unsigned"


class Subscriber:
    """WebSub for all sources. ``callback`` makes the public address for a token; ``secret`` makes secrets."""

    def __init__(
        self,
        *,
        kept: Subscriptions,
        due: Hastener,
        fetcher: Fetcher,
        clock: Clock,
        secret: Callable[[], str],
        callback: Callable[[str], str],
        wake: asyncio.Event,
    ) -> None:
        self._kept = kept
        self._due = due
        self._fetcher = fetcher
        self._clock = clock
        self._secret = secret
        self._callback = callback
        self._wake = wake

    async def follow(self, source: str, known: Subscription | None, offered: websub.Offer | None) -> None:
        """Ask the hub where that is due. A hub that does not play along costs nothing but its pushes.

        Without an offer (a source that answers 304 names no hub) what is kept already is asked for again.
        """
        now = self._clock()
        wanted = offered or (websub.Offer(known.hub, known.topic) if known else None)
        if wanted is None or not websub.wants_request(known, wanted, now):
            return
        asked = websub.request(wanted, known, f"{source}-{self._secret()}", self._secret(), now)
        # Kept before asking: some hubs verify before they answer.
        if await self._kept.swap_subscription(source, known, asked):
            await self._ask(asked)

    async def judge(self, source: str, known: Subscription | None, last_attempt: datetime | None) -> None:
        """A poll has found news since ``last_attempt``: count it against a hub that did not push them."""
        missed = websub.missed(known, last_attempt, self._clock())
        if missed is not None:
            await self._kept.swap_subscription(source, known, missed)

    async def leave(self, left: Subscription) -> None:
        """Ask a hub for the end of a subscription that is no longer kept. Its pushes find nobody if it does not."""
        body = websub.leaving_body(left, self._callback(left.token))
        try:
            async with asyncio.timeout(_PARTING_SECONDS):
                await self._fetcher.fetch(FetchRequest(left.hub, "POST", _FORM, body))
        except (FetchFailed, TimeoutError) as error:
            log.info("hub %s cannot be left: %s", left.hub, error)

    async def subscription(self, source: str) -> Subscription | None:
        """What is kept of a source's subscription."""
        return await self._kept.subscription(source)

    async def verify(self, token: str, query: Mapping[str, str]) -> str:
        """The challenge to echo to the hub. Raises `NotFound` for everything that we did not ask for.

        What we do not know (any longer) may always end.
        """
        source, known = await self._find(token)
        if known is None:
            return _farewell(token, query)
        if websub.is_denial(known, query):
            await self._kept.swap_subscription(source, known, None)
            return ""
        active = websub.confirmed(known, query, self._clock())
        if active is None or not await self._kept.swap_subscription(source, known, active):
            raise NotFound("subscription", token)
        if known.expires is None:  # what came between the last poll and this moment is pushed to nobody
            await self._hasten(source)
        return query["hub.challenge"]

    async def push(self, token: str, delivery: Delivery, reader: Reader) -> Push:
        """Read a signed push, or have its source polled. Raises `Gone`, which ends stray subscriptions."""
        source, known = await self._find(token)
        if known is None:
            raise Gone("subscription", token)
        if not websub.is_signed(delivery.signature, known.secret, delivery.body):
            return Push.UNSIGNED
        now = self._clock()
        await self._kept.swap_subscription(source, known, websub.delivered(known, now))
        is_feed = websub.is_as_good_as_fetched(known, now, _QUIET)
        if is_feed and await reader.read(source, delivery.body, delivery.content_type):
            return Push.READ
        await self._hasten(source)
        return Push.TAKEN

    async def _hasten(self, source: str) -> None:
        record, now = await self._kept.source(source), self._clock()
        if record is not None:
            await self._due.hasten(record, now, websub.due_after_push(record.pace.last_attempt, now, _QUIET))
            self._wake.set()

    async def _ask(self, wanted: Subscription) -> None:
        body = websub.request_body(wanted, self._callback(wanted.token))
        try:
            answer = await self._fetcher.fetch(FetchRequest(wanted.hub, "POST", _FORM, body))
        except FetchFailed as error:
            log.info("hub %s cannot be asked: %s", wanted.hub, error)
            return
        if answer.status not in _ACCEPTED:
            log.info("hub %s refuses with status %s", wanted.hub, answer.status)

    async def _find(self, token: str) -> tuple[str, Subscription | None]:
        """The source and its subscription, None unless the whole token is right."""
        source = token.partition("-")[0]
        known = await self._kept.subscription(source) if source else None
        right = known is not None and hmac.compare_digest(known.token.encode(), token.encode("utf-8", "replace"))
        return source, known if right else None


def _farewell(token: str, query: Mapping[str, str]) -> str:
    challenge = websub.farewell(query)
    if not challenge:
        raise NotFound("subscription", token)
    return challenge
