"""The moderators' JSON API: queue, comments, campaigns, and claims of who works on what."""

from aiohttp import web

from services.comments.model import Comment
from services.comments.moderation import present, wire
from services.comments.moderation.asking import PARAMETERS, read_wanted
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.claims import Claims
from services.comments.moderation.doubtful import Doubtful
from services.comments.moderation.present import Seen
from services.comments.threads.thread import Directory
from services.comments.wording import Translate
from shared.clock import Clock
from shared.http.paging import read_cursor, read_limit, write_cursor
from shared.i18n import translations
from shared.staff.model import Scope
from shared.web.answers import Page, json_answer
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.language import language_of
from shared.web.routing import Route


class QueueApi:
    """Reading needs the scope ``moderation`` or ``view``; claims are for those who decide."""

    def __init__(
        self,
        *,
        browsing: Browsing,
        doubtful: Doubtful,
        claims: Claims,
        bodies: BodyReader,
        gate: Gate,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._browsing = browsing
        self._doubtful = doubtful
        self._claims = claims
        self._bodies = bodies
        self._gate = gate
        self._directory = directory
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/api/moderation/queue",
                handler=self.queue,
                summary="Comments of one state, held ones most urgent first, or by the filter's doubt (order)",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=Page[wire.QueueItem],
                query=(*PARAMETERS, "cursor", "limit", "lang"),
            ),
            Route(
                method="GET",
                path="/api/moderation/counts",
                handler=self.counts,
                summary="How many comments there are by state, and how many wait by band and reason",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=wire.CountsOut,
            ),
            Route(
                method="GET",
                path="/api/moderation/comments/{id}",
                handler=self.comment,
                summary="A comment with its score, the parts of the score, and its history",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=wire.CommentDetail,
                query=("lang",),
            ),
            Route(
                method="GET",
                path="/api/moderation/campaigns",
                handler=self.campaigns,
                summary="Comments alike in several threads, the latest first",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=Page[wire.CampaignOut],
            ),
            Route(
                method="GET",
                path="/api/moderation/campaigns/{id}",
                handler=self.campaign,
                summary="A campaign with all its comments",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=wire.CampaignDetail,
                query=("lang",),
            ),
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

    async def queue(self, request: web.Request) -> web.Response:
        after, limit = read_cursor(request.query.get("cursor")), read_limit(request.query.get("limit"))
        wanted = await read_wanted(request.query, self._directory, self._clock())
        source = self._doubtful if wanted.least_certain else self._browsing
        comments, place = await source.queue(wanted, after, limit)
        return json_answer(Page(await self._items(request, comments), write_cursor(place) if place else None))

    async def counts(self, _request: web.Request) -> web.Response:
        return json_answer(present.counts_out(await self._browsing.counts()))

    async def comment(self, request: web.Request) -> web.Response:
        comment, history = await self._browsing.comment(request.match_info["id"])
        (seen,) = await self._seen(request, [comment])
        contacts = (await self._gate.require(request, Scope.MODERATION, Scope.VIEW)).may(Scope.MODERATION)
        return json_answer(present.comment_detail(seen, history, _translate(request), contacts=contacts))

    async def campaigns(self, _request: web.Request) -> web.Response:
        return json_answer(Page([present.campaign_out(each) for each in await self._browsing.campaigns()]))

    async def campaign(self, request: web.Request) -> web.Response:
        identity = request.match_info["id"]
        items = await self._items(request, await self._browsing.members(identity))
        return json_answer(present.campaign_detail(await self._browsing.campaign(identity), items))

    async def claim(self, request: web.Request) -> web.Response:
        person, body = await self._person(request), await self._bodies.json(request, wire.IdsIn)
        return json_answer(present.claimed_out(await self._claims.take(body.ids, person), person))

    async def release(self, request: web.Request) -> web.Response:
        person, body = await self._person(request), await self._bodies.json(request, wire.IdsIn)
        await self._claims.release(body.ids, person)
        return web.Response(status=204)

    async def _items(self, request: web.Request, comments: list[Comment]) -> list[wire.QueueItem]:
        say = _translate(request)
        return [present.queue_item(seen, say) for seen in await self._seen(request, comments)]

    async def _seen(self, request: web.Request, comments: list[Comment]) -> list[Seen]:
        person = await self._person(request)
        campaigns = await self._browsing.campaigns_of(comments)
        holds = await self._claims.held([comment.id for comment in comments])
        return [Seen(c, person, campaigns.get(c.campaign or ""), holds.get(c.id)) for c in comments]

    async def _person(self, request: web.Request) -> str:
        return (await self._gate.require(request, Scope.MODERATION, Scope.VIEW)).person


def _translate(request: web.Request) -> Translate:
    return translations(language_of(request)).gettext
