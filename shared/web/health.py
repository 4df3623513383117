"""``healthz`` (the process runs), ``readyz`` (it can do its job), ``metrics`` (Prometheus; loopback or a token)."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from shared.errors import Forbidden, StoreError
from shared.web.answers import json_answer
from shared.web.auth import Gate
from shared.web.client_address import forwarded_for, is_local
from shared.web.routing import Route

Check = Callable[[], Awaitable[None]]
"""Returns when the part works, raises `shared.errors.StoreError` when it does not."""


class Health:
    """The three operator's routes of a service."""

    def __init__(self, registry: CollectorRegistry, gate: Gate, check: Check) -> None:
        self._registry = registry
        self._gate = gate
        self._check = check

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        return [
            Route(
                method="GET",
                path="/healthz",
                handler=self.alive,
                summary="The process runs",
            ),
            Route(
                method="GET",
                path="/readyz",
                handler=self.ready,
                summary="The service can do its job",
            ),
            Route(
                method="GET",
                path="/metrics",
                handler=self.metrics,
                summary="Prometheus metrics",
                produces="text/plain",
            ),
        ]

    async def alive(self, _request: web.Request) -> web.Response:
        """Always 200."""
        return json_answer({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        """200 while the store answers, 503 while it does not."""
        try:
            await self._check()
        except StoreError as error:
            return json_answer({"status": "unready", "code": error.code}, status=503, headers={"Retry-After": "5"})
        return json_answer({"status": "ready"})

    async def metrics(self, request: web.Request) -> web.Response:
        """The text format of Prometheus."""
        local = is_local(request.remote, forwarded_for(request.headers))
        if not local and await self._gate.principal(request) is None:
            raise Forbidden("loopback or a token")
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
