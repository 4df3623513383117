"""The moderators' JSON API: queue, decisions, ledger, and a trial of the spam decision."""

import re

from aiohttp import web

from services.comments.judging import Judging
from services.comments.model import Comment, ReasonCode, State
from services.comments.moderation import present, wire
from services.comments.moderation.decisions import Filter, Moderation
from services.comments.thread import Directory
from services.comments.wording import Translate
from shared.errors import FieldProblem, InvalidInput
from shared.http.paging import read_cursor, read_limit, write_cursor
from shared.i18n import translations
from shared.staff.model import Scope
from shared.web.answers import Page, json_answer
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.pages import language_of
from shared.web.routing import Route

MOST_TEXTS = 500
MOST_TRIED = 20_000
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)


class ModerationApi:
    """Every route needs the scope ``moderation``; the trial may also be made with ``models``."""

    def __init__(
        self, *, moderation: Moderation, judging: Judging, bodies: BodyReader, gate: Gate, directory: Directory
    ) -> None:
        self._moderation = moderation
        self._judging = judging
        self._bodies = bodies
        self._gate = gate
        self._directory = directory

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/api/moderation/queue",
                handler=self.queue,
                summary="Comments of one state, held ones most urgent first",
                scope=Scope.MODERATION,
                returns=Page[wire.QueueItem],
                query=("status", "reason", "thread", "campaign", "cursor", "limit", "lang"),
            ),
            Route(
                method="GET",
                path="/api/moderation/comments/{id}",
                handler=self.comment,
                summary="A comment with its score, the parts of the score, and its history",
                scope=Scope.MODERATION,
                returns=wire.CommentDetail,
                query=("lang",),
            ),
            Route(
                method="GET",
                path="/api/moderation/campaigns",
                handler=self.campaigns,
                summary="Comments alike in several threads, the latest first",
                scope=Scope.MODERATION,
                returns=Page[wire.CampaignOut],
            ),
            Route(
                method="GET",
                path="/api/moderation/campaigns/{id}",
                handler=self.campaign,
                summary="All comments of a campaign",
                scope=Scope.MODERATION,
                returns=Page[wire.QueueItem],
                query=("lang",),
            ),
            Route(
                method="POST",
                path="/api/moderation/decisions",
                handler=self.decide,
                summary="Decide about comments, or about all of a campaign",
                scope=Scope.MODERATION,
                body=wire.DecisionIn,
                returns=wire.RulingOut,
            ),
            Route(
                method="POST",
                path="/api/moderation/decisions/{decision}/undo",
                handler=self.undo,
                summary="Take a decision back",
                scope=Scope.MODERATION,
                returns=wire.RulingOut,
            ),
            Route(
                method="GET",
                path="/api/moderation/ledger",
                handler=self.ledger,
                summary="The hash-chained record of decisions, oldest first",
                scope=Scope.MODERATION,
                returns=Page[wire.EntryOut],
                query=("cursor", "limit"),
            ),
            Route(
                method="POST",
                path="/api/decide",
                handler=self.trial,
                summary="What the spam decision says of some texts; nothing is stored",
                scope=Scope.MODERATION,
                or_scope=Scope.MODELS,
                body=wire.TextsIn,
                returns=list[wire.TriedOut],
            ),
        ]

    async def queue(self, request: web.Request) -> web.Response:
        after, limit = read_cursor(request.query.get("cursor")), read_limit(request.query.get("limit"))
        comments, place = await self._moderation.queue(await self._filter(request), after, limit)
        return json_answer(Page(await self._items(request, comments), write_cursor(place) if place else None))

    async def comment(self, request: web.Request) -> web.Response:
        comment, history = await self._moderation.comment(request.match_info["id"])
        campaigns = await self._moderation.campaigns_of([comment])
        campaign = campaigns.get(comment.campaign or "")
        return json_answer(present.comment_detail(comment, campaign, history, _translate(request)))

    async def campaigns(self, _request: web.Request) -> web.Response:
        return json_answer(Page([present.campaign_out(each) for each in await self._moderation.campaigns()]))

    async def campaign(self, request: web.Request) -> web.Response:
        """All its comments, oldest first: a campaign is bounded (`services.comments.campaigns.model.MOST_COMMENTS`)."""
        return json_answer(Page(await self._items(request, await self._moderation.members(request.match_info["id"]))))

    async def decide(self, request: web.Request) -> web.Response:
        body = await self._bodies.json(request, wire.DecisionIn)
        actor = (await self._gate.require(request, Scope.MODERATION)).name
        if (body.ids is None) == (body.campaign is None):
            raise InvalidInput(FieldProblem("ids", "missing", "either ids or campaign"))
        if body.campaign is not None:
            ruling = await self._moderation.decide_campaign(body.campaign, body.action, body.reason, actor)
        else:
            ruling = await self._moderation.decide(body.ids or [], body.action, body.reason, actor)
        return json_answer(present.ruling_out(ruling))

    async def undo(self, request: web.Request) -> web.Response:
        actor = (await self._gate.require(request, Scope.MODERATION)).name
        return json_answer(present.ruling_out(await self._moderation.undo(request.match_info["decision"], actor)))

    async def ledger(self, request: web.Request) -> web.Response:
        after, limit = read_cursor(request.query.get("cursor")) or "0", read_limit(request.query.get("limit"))
        if not _NUMBER.fullmatch(after):
            raise InvalidInput(FieldProblem("cursor", "bad-cursor", "send back what `next` held"))
        entries = await self._moderation.entries(int(after), limit + 1)
        page, more = entries[:limit], len(entries) > limit
        items = [present.entry_out(entry) for entry in page]
        return json_answer(Page(items, write_cursor(str(page[-1].number)) if more else None))

    async def trial(self, request: web.Request) -> web.Response:
        body = await self._bodies.json(request, wire.TextsIn)
        _check_texts(body.texts)
        thread = await self._directory.find(body.thread, "thread") if body.thread else None
        tried = await self._judging.tried(body.texts, thread.title if thread else "")
        return json_answer([present.tried_out(decision) for decision in tried])

    async def _filter(self, request: web.Request) -> Filter:
        """What the query asks for. Raises `InvalidInput` with every problem."""
        status, reason = request.query.get("status") or State.HELD, request.query.get("reason")
        problems = []
        if status not in set(State):
            problems.append(FieldProblem("status", "unknown", ", ".join(State)))
        if reason and reason not in set(ReasonCode):
            problems.append(FieldProblem("reason", "unknown", ", ".join(ReasonCode)))
        if problems:
            raise InvalidInput(*problems)
        thread = request.query.get("thread")
        key = await self._directory.key(thread, "thread") if thread else None
        campaign = request.query.get("campaign") or None
        return Filter(State(status), ReasonCode(reason) if reason else None, key, campaign)

    async def _items(self, request: web.Request, comments: list[Comment]) -> list[wire.QueueItem]:
        campaigns = await self._moderation.campaigns_of(comments)
        say = _translate(request)
        return [present.queue_item(comment, campaigns.get(comment.campaign or ""), say) for comment in comments]


def _check_texts(texts: list[str]) -> None:
    problems = [
        FieldProblem(f"texts[{at}]", "too-long", f"at most {MOST_TRIED} characters")
        for at, text in enumerate(texts)
        if len(text) > MOST_TRIED
    ]
    if not 1 <= len(texts) <= MOST_TEXTS:
        problems.append(FieldProblem("texts", "out-of-range", f"1..{MOST_TEXTS} texts"))
    if problems:
        raise InvalidInput(*problems)


def _translate(request: web.Request) -> Translate:
    return translations(language_of(request)).gettext
