"""``/settings/emblem``: a picture for the province's emblem, kept like every other upload. Only then it can be chosen.

received -> one of the kinds that an emblem may be -> kept -> back to the settings, which show it before it is saved

SVG is not among the kinds: it is a document that may hold scripts, styles and links to elsewhere, and what a sanitizer
leaves of it differs from browser to browser. Nothing that was uploaded here is ever served as SVG.
"""

from pathlib import Path
from typing import Final

from aiohttp import web

from services.feed.media.errors import BadUpload
from services.feed.media.model import JPEG, PNG, WEBP, Upload
from services.feed.media.names import media_path
from services.feed.media.service import MediaLibrary
from services.feed.write.incoming import CONSUMES, Incoming, Sent
from services.feed.write.room import onward
from shared.errors import Forbidden, InvalidInput, SaketError, Unauthenticated
from shared.limits.budget import Budget
from shared.staff.model import Principal, Scope
from shared.web.auth import CSRF_FIELD, MEMBER, Gate
from shared.web.province.settings_page import HOME, UPLOAD
from shared.web.routing import Route

KINDS: Final = (PNG, JPEG, WEBP)
_BURST: Final = 20
_PER_SECONDS: Final = 60


async def keep_emblem(media: MediaLibrary, upload: Upload) -> str:
    """The path of the kept picture. Raises `BadUpload` and whatever keeping it raises."""
    if upload.type not in KINDS:
        raise BadUpload(upload.field, "no-emblem", ", ".join(KINDS))
    kept, *_ = await media.add([upload])
    return media_path(kept.facts.id, kept.facts.main.name)


class EmblemUpload:
    """A handler, for administrators at a browser; programs send the picture to ``/api/media``."""

    def __init__(self, media: MediaLibrary, incoming: Incoming, gate: Gate, budget: Budget) -> None:
        self._media = media
        self._incoming = incoming
        self._gate = gate
        self._budget = budget

    def routes(self) -> list[Route]:
        return [
            Route(
                method="POST",
                path=UPLOAD,
                handler=self.receive,
                summary="Send a picture for the emblem, plain form with a file",
                consumes=CONSUMES,
                query=("lang",),
                status=303,
                produces="text/html",
            )
        ]

    async def receive(self, request: web.Request) -> web.Response:
        """303 to the settings, with the picture or with what is wrong with it."""
        principal = await self._administrator(request)
        try:
            async with self._media.desk() as desk:
                path = await self._kept(await self._sent(request, principal, desk))
        except InvalidInput as error:
            return onward(request, HOME, problem=error.problems[0].code)
        except (Forbidden, Unauthenticated):
            raise
        except SaketError as error:
            return onward(request, HOME, problem=error.code)
        return onward(request, HOME, emblem=path)

    async def _administrator(self, request: web.Request) -> Principal:
        """Before anything is read."""
        principal = await self._gate.principal(request)
        if principal is None:
            raise Unauthenticated("no session")
        if not principal.may(Scope.SITE) or MEMBER not in request:
            raise Forbidden(Scope.SITE)
        return principal

    async def _sent(self, request: web.Request, principal: Principal, desk: Path) -> Sent:
        async def spend() -> None:
            await self._budget.spend(f"media:{principal.name}", burst=_BURST, per_seconds=_PER_SECONDS)

        sent = await self._incoming.receive(request, desk, spend)
        self._gate.check_token(request, principal, sent.fields.get(CSRF_FIELD, ""))
        return sent

    async def _kept(self, sent: Sent) -> str:
        if sent.problems:
            raise InvalidInput(*sent.problems)
        if not sent.uploads:
            raise BadUpload("files", "required")
        return await keep_emblem(self._media, sent.uploads[0])
