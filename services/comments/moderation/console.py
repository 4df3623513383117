"""The moderators' desk at ``/moderation``: held comments as cards, each decided by one button. Plain forms."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from services.comments import wording
from services.comments.addresses import LOCAL, PREFIX, in_language
from services.comments.model import Action, Comment, State, moderator_actions
from services.comments.moderation import wording as words
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.decisions import Decisions
from services.comments.moderation.orders import Order
from services.comments.moderation.priority import band_of
from services.comments.moderation.proposals import Proposals
from services.comments.moderation.wanted import Wanted
from services.comments.reading import Reading
from services.comments.wording import Translate
from shared.errors import FieldProblem, InvalidInput
from shared.http.paging import read_cursor, write_cursor
from shared.i18n import translations
from shared.staff.model import Scope
from shared.web.answers import see_other
from shared.web.auth import Gate
from shared.web.body import FORM, BodyReader
from shared.web.desks import desks_of
from shared.web.pages import Pages, language_of
from shared.web.routing import Route

CARDS: Final = 25


class Console:
    """For staff with the scope ``moderation``; others are sent to the login."""

    def __init__(
        self,
        *,
        browsing: Browsing,
        proposals: Proposals,
        decisions: Decisions,
        comments: Reading,
        pages: Pages,
        bodies: BodyReader,
        gate: Gate,
    ) -> None:
        self._browsing = browsing
        self._proposals = proposals
        self._decisions = decisions
        self._comments = comments
        self._pages = pages
        self._bodies = bodies
        self._gate = gate

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/moderation",
                handler=self.show,
                summary="The moderators' desk",
                query=("status", "cursor", "lang"),
                produces="text/html",
            ),
            Route(
                method="POST",
                path="/moderation/decisions",
                handler=self.decide,
                summary="Decide about one comment, plain form",
                scope=Scope.MODERATION,
                consumes=(FORM,),
                query=("lang",),
                status=303,
            ),
            Route(
                method="POST",
                path="/moderation/undo",
                handler=self.undo,
                summary="Take a decision back, plain form",
                scope=Scope.MODERATION,
                consumes=(FORM,),
                query=("lang",),
                status=303,
            ),
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        if await self._gate.principal(request) is None:
            return see_other(f"/login?{urlencode({'next': request.path_qs})}")
        principal = await self._gate.require(request, Scope.MODERATION)
        state = _state(request.query.get("status", ""))
        after = read_cursor(request.query.get("cursor"))
        comments, place = await self._browsing.queue(Wanted(state), after, CARDS)
        say = translations(language_of(request)).gettext
        response = self._pages.render(
            request,
            "desk.html",
            cards=await self._cards(comments, say),
            following=write_cursor(place) if place else None,
            state=state,
            tabs=[
                (each, say(wording.STATES[each]), size) for each, size in (await self._browsing.counts()).states.items()
            ],
            csrf=principal.csrf or "",
            who=principal.name,
            desks=desks_of(principal),
            done=request.query.get("done", ""),
            outcome=_outcome(request, say),
            prefix=PREFIX,
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    async def decide(self, request: web.Request) -> web.StreamResponse:
        form = await self._bodies.form(request)
        action = form.get("action", "")
        if action not in set(Action):
            raise InvalidInput(FieldProblem("action", "unknown", "approve, reject, spam or restore"))
        actor = (await self._gate.require(request, Scope.MODERATION)).person
        order = Order(Action(action), (form.get("id", ""),), reason=form.get("reason", ""))
        ruling = await self._proposals.decide(order, actor)
        return self._back(request, form.get("status", ""), ruling.decision, action)

    async def undo(self, request: web.Request) -> web.StreamResponse:
        form = await self._bodies.form(request)
        actor = (await self._gate.require(request, Scope.MODERATION)).person
        ruling = await self._decisions.undo(form.get("decision", ""), actor)
        return self._back(request, form.get("status", ""), ruling.decision, "undo")

    def _back(self, request: web.Request, status: str, decision: str | None, what: str) -> web.Response:
        query = urlencode({"status": _state(status).value, "what": what, "done": decision or ""})
        return see_other(f"{in_language(f'{LOCAL.console()}?{query}', language_of(request))}#main")

    async def _cards(self, comments: Sequence[Comment], say: Translate) -> list[dict[str, Any]]:
        titles = await self._comments.titles(comment.url for comment in comments)
        return [self._card(comment, titles[comment.url], say) for comment in comments]

    def _card(self, comment: Comment, title: str, say: Translate) -> dict[str, Any]:
        parts = sorted(comment.judgement.parts, key=lambda part: -abs(part.weight))
        return {
            "comment": comment,
            "title": title,
            "page": LOCAL.thread_page(comment.url),
            "band": say(words.BANDS[band_of(comment)]),
            "reasons": [wording.reason_words(reason, say) for reason in comment.standing.reasons],
            "parts": [(wording.part_words(part, say), part.weight) for part in parts],
            "actions": [(action.value, say(wording.ACTIONS[action])) for action in moderator_actions(comment.state)],
        }


def _state(word: str) -> State:
    """The state whose comments are shown: the held ones unless asked for others."""
    return State(word) if word in set(State) else State.HELD


def _outcome(request: web.Request, say: Translate) -> str:
    """What the last button did, in words; empty on a plain visit."""
    what = request.query.get("what", "")
    return say(wording.WHAT[what]) if what in wording.WHAT else ""
