"""Where hubs knock: ``/websub/<token>``."""

from typing import Final, Protocol

from aiohttp import web

from services.aggregator.push.subscriptions import Delivery, Push, Reader, Subscriber
from shared.errors import Forbidden, UnsupportedMediaType
from shared.feed.formats import Format
from shared.settings import MIB
from shared.web.body import BodyReader
from shared.web.routing import Route

_PATH: Final = "/websub/{token}"
_SIGNATURE: Final = "X-Hub-Signature"
_LARGEST: Final = 5 * MIB
_READABLE: Final = ("xml", "json", "text/")
_FEEDS: Final = tuple(each.media_type for each in Format)


class Meter(Protocol):
    """Counts what comes."""

    def pushed(self, verdict: Push) -> None: ...


class Callbacks:
    """Verification of intent and content distribution (WebSub sections 5.3 and 7)."""

    def __init__(self, subscriber: Subscriber, reader: Reader, meter: Meter) -> None:
        self._subscriber = subscriber
        self._reader = reader
        self._meter = meter
        self._bodies = BodyReader(_LARGEST)

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        return [
            Route(
                method="GET",
                path=_PATH,
                handler=self.verify,
                summary="A hub verifies a subscription",
                query=("hub.mode", "hub.topic", "hub.challenge", "hub.lease_seconds"),
                produces="text/plain",
            ),
            Route(
                method="POST",
                path=_PATH,
                handler=self.push,
                summary="A hub delivers",
                consumes=_FEEDS,
                status=202,
            ),
        ]

    async def verify(self, request: web.Request) -> web.Response:
        """Echo the challenge of what we asked for; 404 otherwise."""
        challenge = await self._subscriber.verify(request.match_info["token"], request.query)
        return web.Response(text=challenge, content_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})

    async def push(self, request: web.Request) -> web.Response:
        """202 even for a push with a wrong signature: nobody learns from the status how near it was (section 7.1).

        One without any is refused: its hub does not know the secret that it was given.
        """
        if not any(kind in request.content_type for kind in _READABLE):
            raise UnsupportedMediaType(_FEEDS)
        body = await self._bodies.raw(request)
        signature = request.headers.get(_SIGNATURE)
        delivery = Delivery(signature, body, request.headers.get("Content-Type", ""))
        verdict = await self._subscriber.push(request.match_info["token"], delivery, self._reader)
        self._meter.pushed(verdict)
        if signature is None:
            raise Forbidden(_SIGNATURE)
        return web.Response(status=202)
