"""``saket export``: it talks to the store of the folder, whether the site runs or not."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from tqdm import tqdm

from services.cli.words import both
from services.comments.wiring.standalone import exporter
from services.feed.addresses import Addresses
from services.feed.import_export.exporting import Export, Member
from services.feed.media.folder import MediaFolder
from services.feed.store.export_reads import RedisRecords
from services.transfer.backup import Backup
from services.transfer.lines import comment_lines
from services.transfer.outlet import written
from shared.clock import system_clock
from shared.environment import Environment
from shared.i18n import mark
from shared.settings import SiteSettings
from shared.store.client import Store
from shared.store.embedded import open_store
from shared.web.process import store_settings


async def export_site(options: argparse.Namespace, variables: Mapping[str, str]) -> int:
    """Write the whole site into a folder; with ``--format blogger`` the file that Blogger's importer reads."""
    env = Environment(variables)
    site = SiteSettings.read(env)
    env.check()
    folder, addresses = Path(options.folder), Addresses(site)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with open_store(store_settings(site)) as store:
        kept, lines_of = MediaFolder(site.data / "media"), comment_lines(store)
        members = Export(RedisRecords(store), kept, lines_of, addresses).members(private=True)
        if options.format == "blogger":
            members = _backup(store, addresses)
        with tqdm(disable=None, file=sys.stderr, unit=" files") as bar:
            count = await written(members, folder, lambda name: bar.set_postfix_str(name) or bar.update())
    for line in both(mark("%(count)d files written to %(folder)s"), count=count, folder=folder):
        print(line)
    return 0


async def _backup(store: Store, addresses: Addresses) -> AsyncIterator[Member]:
    backup = Backup(addresses, system_clock())
    comments = exporter(store).all(private=False)
    yield Member("blogger.xml", backup.pieces(RedisRecords(store).records(), comments))
