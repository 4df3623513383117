"""``saket import disqus`` and ``saket import isso``: comments of other systems, under posts that are here already."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import msgspec

from services.comments.wiring.standalone import importer
from services.feed.titles import PostThreads
from services.transfer import disqus, isso
from services.transfer.talk import bring_in, here
from shared.environment import Environment
from shared.settings import SiteSettings
from shared.store.embedded import open_store
from shared.web.kit import make_kit
from shared.web.process import store_settings

_READERS = {"disqus": disqus.discussions, "isso": isso.discussions}
_INCOMPLETE = 1


async def import_talk(options: argparse.Namespace, variables: Mapping[str, str]) -> int:
    """Tell what became of them; 1 if there are pages for which no post was found."""
    env = Environment(variables)
    site = SiteSettings.read(env)
    env.check()
    path = Path(options.file)
    async with open_store(store_settings(site)) as store:
        use_case = importer(await make_kit(site, store), PostThreads(store, site))
        place = partial(here, base_url=site.base_url, old_site=options.site or "")
        talk = await bring_in(_READERS[options.kind](path), None if options.dry_run else use_case, place)
    print(f"discussions: {talk.threads}; comments written: {talk.written}; there before: {talk.existing}")
    for address, count in talk.refused.items():
        sys.stderr.write(f"no post here for {address} ({count} comments)\n")
    if options.report:
        await asyncio.to_thread(Path(options.report).write_bytes, msgspec.json.encode(talk))
    return _INCOMPLETE if talk.refused else 0
