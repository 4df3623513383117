"""The province answers in place: an official reply under a comment, which is let through first if it still waits."""

from dataclasses import replace

from aiohttp import web

from services.comments.model import Action
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.desk.canned import CannedReplies
from services.comments.moderation.desk.room import ROOT, Room
from services.comments.moderation.desk.where import back_to
from services.comments.moderation.orders import Order
from services.comments.moderation.proposals import Proposals
from services.comments.posting.service import Comments
from services.comments.posting.submission import NewComment, check_text
from services.comments.web.senders import Senders
from shared.errors import FieldProblem, InvalidInput
from shared.staff.model import Scope
from shared.web.answers import see_other
from shared.web.body import FORM, BodyReader
from shared.web.language import carried
from shared.web.routing import Route


class Replies:
    """``name`` is the one that the province answers under."""

    def __init__(
        self,
        *,
        room: Room,
        browsing: Browsing,
        comments: Comments,
        proposals: Proposals,
        canned: CannedReplies,
        senders: Senders,
        bodies: BodyReader,
        name: str,
    ) -> None:
        self._room = room
        self._browsing = browsing
        self._comments = comments
        self._proposals = proposals
        self._canned = canned
        self._senders = senders
        self._bodies = bodies
        self._name = name

    def routes(self) -> list[Route]:
        return [
            Route(
                method="POST",
                path=f"{ROOT}/replies",
                handler=self.reply,
                summary="Answer a comment for the province, plain form",
                scope=Scope.MODERATION,
                consumes=(FORM,),
                query=("lang",),
                status=303,
            )
        ]

    async def reply(self, request: web.Request) -> web.StreamResponse:
        actor, form = await self._room.actor(request), await self._bodies.form(request)
        comment, _ = await self._browsing.comment(form.get("id", ""))
        text = _checked(form.get("text", "").strip() or await self._canned.text(form.get("canned", "")))
        decision = ""
        if not comment.published:
            ruling = await self._proposals.decide(Order(Action.APPROVE, (comment.id,)), actor)
            decision = ruling.decision or ""
        sender = replace(self._senders.person(request, form.get("key", ""), trapped=False), staff=actor)
        await self._comments.post(NewComment(comment.url, self._name, text, parent=comment.id), sender)
        told = {"what": "replied", "done": decision, "count": "1"}
        return see_other(back_to(form.get("place", ""), carried(request), **told))


def _checked(text: str) -> str:
    """The cleaned text. Raises `InvalidInput`: nothing is let through for an answer that cannot be sent."""
    problems: list[FieldProblem] = []
    cleaned = check_text(text, problems)
    if problems:
        raise InvalidInput(*problems)
    return cleaned
