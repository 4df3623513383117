"""Where hubs knock: ``/websub/<token>``."""

from typing import Final

from aiohttp import web
from prometheus_client import Counter

from services.aggregator.subscriptions import Subscriber
from shared.errors import UnsupportedMediaType
from shared.settings import MIB
from shared.web.body import BodyReader
from shared.web.routing import Route

_PATH: Final = "/websub/{token}"
_LARGEST: Final = 5 * MIB
_READABLE: Final = ("xml", "json", "text/")


class Callbacks:
    """Verification of intent and content distribution (WebSub sections 5.3 and 7)."""

    def __init__(self, subscriber: Subscriber, pushes: Counter) -> None:
        self._subscriber = subscriber
        self._pushes = pushes
        self._bodies = BodyReader(_LARGEST)

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        return [
            Route(method="GET", path=_PATH, handler=self.verify, summary="A hub verifies a subscription",
                  produces="text/plain", query=("hub.mode", "hub.topic", "hub.challenge", "hub.lease_seconds")),
            Route(method="POST", path=_PATH, handler=self.push, summary="A hub delivers", status=202),
        ]  # fmt: skip

    async def verify(self, request: web.Request) -> web.Response:
        """Echo the challenge of what we asked for; 404 otherwise."""
        challenge = await self._subscriber.verify(request.match_info["token"], request.query)
        return web.Response(text=challenge, content_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})

    async def push(self, request: web.Request) -> web.Response:
        """202 even for a push that proves nothing: a hub must not learn from the status (section 7.1)."""
        if not any(kind in request.content_type for kind in _READABLE):
            raise UnsupportedMediaType(("application/atom+xml", "application/rss+xml", "application/feed+json"))
        body = await self._bodies.raw(request)
        verdict = await self._subscriber.push(request.match_info["token"], request.headers.get("X-Hub-Signature"), body)
        self._pushes.labels(verdict.value).inc()
        return web.Response(status=202)
