"""Everything that is kept of posts, as it is read from Redis (see `keys`) for an export; no rules here."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

import msgspec

from services.feed.import_export.archive_atom import Record
from services.feed.model import Post, Revision, ViewName, parse_view, views_of
from services.feed.store import keys
from services.feed.store.reads import unpacked
from shared.store.client import Command, Store

_AT_ONCE: Final = 50
_SCANNED: Final = 1000


class RedisRecords:
    """`exporting.Records` over a real server or cluster."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def changes(self) -> dict[str, int]:
        changed = await self._store.execute("HGETALL", keys.CHANGED)
        return {name.decode(): int(moment) for name, moment in sorted(changed.items())}

    async def records(self) -> AsyncIterator[Record]:
        slugs, place = await self._slugs(), "-"
        while ids := await self._store.execute("ZRANGE", keys.ALL, place, "+", "BYLEX", "LIMIT", 0, _AT_ONCE):
            for record in await self._records([post_id.decode() for post_id in ids], slugs):
                yield record
            place = f"({ids[-1].decode()}"

    async def _slugs(self) -> dict[str, list[str]]:
        """Every slug that a post ever had, by its id."""
        found: dict[str, list[str]] = {}
        cursor = b"0"
        while True:
            cursor, fields = await self._store.execute("HSCAN", keys.SLUGS, cursor, "COUNT", _SCANNED)
            for slug, post_id in fields.items():
                found.setdefault(post_id.decode(), []).append(slug.decode())
            if int(cursor) == 0:
                return found

    async def _records(self, ids: Sequence[str], slugs: dict[str, list[str]]) -> list[Record]:
        raw = await self._store.batch([("GET", keys.record(post_id)) for post_id in ids])
        posts = [msgspec.json.decode(record, type=Post) for record in raw if record is not None]
        kept = await self._store.batch([("HGETALL", keys.revisions(post.id)) for post in posts])
        lives = list(zip(posts, map(_past, kept), strict=True))
        places = await self._places(lives)
        return [Record(post, _others(post, slugs.get(post.id, ())), places[post.id], past) for post, past in lives]

    async def _places(self, lives: Sequence[tuple[Post, tuple[Revision, ...]]]) -> dict[str, dict[str, int]]:
        """Where posts stand in the archives of their views, also of those that they stood in at any time."""
        asked = [(post.id, view) for post, past in lives for view in _views(post, past)]
        commands: list[Command] = [("ZRANK", keys.archive(view), post_id) for post_id, view in asked]
        found: dict[str, dict[str, int]] = {post.id: {} for post, _ in lives}
        for (post_id, view), rank in zip(asked, await self._store.batch(commands), strict=True):
            if rank is not None:
                found[post_id][str(view)] = rank
        return found


def _views(post: Post, past: Sequence[Revision]) -> tuple[ViewName, ...]:
    """`Post.left` alone will not do: it is silent on what changed while the post was withdrawn."""
    earlier = (view for revision in past for view in views_of(revision.post))
    return tuple(dict.fromkeys([*views_of(post), *map(parse_view, post.left), *earlier]))


def _others(post: Post, slugs: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(slug for slug in slugs if slug != post.slug))


def _past(kept: dict[bytes, bytes]) -> tuple[Revision, ...]:
    return tuple(unpacked(kept[version]) for version in sorted(kept, key=int))
