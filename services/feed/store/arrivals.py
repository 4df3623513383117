"""Where posts that move in are written: the `ArrivalStore` of an import, over Redis (see `keys`). No rules here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import msgspec

from services.feed.import_export.importing import Batch, Landing
from services.feed.model import Post, Status, parse_view
from services.feed.placement import Place
from services.feed.store import keys
from services.feed.store.reads import packed, packed_first
from shared.clock import to_ms
from shared.store.client import Script, Store, Value

_IMPORT: Final = Script.load("services.feed.store", "import_posts.lua")
_STATES: Final = tuple(Status)
_FIXED: Final = (
    keys.VERSIONS, keys.SLUGS, keys.OUTBOX, keys.CHANGED, keys.SIZES, keys.ALL, keys.DUE, keys.FORMER, keys.CARGOES,
    keys.NAMES, *map(keys.state, _STATES),
)  # fmt: skip


class RedisArrivals:
    """Writes a batch with one server-side function."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def known(self, posts: Sequence[Post]) -> dict[str, str]:
        if not posts:
            return {}
        questions = [
            ("HMGET", keys.VERSIONS, *(post.id for post in posts)),
            ("HMGET", keys.NAMES, *(post.atom_id for post in posts)),
        ]
        versions, names = await self._store.batch(questions)
        found = zip(posts, versions, names, strict=True)
        return {
            post.id: post.id if version is not None else name.decode()
            for post, version, name in found
            if version is not None or name is not None
        }

    async def taken(self, slugs: Sequence[str]) -> set[str]:
        if not slugs:
            return set()
        owners = await self._store.execute("HMGET", keys.SLUGS, *slugs)
        return {slug for slug, owner in zip(slugs, owners, strict=True) if owner is not None}

    async def land(self, batch: Batch) -> list[str]:
        places = [_views(landing) for landing in batch.landings]
        views = {name: number for number, name in enumerate(dict.fromkeys(chain.from_iterable(places)), start=1)}
        posts = [_post(landing, stands, views) for landing, stands in zip(batch.landings, places, strict=True)]
        command = {"cargo": batch.cargo, "changed": _changed(batch, views), "views": tuple(views), "posts": posts}
        args: list[Value] = [msgspec.json.encode(command)]
        for landing in batch.landings:
            record = msgspec.json.encode(landing.post)
            args += [record, *_past(landing, batch, record)]
        words = await self._store.call(_IMPORT, [*_FIXED, *_keys(batch, views)], args)
        return [word.decode() for word in words]


def _views(landing: Landing) -> dict[str, Place]:
    """The views in which it stands, and those in whose archives it stands all the same."""
    absent = Place()
    return dict.fromkeys(landing.arrival.places, absent) | {str(move.view): move.after for move in landing.change.moves}


def _keys(batch: Batch, views: Iterable[str]) -> Iterator[str]:
    for view in map(parse_view, views):
        yield from (keys.published(view), keys.withdrawn(view), keys.archive(view))
    for landing in batch.landings:
        yield from (keys.record(landing.post.id), keys.revisions(landing.post.id))


def _post(landing: Landing, stands: Mapping[str, Place], views: Mapping[str, int]) -> dict[str, Any]:
    post, due, places = landing.post, landing.change.due, landing.arrival.places
    return {
        "id": post.id,
        "name": post.atom_id,
        "slug": post.slug,
        "slugs": landing.arrival.slugs,
        "version": post.version,
        "due": to_ms(due) if due else 0,
        "state": _STATES.index(post.status) + 1,
        "former": post.former,
        "views": [_view(views[name], place, places.get(name)) for name, place in stands.items()],
        "past": len(landing.arrival.past) or 1,
    }


def _view(number: int, stands: Place, place: float | None) -> dict[str, Any]:
    view: dict[str, Any] = {"view": number, "published": stands.published, "withdrawn": stands.withdrawn}
    return view if place is None else view | {"place": place}


def _past(landing: Landing, batch: Batch, record: bytes) -> list[Value]:
    """What is known of its history; at least that it came."""
    if landing.arrival.past:
        return [part for each in landing.arrival.past for part in (each.post.version, packed(each))]
    return [landing.post.version, packed_first(record, batch.by, batch.now)]


def _changed(batch: Batch, views: Iterable[str]) -> dict[str, int]:
    """When each view changed, in milliseconds."""
    if batch.changed is not None:
        return {name: to_ms(moment) for name, moment in batch.changed.items()}
    return dict.fromkeys(views, to_ms(batch.now))
