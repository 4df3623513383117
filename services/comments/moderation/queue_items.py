"""Comments as the moderator who asks sees them: with their campaigns, and with who else works on them."""

from collections.abc import Sequence

from aiohttp import web

from services.comments.model import Comment
from services.comments.moderation import present, wire
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.claims import Claims
from services.comments.moderation.present import Seen
from shared.staff.model import Scope
from shared.web.auth import Gate
from shared.web.language import translator


class QueueItems:
    """One look into the campaigns and one into the claims, however many comments there are."""

    def __init__(self, browsing: Browsing, claims: Claims, gate: Gate) -> None:
        self._browsing = browsing
        self._claims = claims
        self._gate = gate

    async def of(self, request: web.Request, comments: Sequence[Comment]) -> list[wire.QueueItem]:
        """As JSON, in the same order and in the language of the request."""
        say = translator(request)
        return [present.queue_item(seen, say) for seen in await self.seen(request, comments)]

    async def seen(self, request: web.Request, comments: Sequence[Comment]) -> list[Seen]:
        person = (await self._gate.require(request, Scope.MODERATION, Scope.VIEW)).person
        campaigns = await self._browsing.campaigns_of(comments)
        holds = await self._claims.held([comment.id for comment in comments])
        return [Seen(c, person, campaigns.get(c.campaign or ""), holds.get(c.id)) for c in comments]
