"""What `services.cli.transfer` reads, on its way into the store."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from services.cli.words import both
from services.comments.import_export.exchange import ExportedComment, ImportedComment, Report
from services.feed.config import FeedConfig
from services.feed.import_export.importing import PostImport
from services.feed.media.folder import MediaFolder
from services.feed.media.service import MediaLibrary
from services.feed.media.studio import Studio
from services.feed.store.arrivals import RedisArrivals
from services.feed.store.reads import RedisReads
from services.transfer.cargo import cargo_of
from services.transfer.errors import BadArchive
from services.transfer.files import Carrier, LocalFiles
from services.transfer.model import Remark
from services.transfer.moving import Comments, Moving
from services.transfer.restoring import restored_media
from services.transfer.sheaf import Sheaf
from services.transfer.wording import lines
from shared.environment import Environment
from shared.i18n import LANGUAGES, translations
from shared.settings import SiteSettings
from shared.store.client import Store
from shared.store.embedded import StoreSettings, open_store

_BROKEN: Final = 1


async def arrive(
    sheaves: AsyncIterator[Sheaf], options: argparse.Namespace, variables: Mapping[str, str], now: datetime
) -> int:
    """Bring all of them in and tell what became of them; 1 if the file could not be read to the end."""
    env = Environment(variables)
    site, config = SiteSettings.read(env), FeedConfig.read(env)
    env.check()
    path = Path(options.file)
    async with open_store(StoreSettings(site.data, site.redis_url or None)) as store:
        moving = _moving(store, site, config, options, now)
        if options.kind == "saket":
            await _restore_media(moving, path, site, config, dry=options.dry_run)
        for language in LANGUAGES:
            translations(language)  # the catalogs of the report are read while its file is
        with _progress(path.name) as progress:
            report = await moving.take(sheaves, progress)
    for line in lines(report, both):
        print(line)
    if options.report:
        await asyncio.to_thread(Path(options.report).write_bytes, report.json())
    return _BROKEN if report.broken else 0


def _moving(store: Store, site: SiteSettings, config: FeedConfig, options: argparse.Namespace, now: datetime) -> Moving:
    library = MediaLibrary(MediaFolder(site.data / "media"), Studio(config.media))
    files = Carrier(LocalFiles(Path(options.media)) if options.media else None, library, config.media)
    by, comments = f"import {options.kind}", _Comments(store, site)
    return Moving(
        RedisReads(store),
        PostImport(RedisArrivals(store), lambda: now, cargo_of(Path(options.file)), by),
        comments,
        files,
        thread_of=comments.thread_of,
        absolute=site.absolute,
        dry=options.dry_run,
    )


class _Comments:
    """`services.transfer.moving.Comments`: the comments' part of the site, which is large, when the first one comes."""

    def __init__(self, store: Store, site: SiteSettings) -> None:
        self._store = store
        self._site = site
        self._made: Comments | None = None

    def thread_of(self, slug: str) -> str:
        """The address of the post's thread."""
        from services.feed.addresses import Addresses

        return Addresses(self._site).post(slug)

    async def bring(self, thread: str, comments: Sequence[ImportedComment]) -> Report:
        return await (await self._importer()).bring(thread, comments)

    async def restore(self, thread: str, comments: Sequence[ExportedComment]) -> Report:
        return await (await self._importer()).restore(thread, comments)

    async def known(self, thread: str, comments: Sequence[ImportedComment | ExportedComment]) -> int:
        return await (await self._importer()).known(thread, comments)

    async def _importer(self) -> Comments:
        """Made twice where two ask at once, which does no harm."""
        if self._made is None:
            from services.comments.wiring.standalone import importer
            from services.feed.titles import PostThreads
            from shared.web.kit import make_kit

            kit = await make_kit(self._site, self._store)
            self._made = importer(kit, PostThreads(self._store, self._site))
        return self._made


async def _restore_media(moving: Moving, path: Path, site: SiteSettings, config: FeedConfig, *, dry: bool) -> None:
    """Before the posts that show them."""
    if dry:
        return
    try:
        async for is_new in restored_media(path, MediaFolder(site.data / "media"), config.media):
            moving.report.files += is_new
    except BadArchive as error:
        moving.report.remark(Remark("file-refused", str(error)), error.line, path.name)


@contextmanager
def _progress(name: str) -> Iterator[Callable[[Sheaf], None]]:
    """A bar, for people only."""
    if not sys.stderr.isatty():
        yield lambda _sheaf: None
        return
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, file=sys.stderr, desc=name) as bar:

        def show(sheaf: Sheaf) -> None:
            bar.total = sheaf.size or bar.total
            bar.update(sheaf.position - bar.n)

        yield show
