"""What forms of the desk do: decide about one, some or a campaign, undo, take on, confirm, decline."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from services.comments.addresses import LOCAL, in_language
from services.comments.model import Action
from services.comments.moderation.claims import Claims
from services.comments.moderation.desk.canned import CannedReplies
from services.comments.moderation.desk.room import ROOT, Room
from services.comments.moderation.desk.where import back_to
from services.comments.moderation.orders import Order
from services.comments.moderation.proposals import Proposals
from services.comments.moderation.recording import Once
from services.comments.moderation.rulings import Ruling
from services.comments.proofs import receipt
from shared.errors import FieldProblem, InvalidInput
from shared.staff.model import Scope
from shared.web.answers import see_other
from shared.web.body import FORM, BodyReader
from shared.web.language import carried
from shared.web.routing import Handler, Route

PICK: Final = "pick."
"""What the names of fields begin with that choose comments."""


class DeskForms:
    """Each leads back to where it was sent from."""

    def __init__(
        self,
        *,
        room: Room,
        proposals: Proposals,
        claims: Claims,
        canned: CannedReplies,
        bodies: BodyReader,
    ) -> None:
        self._room = room
        self._proposals = proposals
        self._claims = claims
        self._canned = canned
        self._bodies = bodies

    def routes(self) -> list[Route]:
        return [
            _form("/decisions", self.decide, "Decide about comments or a campaign, plain form"),
            _form("/undo", self.undo, "Take a decision back, plain form"),
            _form("/claims", self.claim, "Work on the comments of a page, plain form"),
            _form("/confirm", self.confirm, "Be the second person, plain form", Scope.REVIEW),
            _form("/decline", self.decline, "Let nothing come of a proposal, plain form"),
        ]

    async def decide(self, request: web.Request) -> web.StreamResponse:
        actor, form = await self._room.actor(request), await self._bodies.form(request)
        order = await self._order(form)
        ruling = await self._proposals.decide(order, actor, _once(form, actor, order.digest))
        return self._back(request, form, "pending" if ruling.pending else order.action.value, ruling)

    async def undo(self, request: web.Request) -> web.StreamResponse:
        actor, form = await self._room.actor(request), await self._bodies.form(request)
        ruling = await self._proposals.undo(form.get("decision", ""), actor)
        return self._back(request, form, "pending" if ruling.pending else "undo", ruling)

    async def claim(self, request: web.Request) -> web.StreamResponse:
        actor, form = await self._room.actor(request), await self._bodies.form(request)
        claimed = await self._claims.take(picked(form), actor)
        told = {"what": "claimed", "count": str(len(claimed.mine)), "skipped": str(len(claimed.others))}
        return see_other(back_to(form.get("place", ""), carried(request), **told))

    async def confirm(self, request: web.Request) -> web.StreamResponse:
        person, form = await self._room.actor(request, Scope.REVIEW), await self._bodies.form(request)
        ruling = await self._proposals.confirm(form.get("decision", ""), person)
        return self._back(request, form, "confirmed", ruling)

    async def decline(self, request: web.Request) -> web.StreamResponse:
        await self._room.actor(request)
        await self._proposals.decline((await self._bodies.form(request)).get("decision", ""))
        return see_other(f"{in_language(f'{LOCAL.console()}/pending', carried(request))}#main")

    async def _order(self, form: Mapping[str, str]) -> Order:
        action = form.get("action", "")
        if action not in set(Action):
            raise InvalidInput(FieldProblem("action", "unknown", "approve, reject, spam or restore"))
        reason = form.get("reason", "").strip() or await self._canned.text(form.get("canned", ""))
        campaign = form.get("campaign") or None
        ids = () if campaign else tuple(picked(form))
        return Order(Action(action), ids, campaign, reason, form.get("ground") or None)

    def _back(self, request: web.Request, form: Mapping[str, str], what: str, ruling: Ruling) -> web.Response:
        told = {
            "what": what,
            "done": ruling.decision or "",
            "count": str(len(ruling.applied)),
            "skipped": str(len(ruling.skipped)),
        }
        return see_other(back_to(form.get("place", ""), carried(request), **told))


def picked(form: Mapping[str, str]) -> list[str]:
    """The comments that a form chooses: the one it is about, or those that were ticked."""
    if form.get("id"):
        return [form["id"]]
    return [name.removeprefix(PICK) for name in form if name.startswith(PICK)]


def _once(form: Mapping[str, str], actor: str, order: str) -> Once | None:
    """A form carries its key, so that pressing twice decides once."""
    key = form.get("key", "")[:100]
    return Once(receipt.digest(f"{actor} {key}"), order) if key else None


def _form(path: str, handler: Handler, summary: str, scope: Scope = Scope.MODERATION) -> Route:
    return Route(
        method="POST",
        path=f"{ROOT}{path}",
        handler=handler,
        summary=summary,
        scope=scope,
        consumes=(FORM,),
        query=("lang",),
        status=303,
    )
