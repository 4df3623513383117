"""What staff do with threads over JSON: close them, open them, see how they stand."""

from typing import Final

from aiohttp import web

from services.comments import wire
from services.comments.doors.service import Doors
from services.comments.posting.submission import read_reason
from services.comments.threads.closing import Said
from services.comments.threads.reading import Reading
from services.comments.threads.thread import Directory, Thread
from shared.clock import rfc3339, rfc3339_or_none
from shared.staff.model import Scope
from shared.web.answers import json_answer
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.routing import Route

_SAID: Final = {True: Said.CLOSE, False: Said.OPEN, None: Said.AGE}


class StaffApi:
    """``/api/moderation/threads``."""

    def __init__(self, *, doors: Doors, reading: Reading, directory: Directory, bodies: BodyReader, gate: Gate) -> None:
        self._doors = doors
        self._reading = reading
        self._directory = directory
        self._bodies = bodies
        self._gate = gate

    def routes(self) -> list[Route]:
        path = "/api/moderation/threads"
        return [
            Route(
                method="GET",
                path=path,
                handler=self.show,
                summary="Whether a thread takes comments, and who says so",
                scope=Scope.MODERATION,
                query=("thread",),
                returns=wire.DoorOut,
            ),
            Route(
                method="PUT",
                path=path,
                handler=self.set,
                summary="Close a thread, open it whatever its age, or (null) leave it to its age",
                scope=Scope.MODERATION,
                body=wire.DoorIn,
                returns=wire.DoorOut,
            ),
        ]

    async def show(self, request: web.Request) -> web.Response:
        return await self._answer(await self._directory.readable(request.query.get("thread", ""), "thread"))

    async def set(self, request: web.Request) -> web.Response:
        body = await self._bodies.json(request, wire.DoorIn)
        thread = await self._directory.readable(body.thread, "thread")
        actor = (await self._gate.require(request, Scope.MODERATION)).person
        decision = await self._doors.set(thread, _SAID[body.closed], actor, read_reason(body.reason, "reason"))
        return await self._answer(thread, decision)

    async def _answer(self, thread: Thread, decision: str | None = None) -> web.Response:
        door, (_, standing) = await self._doors.of(thread), await self._reading.state(thread)
        return json_answer(
            wire.DoorOut(
                thread=thread.url,
                closed=standing.closed is not None,
                closed_since=rfc3339_or_none(standing.closed),
                by=door.by if door else None,
                said=rfc3339(door.since) if door else None,
                decision=decision,
            )
        )
