"""``/api/media``: authors send photos and files; ``/media/…``: everybody may have them, for ever the same."""

from typing import Final

from aiohttp import web

from services.feed.media.disposal import Disposal
from services.feed.media.intake import FORM, Intake
from services.feed.media.model import ACCEPTED, PDF
from services.feed.media.names import type_of
from services.feed.media.service import MediaLibrary
from services.feed.media.wire import KeptMedia, kept_media
from shared.http.paging import DEFAULT_LIMIT, read_count, read_cursor, write_cursor
from shared.limits.budget import Budget
from shared.settings import SiteSettings
from shared.staff.model import Scope
from shared.web.answers import Page, json_answer
from shared.web.auth import Gate
from shared.web.routing import Route
from shared.web.static import IMMUTABLE

_PATH: Final = "/api/media"
_BURST: Final = 60
_PER_SECONDS: Final = 60
_HEADERS: Final = {
    "Cache-Control": IMMUTABLE,
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


class MediaApi:
    """Handlers."""

    def __init__(
        self,
        *,
        library: MediaLibrary,
        intake: Intake,
        disposal: Disposal,
        gate: Gate,
        budget: Budget,
        site: SiteSettings,
    ) -> None:
        self._library = library
        self._intake = intake
        self._disposal = disposal
        self._gate = gate
        self._budget = budget
        self._site = site

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        return [
            Route(
                method="POST",
                path=_PATH,
                handler=self.upload,
                summary="Send photos or files",
                scope=Scope.POSTS,
                consumes=(FORM, *ACCEPTED),
                query=("alt",),
                returns=KeptMedia,
                status=201,
            ),
            Route(
                method="GET",
                path=_PATH,
                handler=self.browse,
                summary="Photos and files, last sent first",
                scope=Scope.POSTS,
                query=("cursor", "limit"),
                returns=Page[KeptMedia],
            ),
            Route(
                method="GET",
                path=f"{_PATH}/{{id}}",
                handler=self.show,
                summary="What is known of a photo or a file",
                returns=KeptMedia,
            ),
            Route(
                method="DELETE",
                path=f"{_PATH}/{{id}}",
                handler=self.remove,
                summary="Remove a photo or a file that no post shows",
                scope=Scope.POSTS,
                status=204,
            ),
            Route(
                method="GET",
                path="/media/{id}/{name}",
                handler=self.serve,
                summary="A photo or a file",
                produces="image/*",
            ),
        ]

    async def upload(self, request: web.Request) -> web.Response:
        """201 with what is kept now, 200 if it was kept before; for several files a page of them."""
        principal = await self._gate.require(request, Scope.POSTS)

        async def spend() -> None:
            await self._budget.spend(f"media:{principal.name}", burst=_BURST, per_seconds=_PER_SECONDS)

        async with self._library.desk() as desk:
            kept = await self._library.add(await self._intake.receive(request, desk, spend))
        status = 201 if any(one.is_new for one in kept) else 200
        items = [kept_media(one.facts, self._site.absolute) for one in kept]
        if len(items) > 1:
            return json_answer(Page(items), status=status)
        return json_answer(items[0], status=status, headers={"Location": f"{_PATH}/{items[0].id}"})

    async def show(self, request: web.Request) -> web.Response:
        """The same answer as to the upload."""
        facts = await self._library.show(request.match_info["id"])
        return json_answer(kept_media(facts, self._site.absolute))

    async def remove(self, request: web.Request) -> web.Response:
        """204; 409 while posts show it."""
        await self._gate.require(request, Scope.POSTS)
        await self._disposal.remove(request.match_info["id"])
        return web.Response(status=204)

    async def browse(self, request: web.Request) -> web.Response:
        """A page of what is kept."""
        place = read_cursor(request.query.get("cursor"))
        limit = read_count("limit", request.query.get("limit"), DEFAULT_LIMIT)
        found, following = await self._library.browse(place, limit)
        items = [kept_media(facts, self._site.absolute) for facts in found]
        return json_answer(Page(items, write_cursor(following)))

    async def serve(self, request: web.Request) -> web.FileResponse:
        """A file, with ranges and conditions. Documents are for saving: nothing of them runs on this site."""
        name = request.match_info["name"]
        path = await self._library.file(request.match_info["id"], name)
        headers = {**_HEADERS, "Content-Type": type_of(name)}
        if type_of(name) == PDF:
            headers["Content-Disposition"] = f'attachment; filename="{request.match_info["id"][:12]}.pdf"'
        return web.FileResponse(path, headers=headers)
