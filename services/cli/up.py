"""``saket up``: the store, the services and, the first time, something to see.

read configuration | own the store | listen, helpers too | load the sample once | wait for SIGTERM | drain | stop the
store
"""

import asyncio
import logging
from collections.abc import Mapping

import uvloop

from services.cli.helping import helped, wait_free
from services.cli.staff import BASE_KEY, login_link
from services.cli.words import both
from services.host import HostConfig, create_site
from services.sample.loader import SampleLoader, sample_wanted
from shared.i18n import mark
from shared.settings import SiteSettings
from shared.store.embedded import own_store
from shared.web.kit import Kit, make_kit
from shared.web.process import store_settings
from shared.web.server import listening, stop_signal

log = logging.getLogger(__name__)
_SAMPLE_ACCOUNT = "admin"
_ADDRESSES = (
    (mark("News"), "/"),
    (mark("Feed"), "/feeds/posts.atom"),
    (mark("Neighbouring provinces"), "/planet/"),
    (mark("Moderation"), "/comments/moderation"),
)


def up(variables: Mapping[str, str]) -> int:
    """Serve until SIGTERM or Ctrl-C; the exit status."""
    config = HostConfig.from_variables(variables)
    uvloop.run(_serve(config, variables))
    return 0


async def _serve(config: HostConfig, variables: Mapping[str, str]) -> None:
    stop = stop_signal()
    site = config.site
    more = site.processes - 1
    if more:
        await wait_free(site)
    async with own_store(store_settings(site)) as store:
        await store.execute("SET", BASE_KEY, site.base_url)
        kit = await make_kit(site, store, static_packages=("shared", "services.sample"))
        sample = site.sample and await sample_wanted(store)
        told = {**variables, "SAKET_SAMPLE": "1" if sample else "0"}
        root = create_site(config, kit, sample=sample)
        async with listening(root, site.host, site.port, beside=more > 0), helped(more, told):
            _say(mark("Saket is at %(url)s (Ctrl-C stops it)"), url=site.absolute("/"))
            if sample:
                await _first_steps(kit, stop)
            _say_addresses(site)
            await stop.wait()
            _say(mark("Stopping"))


async def _first_steps(kit: Kit, stop: asyncio.Event) -> None:
    """Load the sample unless it is there already, and let the newcomer in."""
    loader = SampleLoader(kit)
    if await loader.loaded():
        return
    _say(mark("The store is empty: loading a small sample (SAKET_SAMPLE=0 starts without)"))
    loading = asyncio.create_task(loader.load())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({loading, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not loading.done():
        loading.cancel()
        return
    await loading
    secret = await loader.one_time_login(_SAMPLE_ACCOUNT)
    _say(mark("Staff login, once and within a day:"))
    _line(login_link(kit.site.base_url, secret))


def _say_addresses(site: SiteSettings) -> None:
    for message, path in _ADDRESSES:
        _line(f"{site.absolute(path)}  {' / '.join(both(message))}")


def _say(message: str, **values: object) -> None:
    for line in both(message, **values):
        print(line, flush=True)


def _line(text: str) -> None:
    print(f"  {text}", flush=True)
