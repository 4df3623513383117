"""The composition root of privacy: for the service, and for the command line beside it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiohttp import web

from services.comments.personal_data.pseudonyms import Pseudonyms
from services.comments.personal_data.retention import Rule, table_with
from services.comments.privacy.api import PrivacyApi
from services.comments.privacy.purging import Purge, purge_daily
from services.comments.privacy.recording import recording
from services.comments.privacy.requests import Privacy
from services.comments.privacy.traffic import TrafficLog, destroy_old
from services.comments.privacy.wish_store import RedisWishes
from services.comments.storage.threads import RedisThreads
from services.comments.web.senders import Senders
from services.comments.writing.erasing import Erasing
from services.comments.writing.writer import Writer
from shared.limits.together import Purse
from shared.tasks import background
from shared.web.kit import Kit
from shared.web.routing import Route

TRAFFIC: Final = "traffic"
"""The folder of traffic records, in the data folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyDeps:
    """What privacy shares with the rest of the service; ``traffic_key``: the operator's public key, '' for none."""

    kit: Kit
    threads: RedisThreads
    writer: Writer
    erasing: Erasing
    senders: Senders
    pseudonyms: Pseudonyms
    purse: Purse
    traffic_key: str
    undecided: Rule


def add_privacy(app: web.Application, deps: PrivacyDeps) -> list[Route]:
    """The routes, to be mounted; the purge and the records of traffic begin and end with ``app``."""
    kit = deps.kit
    if deps.traffic_key:
        log = TrafficLog(kit.site.data / TRAFFIC, deps.traffic_key, kit.clock, kit.helps)
        app.middlewares.append(recording(log, deps.senders, kit.clock))
        app.on_cleanup.append(_closing(log))
    if not kit.helps:
        purging = partial(purge_daily, purge_of(deps), kit.store.rewrite_files)
        app.cleanup_ctx.append(background("comments-purge", purging))
    api = PrivacyApi(
        privacy=privacy_of(deps),
        senders=deps.senders,
        pseudonyms=deps.pseudonyms,
        table=table_with(deps.undecided),
        pages=kit.pages.of("services.comments"),
        bodies=kit.bodies,
        gate=kit.gate,
    )
    return api.routes()


def privacy_of(deps: PrivacyDeps) -> Privacy:
    """Requests by e-mail address."""
    kit = deps.kit
    return Privacy(
        wishes=RedisWishes(kit.store),
        threads=deps.threads,
        erasing=deps.erasing,
        purse=deps.purse,
        secret=kit.secret,
        clock=kit.clock,
        new_id=kit.new_id,
    )


def purge_of(deps: PrivacyDeps) -> Purge:
    """What goes after its time."""
    kit = deps.kit
    return Purge(
        everything=deps.threads,
        erasing=deps.erasing,
        writer=deps.writer,
        destroy=partial(destroy_old, kit.site.data / TRAFFIC),
        forget_old=privacy_of(deps).forget_old,
        clock=kit.clock,
        table=table_with(deps.undecided),
    )


def _closing(log: TrafficLog) -> Callable[[web.Application], Awaitable[None]]:
    async def close(_app: web.Application) -> None:
        log.close()

    return close
