"""``saket import`` and ``saket export``: they talk to the store of the folder, whether the site runs or not."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from pathlib import Path

from tqdm import tqdm

from services.cli.words import both
from services.comments.app import exporter, importer
from services.feed.addresses import Addresses
from services.feed.config import FeedConfig
from services.feed.import_export.exporting import Export, Member
from services.feed.import_export.importing import PostImport
from services.feed.media.folder import MediaFolder
from services.feed.media.service import MediaLibrary
from services.feed.media.studio import Studio
from services.feed.store.arrivals import RedisArrivals
from services.feed.store.export_reads import RedisRecords
from services.feed.store.writes import RedisPosts
from services.feed.titles import PostThreads
from services.transfer.backup import Backup
from services.transfer.cargo import cargo_of
from services.transfer.errors import BadArchive
from services.transfer.files import Carrier, LocalFiles
from services.transfer.lines import comment_lines
from services.transfer.model import Remark
from services.transfer.moving import Moving
from services.transfer.outlet import written
from services.transfer.readers import sheaves
from services.transfer.restoring import restored_media
from services.transfer.sheaf import Sheaf
from services.transfer.wording import lines
from shared.clock import system_clock
from shared.environment import Environment
from shared.i18n import mark
from shared.settings import SiteSettings
from shared.store.client import Store
from shared.store.embedded import open_store
from shared.web.kit import Kit, make_kit
from shared.web.process import store_settings

_BROKEN = 1


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


async def import_site(options: argparse.Namespace, variables: Mapping[str, str]) -> int:
    """Bring another site in and tell what became of it; 1 if its file could not be read to the end."""
    env = Environment(variables)
    site, config = SiteSettings.read(env), FeedConfig.read(env)
    env.check()
    path, now = Path(options.file), system_clock()
    async with open_store(store_settings(site)) as store:
        moving = _moving(await make_kit(site, store), config, options, now)
        if options.kind == "saket":
            await _restore_media(moving, path, site, config, dry=options.dry_run)
        async with sheaves(options.kind, path, now) as read:
            with tqdm(unit="B", unit_scale=True, disable=None, file=sys.stderr, desc=path.name) as bar:
                report = await moving.take(read, _progress(bar))
    for line in lines(report, both):
        print(line)
    if options.report:
        await asyncio.to_thread(Path(options.report).write_bytes, report.json())
    return _BROKEN if report.broken else 0


def _moving(kit: Kit, config: FeedConfig, options: argparse.Namespace, now: datetime) -> Moving:
    posts, addresses = RedisPosts(kit.store), Addresses(kit.site)
    library = MediaLibrary(MediaFolder(kit.site.data / "media"), Studio(config.media))
    files = Carrier(LocalFiles(Path(options.media)) if options.media else None, library, config.media)
    by = f"import {options.kind}"
    return Moving(
        posts,
        PostImport(RedisArrivals(kit.store), lambda: now, cargo_of(Path(options.file)), by),
        importer(kit, PostThreads(kit.store, kit.site)),
        files,
        thread_of=addresses.post,
        absolute=kit.site.absolute,
        dry=options.dry_run,
    )


async def _restore_media(moving: Moving, path: Path, site: SiteSettings, config: FeedConfig, *, dry: bool) -> None:
    """Before the posts that show them."""
    if dry:
        return
    try:
        async for is_new in restored_media(path, MediaFolder(site.data / "media"), config.media):
            moving.report.files += is_new
    except BadArchive as error:
        moving.report.remark(Remark("file-refused", str(error)), error.line, path.name)


def _progress(bar: "tqdm[None]") -> Callable[[Sheaf], None]:
    def show(sheaf: Sheaf) -> None:
        bar.total = sheaf.size or bar.total
        bar.update(sheaf.position - bar.n)

    return show
