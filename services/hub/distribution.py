"""From the news that a topic changed to one delivery for each of its subscribers."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from services.hub.backoff import READING
from services.hub.model import Claim, Edition, Reading
from services.hub.service import Fetcher, Journal, Queue, Subscriptions
from shared.clock import Clock
from shared.errors import FetchFailed
from shared.fetch.message import Fetched, FetchRequest

SECOND_LOOK: Final = timedelta(seconds=2)
"""Another instance of the site may serve the old content for up to a second after the news."""
_NOTHING_THERE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_DEFAULT_TYPE: Final = "application/octet-stream"


class Distributor:
    """Works on looks: reads each changed topic once, from our own ``origin``."""

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        looks: Queue[datetime],
        deliveries: Queue[None],
        site: Fetcher,
        journal: Journal,
        clock: Clock,
        origin: str,
        jitter: Callable[[], float],
    ) -> None:
        self._subscriptions = subscriptions
        self._looks = looks
        self._deliveries = deliveries
        self._site = site
        self._journal = journal
        self._clock = clock
        self._origin = origin
        self._jitter = jitter

    async def attend(self, look: Claim[datetime]) -> None:
        """Read and distribute, or see to it that somebody looks again."""
        reading = await self._look(look)
        pause = self._pause(look, reading)
        now = self._clock()
        if pause is None:
            await self._looks.finish(look, now)
        else:
            await self._looks.postpone(look, now, now + pause)
        if reading is Reading.RETRIED and pause is None:
            reading = Reading.DROPPED
        await self._journal.note(reading)

    async def _look(self, look: Claim[datetime]) -> Reading:
        if not await self._subscriptions.are_there(look.item, self._clock()):
            await self._subscriptions.forget(look.item)  # what it says may have been taken away since
            return Reading.UNWANTED
        try:
            answer = await self._site.fetch(FetchRequest(self._origin + look.item))
        except FetchFailed:
            return Reading.RETRIED
        if answer.status in _NOTHING_THERE:
            await self._subscriptions.forget(look.item)
        if answer.status != HTTPStatus.OK:
            return Reading.RETRIED
        reading = await self._subscriptions.distribute(look, edition_of(look.item, answer, look.payload), self._clock())
        if reading is Reading.DISTRIBUTED:
            self._deliveries.ring()
        return reading

    def _pause(self, look: Claim[datetime], reading: Reading) -> timedelta | None:
        if reading is Reading.RETRIED:
            return READING.pause(look.tries, self._jitter())
        return SECOND_LOOK if reading is Reading.UNCHANGED and look.tries == 1 else None


def edition_of(path: str, answer: Fetched, heard: datetime) -> Edition:
    """What an answer of our own site makes of a topic; news of it was ``heard`` then."""
    content_type = answer.headers.get("Content-Type") or _DEFAULT_TYPE
    digest = hashlib.blake2b(content_type.encode() + b"\n" + answer.body, digest_size=16)
    return Edition(path, digest.hexdigest(), content_type, answer.body, heard)
