"""The composition root of notices."""

from collections.abc import AsyncIterator

from aiohttp import web

from services.comments.notices.courier import Channel, Courier
from services.comments.notices.mail import Mail
from services.comments.notices.settings import NoticeSettings
from services.comments.notices.store import RedisOutbox
from services.comments.notices.webhook import Webhook
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.identity import user_agent
from shared.tasks import Context, background
from shared.web.kit import Kit


def add_notices(app: web.Application, kit: Kit, settings: NoticeSettings) -> Courier:
    """What brings notices, while ``app`` runs."""
    channels: dict[str, Channel] = {}
    if settings.hook is not None:
        client = GuardedClient(AllowList.parse(kit.site.allow_hosts), user_agent=user_agent("Saket", kit.site.base_url))
        app.cleanup_ctx.append(_open(client))
        channels["webhook"] = Webhook(settings.hook, client, kit.clock)
    if settings.mailbox is not None:
        channels["mail"] = Mail(settings.mailbox, kit.site.authority)
    courier = Courier(RedisOutbox(kit.store), channels, kit.clock)
    if channels and not kit.helps:
        app.cleanup_ctx.append(background("notices", courier.run))
    return courier


def _open(client: GuardedClient) -> Context:
    async def context(_app: web.Application) -> AsyncIterator[None]:
        async with client:
            yield

    return context
