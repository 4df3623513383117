"""Posts in Redis. Everything lives in the one slot ``{posts}``; no rules here.

{posts}:post:<id>                      the record, JSON of `model.Post`
{posts}:versions      hash             id -> version
{posts}:slugs         hash             every slug there ever was -> id
{posts}:all           sorted by member ids, which sort by creation
{posts}:published:<view>, {posts}:withdrawn:<view>   sorted by member (see `placement`)
{posts}:due           sorted set       scheduled ids by the moment (ms) they are due
{posts}:archive       list             ids in the order in which they first appeared
{posts}:changed       hash             view -> when it last changed (ms), never backwards
{posts}:sizes         hash             view -> number of public posts
{posts}:once:<key>    hash             an Idempotency-Key's request digest and receipt
{posts}:outbox        stream           id, event, views (JSON list) of every write
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from services.feed.errors import SlugTaken
from services.feed.library import ArchivePage, Listing, Shelf
from services.feed.model import Post, Receipt, ViewName, parse_view, receipt_of
from services.feed.placement import id_of
from services.feed.service import Once, Overtaken, Write
from shared.clock import from_ms, to_ms
from shared.errors import IdempotencyMismatch
from shared.store.client import Script, Store

OUTBOX: Final = "{posts}:outbox"
ONCE_SECONDS: Final = 86_400
_WRITE: Final = Script.load("services.feed", "write_post.lua")
_VERSIONS: Final = "{posts}:versions"
_SLUGS: Final = "{posts}:slugs"
_ALL: Final = "{posts}:all"
_DUE: Final = "{posts}:due"
_ARCHIVE: Final = "{posts}:archive"
_CHANGED: Final = "{posts}:changed"
_SIZES: Final = "{posts}:sizes"


class RedisPosts:
    """`service.PostStore` and `library.PostShelves` over a real server or cluster."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def write(self, write: Write, once: Once | None = None) -> Receipt:
        after, moves = write.after, write.change.moves
        receipt = receipt_of(after)
        keys = [_post(after.id), _VERSIONS, _SLUGS, OUTBOX, _CHANGED, _SIZES, _ALL, _DUE, _ARCHIVE]
        keys.append(f"{{posts}}:once:{once.key if once else ''}")
        for move in moves:
            keys += [_published(move.view), _withdrawn(move.view)]
        args = [msgspec.json.encode(part) for part in (_command(write, once), after, receipt)]
        word, detail = await self._store.call(_WRITE, keys, args)
        match word:
            case b"written":
                return receipt
            case b"repeated":
                return msgspec.json.decode(detail, type=Receipt)
            case b"mismatch":
                raise IdempotencyMismatch
            case b"slug-taken":
                raise SlugTaken(after.slug)
            case _:
                raise Overtaken

    async def get(self, post_id: str) -> Post | None:
        return _decoded(await self._store.execute("GET", _post(post_id)))

    async def by_slug(self, slug: str) -> Post | None:
        post_id = await self._store.execute("HGET", _SLUGS, slug)
        return await self.get(post_id.decode()) if post_id else None

    async def free_slug(self, wanted: Sequence[str]) -> str | None:
        owners = await self._store.execute("HMGET", _SLUGS, *wanted)
        return next((slug for slug, owner in zip(wanted, owners, strict=True) if owner is None), None)

    async def due(self, now: datetime, limit: int) -> list[str]:
        ids = await self._store.execute("ZRANGE", _DUE, "-inf", to_ms(now), "BYSCORE", "LIMIT", 0, limit)
        return [post_id.decode() for post_id in ids]

    async def shelf(self, view: ViewName, after: str | None, limit: int) -> Shelf:
        members = await self._behind(_published(view), after, limit + 1)
        posts = await self._records([id_of(m) for m in members[:limit]])
        return Shelf(tuple(post for post in posts if post.is_public), _place(members, limit))

    async def everything(self, after: str | None, limit: int) -> Shelf:
        ids = await self._behind(_ALL, after, limit + 1)
        return Shelf(await self._records(ids[:limit]), _place(ids, limit))

    async def listing(self, view: ViewName, start: int, count: int, tombstones: int) -> Listing:
        published, withdrawn, changed, archived = await self._store.batch(
            [
                ("ZRANGE", _published(view), start, start + count - 1, "REV"),
                ("ZRANGE", _withdrawn(view), 0, tombstones - 1, "REV"),
                ("HGET", _CHANGED, str(view)),
                ("LLEN", _ARCHIVE),
            ]
        )
        posts = await self._records([id_of(m.decode()) for m in [*published, *withdrawn]])
        # A post may have moved between the two reads; the write that moved it has the feed made again.
        return Listing(
            view,
            _moment(changed),
            tuple(post for post in posts if post.is_public),
            tuple(post for post in posts if post.was_public),
            archived,
        )

    async def archive(self, number: int, size: int) -> ArchivePage:
        first = (number - 1) * size
        ids, archived = await self._store.batch(
            [("LRANGE", _ARCHIVE, first, first + size - 1), ("LLEN", _ARCHIVE)],
        )
        return ArchivePage(number, await self._records([post_id.decode() for post_id in ids]), archived)

    async def sizes(self) -> Mapping[ViewName, int]:
        counted = await self._store.execute("HGETALL", _SIZES)
        return {parse_view(name.decode()): int(size) for name, size in counted.items()}

    async def _behind(self, key: str, after: str | None, limit: int) -> list[str]:
        start = "+" if after is None else f"({after}"
        members = await self._store.execute("ZRANGE", key, start, "-", "BYLEX", "REV", "LIMIT", 0, limit)
        return [m.decode() for m in members]

    async def _records(self, ids: Sequence[str]) -> tuple[Post, ...]:
        if not ids:
            return ()
        raw = await self._store.execute("MGET", *map(_post, ids))
        return tuple(msgspec.json.decode(record, type=Post) for record in raw if record is not None)


def views_in(fields: Mapping[bytes, bytes]) -> list[ViewName]:
    """The views that an event of the outbox says have changed."""
    return [parse_view(name) for name in msgspec.json.decode(fields[b"views"], type=list[str])]


def _command(write: Write, once: Once | None) -> dict[str, Any]:
    change = write.change
    return {
        "id": write.after.id,
        "slug": write.after.slug,
        "expected": write.before.version if write.before else 0,
        "version": write.after.version,
        "due": to_ms(change.due) if change.due else 0,
        "appears": int(change.appears_first),
        "now": to_ms(write.now),
        "event": write.after.status,
        "views": [
            {
                "name": str(move.view),
                "old_published": move.before.published,
                "published": move.after.published,
                "old_withdrawn": move.before.withdrawn,
                "withdrawn": move.after.withdrawn,
            }
            for move in change.moves
        ],
        "digest": once.digest if once else "",
        "keep": ONCE_SECONDS,
    }


def _place(members: Sequence[str], limit: int) -> str | None:
    """Behind which member the next page begins, if there is one."""
    return members[limit - 1] if len(members) > limit else None


def _post(post_id: str) -> str:
    return f"{{posts}}:post:{post_id}"


def _published(view: ViewName) -> str:
    return f"{{posts}}:published:{view}"


def _withdrawn(view: ViewName) -> str:
    return f"{{posts}}:withdrawn:{view}"


def _decoded(raw: bytes | None) -> Post | None:
    return None if raw is None else msgspec.json.decode(raw, type=Post)


def _moment(milliseconds: bytes | None) -> datetime | None:
    return None if milliseconds is None else from_ms(int(milliseconds))
