"""One service in a process of its own: ``python -m services.feed`` and the others, behind a reverse proxy."""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import uvloop
from aiohttp import web

from shared.environment import Environment
from shared.errors import SaketError
from shared.settings import SiteSettings
from shared.store.embedded import StoreSettings, open_store
from shared.web.kit import Kit, make_kit
from shared.web.server import compose, listening, stop_signal

log = logging.getLogger(__name__)
C = TypeVar("C")
_BAD_SETUP = 2


@dataclass(frozen=True, slots=True)
class Service(Generic[C]):
    """How to make one service: ``prefix`` '' stands for the service at the root of the site."""

    prefix: str
    read: Callable[[Environment], C]
    build: Callable[[C, Kit], web.Application]
    landing: str


def run_service(service: Service[C]) -> None:
    """Serve until SIGTERM; a setup that cannot work is told in a line each and ends with status 2."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        uvloop.run(_serve(service, os.environ))
    except SaketError as error:
        sys.stderr.write(f"saket: {error}\n")
        sys.exit(_BAD_SETUP)


async def _serve(service: Service[C], variables: Mapping[str, str]) -> None:
    stop = stop_signal()
    env = Environment(variables)
    site = SiteSettings.read(env)
    config = service.read(env)
    env.check()
    async with open_store(store_settings(site), shared=True) as store:
        kit = await make_kit(site, store)
        app = service.build(config, kit)
        root, mounted = (web.Application(), {service.prefix: app}) if service.prefix else (app, {})
        compose(kit, root, mounted, landing=service.landing)
        async with listening(root, site.host, site.port):
            log.info("listening on http://%s:%d%s", site.host, site.port, service.prefix)
            await stop.wait()


def store_settings(site: SiteSettings) -> StoreSettings:
    """Where the site's data is."""
    return StoreSettings(site.data, site.redis_url or None)
