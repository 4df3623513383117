"""Where the hub may go: one client for callbacks, wherever subscribers are, and one for our own site alone."""

import contextlib
from collections.abc import AsyncIterator
from typing import Final, NamedTuple

from aiohttp import web
from aiohttp.abc import AbstractResolver

from services.hub.pages import PREFIX
from services.hub.service import LEASE
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.identity import user_agent
from shared.fetch.limits import Limits
from shared.fetch.urls import HttpUrl
from shared.settings import KIB, MIB, SiteSettings
from shared.tasks import Context

# Verification reads our site and asks the subscriber: both together fit into one lease.
_SECONDS: Final = LEASE.total_seconds() / 3
_CALLBACK_LIMITS: Final = Limits(total=_SECONDS, headers=_SECONDS, body=64 * KIB, redirects=0)
_OWN_LIMITS: Final = Limits(total=_SECONDS, headers=_SECONDS, body=16 * MIB, redirects=0, connections=8)


class Clients(NamedTuple):
    """``callbacks`` goes wherever subscribers are, ``own`` to our own origin alone."""

    callbacks: GuardedClient
    own: GuardedClient


def clients_of(site: SiteSettings, extra_hosts: str, resolver: AbstractResolver | None) -> Clients:
    """``extra_hosts``: more of SAKET_ALLOW_HOSTS; ``resolver`` replaces the system's for callbacks."""
    origin = HttpUrl.parse(site.origin)
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    everywhere = AllowList.parse(f"{site.allow_hosts},{extra_hosts}")
    name = user_agent("Saket-Hub", site.absolute(PREFIX))
    return Clients(
        GuardedClient(everywhere, user_agent=name, limits=_CALLBACK_LIMITS, resolver=resolver),
        GuardedClient(AllowList.parse(f"{host}:{origin.port}"), user_agent=name, limits=_OWN_LIMITS),
    )


def opened(*clients: GuardedClient) -> Context:
    """Open while the application runs."""

    async def context(_app: web.Application) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            for client in clients:
                await stack.enter_async_context(client)
            yield

    return context
