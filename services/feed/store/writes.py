"""Posts as they are written to Redis (see `keys`), each write one server-side function; no rules here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from services.feed.errors import SlugTaken
from services.feed.model import Figures, Post, Receipt, Revision, ViewName, parse_view, receipt_of, views_of
from services.feed.posts.publishing import Once, Overtaken, Write
from services.feed.store import keys
from services.feed.store.keys import OUTBOX
from services.feed.store.reads import RedisReads, packed
from shared.clock import to_ms
from shared.errors import IdempotencyMismatch
from shared.store.client import Script

__all__ = ["ONCE_SECONDS", "OUTBOX", "RedisPosts", "views_in"]

ONCE_SECONDS: Final = 86_400
_WRITE: Final = Script.load("services.feed.store", "write_post.lua")
_NOTE: Final = Script.load("services.feed.store", "note_figures.lua")


class RedisPosts(RedisReads):
    """`services.feed.posts.publishing.PostStore` over a real server or cluster."""

    async def write(self, write: Write, once: Once | None = None) -> Receipt:
        after = write.after
        receipt = receipt_of(after)
        revision = packed(Revision(after, write.by, write.now))
        args = [*(msgspec.json.encode(part) for part in (_command(write, once), after, receipt)), revision]
        word, detail = await self._store.call(_WRITE, _keys(write, once), args)
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

    async def free_slug(self, wanted: Sequence[str]) -> str | None:
        owners = await self._store.execute("HMGET", keys.SLUGS, *wanted)
        return next((slug for slug, owner in zip(wanted, owners, strict=True) if owner is None), None)

    async def due(self, now: datetime, limit: int) -> list[str]:
        ids = await self._store.execute("ZRANGE", keys.DUE, "-inf", to_ms(now), "BYSCORE", "LIMIT", 0, limit)
        return [post_id.decode() for post_id in ids]

    async def note(self, post: Post, figures: Figures, now: datetime) -> bool:
        """Keep the figures of a post's discussion; False if they are known."""
        views = msgspec.json.encode([str(view) for view in views_of(post)] if post.is_public else [])
        newest = to_ms(figures.updated) if figures.updated else 0
        places = [keys.FIGURES, keys.TOUCHED, OUTBOX]
        return bool(await self._store.call(_NOTE, places, [post.id, figures.count, newest, to_ms(now), views]))


def views_in(fields: Mapping[bytes, bytes]) -> list[ViewName]:
    """The views that an event of the outbox says have changed."""
    return [parse_view(name) for name in msgspec.json.decode(fields[b"views"], type=list[str])]


def _keys(write: Write, once: Once | None) -> list[str]:
    before, after = write.before or write.after, write.after
    return [
        keys.record(after.id),
        keys.VERSIONS,
        keys.SLUGS,
        OUTBOX,
        keys.CHANGED,
        keys.SIZES,
        keys.ALL,
        keys.DUE,
        keys.FORMER,
        keys.revisions(after.id),
        keys.state(before.status),
        keys.state(after.status),
        keys.once(once.key if once else ""),
        *(key(move.view) for move in write.change.moves for key in (keys.published, keys.withdrawn, keys.archive)),
    ]


def _command(write: Write, once: Once | None) -> dict[str, Any]:
    change = write.change
    return {
        "id": write.after.id,
        "slug": write.after.slug,
        "expected": write.before.version if write.before else 0,
        "version": write.after.version,
        "due": to_ms(change.due) if change.due else 0,
        "now": to_ms(write.now),
        "event": write.after.status,
        "former": write.after.former,
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
