"""Where posts that move in are written: the `ArrivalStore` of an import, over Redis (see `keys`). No rules here."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from services.feed.import_export.importing import Batch, Landing
from services.feed.model import Post, Revision, parse_view
from services.feed.placement import Move, Place
from services.feed.store import keys
from services.feed.store.reads import packed
from shared.clock import to_ms
from shared.store.client import Script, Store, Value

_IMPORT: Final = Script.load("services.feed.store", "import_posts.lua")
_FIXED: Final = (
    keys.VERSIONS, keys.SLUGS, keys.OUTBOX, keys.CHANGED, keys.SIZES, keys.ALL, keys.DUE, keys.FORMER, keys.CARGOES,
    keys.NAMES,
)  # fmt: skip


class RedisArrivals:
    """Writes a batch with one server-side function."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def known(self, posts: Sequence[Post]) -> dict[str, str]:
        here = await self._fields(keys.VERSIONS, [post.id for post in posts])
        named = await self._fields(keys.NAMES, [post.atom_id for post in posts])
        elsewhere = {post.id: named[post.atom_id].decode() for post in posts if post.atom_id in named}
        return elsewhere | {post_id: post_id for post_id in here}

    async def taken(self, slugs: Sequence[str]) -> set[str]:
        return set(await self._fields(keys.SLUGS, slugs))

    async def land(self, batch: Batch) -> list[str]:
        views = [_views(landing) for landing in batch.landings]
        places = [
            place for landing, moves in zip(batch.landings, views, strict=True) for place in _keys(landing, moves)
        ]
        posts = [_post(landing, moves) for landing, moves in zip(batch.landings, views, strict=True)]
        changed = _changed(batch, views)
        command = msgspec.json.encode({"cargo": batch.cargo, "changed": changed, "posts": posts})
        args: list[Value] = [command]
        for landing in batch.landings:
            args += [msgspec.json.encode(landing.post), *_past(landing, batch)]
        words = await self._store.call(_IMPORT, [*_FIXED, *places], args)
        return [word.decode() for word in words]

    async def _fields(self, key: str, names: Sequence[str]) -> dict[str, bytes]:
        """Those that are there."""
        if not names:
            return {}
        values = await self._store.execute("HMGET", key, *names)
        return {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _views(landing: Landing) -> list[Move]:
    """The views in which it stands, and those in whose archives it stands all the same."""
    moves = {str(move.view): move for move in landing.change.moves}
    absent = Place()
    former = {name: Move(parse_view(name), absent, absent) for name in landing.arrival.places if name not in moves}
    return [*moves.values(), *former.values()]


def _keys(landing: Landing, moves: Sequence[Move]) -> list[str]:
    post = landing.post
    views = (key(move.view) for move in moves for key in (keys.published, keys.withdrawn, keys.archive))
    return [keys.record(post.id), keys.revisions(post.id), keys.state(post.status), *views]


def _post(landing: Landing, moves: Sequence[Move]) -> dict[str, Any]:
    post, change = landing.post, landing.change
    return {
        "id": post.id,
        "name": post.atom_id,
        "slug": post.slug,
        "slugs": landing.arrival.slugs,
        "version": post.version,
        "due": to_ms(change.due) if change.due else 0,
        "former": post.former,
        "views": [_view(move, landing.arrival.places) for move in moves],
        "past": len(landing.arrival.past) or 1,
    }


def _view(move: Move, places: Mapping[str, float]) -> dict[str, Any]:
    name = str(move.view)
    view: dict[str, Any] = {"name": name, "published": move.after.published, "withdrawn": move.after.withdrawn}
    return view | ({"place": places[name]} if name in places else {})


def _past(landing: Landing, batch: Batch) -> list[Value]:
    """What is known of its history; at least that it came."""
    past = landing.arrival.past or (Revision(landing.post, batch.by, batch.now),)
    return [part for revision in past for part in (revision.post.version, packed(revision))]


def _changed(batch: Batch, views: Sequence[Sequence[Move]]) -> dict[str, int]:
    """When each view changed, in milliseconds."""
    if batch.changed is not None:
        return {name: to_ms(moment) for name, moment in batch.changed.items()}
    return {str(move.view): to_ms(batch.now) for moves in views for move in moves}
