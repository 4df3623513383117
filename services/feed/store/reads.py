"""Posts as they are read from Redis (see `keys`); no rules here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
import zstandard

from services.feed.model import Figures, Post, Revision, Status, ViewName, parse_view
from services.feed.placement import id_of
from services.feed.reading.library import ArchivePage, Listing, Shelf
from services.feed.store import keys
from shared.clock import from_ms
from shared.store.client import Store

_compressor = zstandard.ZstdCompressor()  # making one costs five times what compressing a post does


class RedisReads:
    """`reading.library.PostStore` and `posts.revisions.Past` over a real server or cluster."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, post_id: str) -> Post | None:
        return _decoded(await self._store.execute("GET", keys.record(post_id)))

    async def by_slug(self, slug: str) -> Post | None:
        return await self._owned(await self._store.execute("HGET", keys.SLUGS, slug))

    async def by_former(self, path: str) -> Post | None:
        return await self._owned(await self._store.execute("HGET", keys.FORMER, path))

    async def shelf(self, view: ViewName, after: str | None, limit: int) -> Shelf:
        members = await self._behind(keys.published(view), after, limit + 1)
        posts = await self._records([id_of(m) for m in members[:limit]])
        return Shelf(tuple(post for post in posts if post.is_public), _place(members, limit))

    async def everything(self, after: str | None, limit: int, status: Status | None = None) -> Shelf:
        ids = await self._behind(keys.state(status) if status else keys.ALL, after, limit + 1)
        return Shelf(await self._records(ids[:limit]), _place(ids, limit))

    async def listing(self, view: ViewName, start: int, count: int, tombstones: int) -> Listing:
        published, withdrawn, changed, touched, archived, size = await self._store.batch(
            [
                ("ZRANGE", keys.published(view), start, start + count - 1, "REV"),
                ("ZRANGE", keys.withdrawn(view), 0, tombstones - 1, "REV"),
                ("HGET", keys.CHANGED, str(view)),
                ("HGET", keys.TOUCHED, str(view)),
                ("ZCARD", keys.archive(view)),
                ("ZCARD", keys.published(view)),
            ]
        )
        ids = [id_of(m.decode()) for m in [*published, *withdrawn]]
        posts = await self._records(ids)
        # A post may have moved between the two reads; the write that moved it has the feed made again.
        return Listing(
            view,
            _moment(changed),
            tuple(post for post in posts if post.is_public),
            tuple(post for post in posts if post.was_public),
            archived,
            touched=_moment(touched),
            figures=await self.figures(ids),
            size=size,
        )

    async def archive(self, view: ViewName, number: int, size: int) -> ArchivePage:
        first = (number - 1) * size
        ids, archived = await self._store.batch(
            [("ZRANGE", keys.archive(view), first, first + size - 1), ("ZCARD", keys.archive(view))],
        )
        names = [post_id.decode() for post_id in ids]
        return ArchivePage(view, number, await self._records(names), archived, await self.figures(names))

    async def figures(self, ids: Sequence[str]) -> Mapping[str, Figures]:
        """What is known of the discussions of these posts."""
        if not ids:
            return {}
        known = await self._store.execute("HMGET", keys.FIGURES, *ids)
        return {post_id: _figures(text) for post_id, text in zip(ids, known, strict=True) if text is not None}

    async def sizes(self) -> Mapping[ViewName, int]:
        counted = await self._store.execute("HGETALL", keys.SIZES)
        return {parse_view(name.decode()): int(size) for name, size in counted.items()}

    async def revision(self, post_id: str, version: int) -> Revision | None:
        packed = await self._store.execute("HGET", keys.revisions(post_id), version)
        return None if packed is None else unpacked(packed)

    async def revision_numbers(self, post_id: str) -> list[int]:
        return sorted(int(version) for version in await self._store.execute("HKEYS", keys.revisions(post_id)))

    async def _owned(self, post_id: bytes | None) -> Post | None:
        return await self.get(post_id.decode()) if post_id else None

    async def _behind(self, key: str, after: str | None, limit: int) -> list[str]:
        start = "+" if after is None else f"({after}"
        members = await self._store.execute("ZRANGE", key, start, "-", "BYLEX", "REV", "LIMIT", 0, limit)
        return [m.decode() for m in members]

    async def _records(self, ids: Sequence[str]) -> tuple[Post, ...]:
        if not ids:
            return ()
        raw = await self._store.execute("MGET", *map(keys.record, ids))
        return tuple(msgspec.json.decode(record, type=Post) for record in raw if record is not None)


def packed(revision: Revision) -> bytes:
    """A revision as it is kept: years of them lie in memory. For the event loop's thread alone."""
    return _compressor.compress(msgspec.json.encode(revision))


def packed_first(record: bytes, by: str, at: datetime) -> bytes:
    """The same for a post whose JSON is there already."""
    return _compressor.compress(msgspec.json.encode({"post": msgspec.Raw(record), "by": by, "at": at}))


def unpacked(kept: bytes) -> Revision:
    """The inverse of `packed`."""
    return msgspec.json.decode(zstandard.ZstdDecompressor().decompress(kept), type=Revision)


def _place(members: Sequence[str], limit: int) -> str | None:
    """Behind which member the next page begins, if there is one."""
    return members[limit - 1] if len(members) > limit else None


def _decoded(raw: bytes | None) -> Post | None:
    return None if raw is None else msgspec.json.decode(raw, type=Post)


def _moment(milliseconds: bytes | None) -> datetime | None:
    return None if milliseconds is None else from_ms(int(milliseconds))


def _figures(text: bytes) -> Figures:
    count, _, newest = text.partition(b":")
    return Figures(int(count), from_ms(int(newest)) if int(newest) else None)
