"""The moderators' JSON API of claims: who works on which comments, so that two do not decide about the same."""

from aiohttp import web

from services.comments.moderation import present, wire
from services.comments.moderation.claims import Claims
from shared.staff.model import Scope
from shared.web.answers import json_answer
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.routing import Route


class ClaimsApi:
    """Claims are for those who decide: the scope ``moderation``."""

    def __init__(self, claims: Claims, bodies: BodyReader, gate: Gate) -> None:
        self._claims = claims
        self._bodies = bodies
        self._gate = gate

    def routes(self) -> list[Route]:
        return [
            Route(
                method="POST",
                path="/api/moderation/claims",
                handler=self.claim,
                summary="Work on some comments: for five minutes nobody else decides about them",
                scope=Scope.MODERATION,
                body=wire.IdsIn,
                returns=wire.ClaimedOut,
            ),
            Route(
                method="POST",
                path="/api/moderation/claims/release",
                handler=self.release,
                summary="Give back what one has claimed",
                scope=Scope.MODERATION,
                body=wire.IdsIn,
                status=204,
            ),
        ]

    async def claim(self, request: web.Request) -> web.Response:
        person, body = await self._person(request), await self._bodies.json(request, wire.IdsIn)
        return json_answer(present.claimed_out(await self._claims.take(body.ids, person), person))

    async def release(self, request: web.Request) -> web.Response:
        person, body = await self._person(request), await self._bodies.json(request, wire.IdsIn)
        await self._claims.release(body.ids, person)
        return web.Response(status=204)

    async def _person(self, request: web.Request) -> str:
        return (await self._gate.require(request, Scope.MODERATION)).person
