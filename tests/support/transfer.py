"""An import into a store, in the words of tests: as ``saket import`` does it, but in this process."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

from services.comments.wiring.standalone import importer
from services.feed.addresses import Addresses
from services.feed.import_export.importing import PostImport
from services.feed.store.arrivals import RedisArrivals
from services.feed.store.writes import RedisPosts
from services.feed.titles import PostThreads
from services.transfer.archive import read_archive
from services.transfer.cargo import cargo_of
from services.transfer.moving import Files, Moving
from services.transfer.reading import read
from services.transfer.report import Report
from services.transfer.sheaf import Sheaf, decode, frame
from shared.web.kit import Kit


async def move_in(kit: Kit, kind: str, path: Path, files: Files | None = None, *, dry: bool = False) -> Report:
    """Bring a file in."""
    now, addresses = kit.clock(), Addresses(kit.site)
    moving = Moving(
        RedisPosts(kit.store),
        PostImport(RedisArrivals(kit.store), lambda: now, cargo_of(path), f"import {kind}"),
        importer(kit, PostThreads(kit.store, kit.site)),
        files,
        thread_of=addresses.post,
        absolute=kit.site.absolute,
        dry=dry,
    )
    return await moving.take(_handed_over(_sheaves(kind, path, now)), lambda _sheaf: None)


def _sheaves(kind: str, path: Path, now: datetime) -> Iterator[Sheaf]:
    return read_archive(path, now) if kind == "saket" else read(kind, path, now)


async def _handed_over(sheaves: Iterator[Sheaf]) -> AsyncIterator[Sheaf]:
    """As they come from the reading process."""
    for sheaf in sheaves:
        yield decode(frame(sheaf)[4:])
