"""``GET /api/export``: the whole site as one ZIP archive. Who may not moderate gets the public comments only."""

from aiohttp import web

from services.feed.import_export.exporting import Export
from services.feed.import_export.zipping import zipped
from shared.clock import BANGKOK, Clock
from shared.staff.model import Scope
from shared.web.auth import Gate
from shared.web.routing import Route


class ExportApi:
    """The handler."""

    def __init__(self, export: Export, gate: Gate, clock: Clock) -> None:
        self._export = export
        self._gate = gate
        self._clock = clock

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        return [
            Route(
                method="GET",
                path="/api/export",
                handler=self.download,
                summary="The whole site as a ZIP archive that `saket import saket` reads",
                scope=Scope.POSTS,
                produces="application/zip",
            )
        ]

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Made while it is being sent, at the pace of whoever receives it."""
        principal = await self._gate.require(request, Scope.POSTS)
        day = self._clock().astimezone(BANGKOK).date().isoformat()
        response = web.StreamResponse(
            headers={
                "Content-Type": "application/zip",
                "Content-Disposition": f'attachment; filename="saket-{day}.zip"',
                "Cache-Control": "no-store",
            }
        )
        await response.prepare(request)
        if request.method != "HEAD":
            async for piece in zipped(self._export.members(private=principal.may(Scope.MODERATION))):
                await response.write(piece)
            await response.write_eof()
        return response
