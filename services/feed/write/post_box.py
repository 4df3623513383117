"""Forms as they arrive at the desk: read, checked for who sent them, their photos kept."""

from dataclasses import dataclass, replace

from aiohttp import web

from services.feed.media.service import MediaLibrary
from services.feed.write.form import Form, form_from
from services.feed.write.incoming import Incoming, Sent
from services.feed.write.photos import Photos
from services.feed.write.room import Room
from shared.errors import FieldProblem, Forbidden
from shared.limits.budget import Budget
from shared.staff.model import Principal
from shared.web.auth import CSRF_FIELD, Gate

_BURST = 60
_PER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Letter:
    """What came: the form with its photos, the button, and what was wrong with photos.

    ``refused`` says why nothing may be done with it, though it is shown again.
    """

    form: Form
    action: str = ""
    problems: tuple[FieldProblem, ...] = ()
    refused: FieldProblem | None = None


class PostBox:
    """Receives forms."""

    def __init__(self, room: Room, gate: Gate, media: MediaLibrary, incoming: Incoming, budget: Budget) -> None:
        self._room = room
        self._gate = gate
        self._media = media
        self._photos = Photos(media)
        self._incoming = incoming
        self._budget = budget

    async def receive(self, request: web.Request, principal: Principal | None, post_id: str = "") -> Letter:
        """A form of somebody; of nobody (``principal`` None) only its texts. ``post_id`` is what the address says."""
        self._gate.check_origin(request)

        async def spend() -> None:
            if principal is None:
                raise Forbidden("login")
            await self._budget.spend(f"media:{principal.name}", burst=_BURST, per_seconds=_PER_SECONDS)

        async with self._media.desk() as folder:
            sent = await self._incoming.receive(request, folder, spend)
            form = form_from(sent.fields)
            form = replace(form, post=post_id or form.post)
            refused = self._refused(request, principal, sent)
            if principal is None or refused:
                return Letter(form, refused=refused)
            form, problems = await self._photos.add(form, sent)
        return Letter(form, sent.fields.get("action", ""), tuple(problems))

    def _refused(self, request: web.Request, principal: Principal | None, sent: Sent) -> FieldProblem | None:
        """A token of an earlier session: whoever has logged in anew sends the form once more."""
        try:
            if principal is not None:
                self._room.check(request, principal, sent.fields.get(CSRF_FIELD, ""))
        except Forbidden as error:
            return FieldProblem("", error.needed)
        return None
