"""Rebuild what is derived from the posts' records: their places in views, states and archives. Safe at any time."""

from typing import Final

import msgspec

from services.feed.model import Post, Status
from services.feed.placement import change
from services.feed.store import keys
from services.feed.store.reads import RedisReads
from shared.store.client import Script, Store

_PLACE: Final = Script.load("services.feed.store", "place_post.lua")
_AT_ONCE: Final = 100


async def reindex_posts(store: Store) -> int:
    """Place every post, in the order in which they were made; how many there are."""
    posts, count, place = RedisReads(store), 0, ""
    while ids := await _next(store, place):
        for post_id in ids:
            await _place(store, posts, post_id)
        count, place = count + len(ids), ids[-1]
    return count


async def _next(store: Store, after: str) -> list[str]:
    start = f"({after}" if after else "-"
    found = await store.execute("ZRANGE", keys.ALL, start, "+", "BYLEX", "LIMIT", 0, _AT_ONCE)
    return [post_id.decode() for post_id in found]


async def _place(store: Store, posts: RedisReads, post_id: str) -> None:
    post = await posts.get(post_id)
    if post is None:
        return
    moves = change(None, post).moves
    places = [
        {"name": str(move.view), "published": move.after.published, "withdrawn": move.after.withdrawn} for move in moves
    ]
    names = [*_fixed(post), *(key(m.view) for m in moves for key in (keys.published, keys.withdrawn, keys.archive))]
    await store.call(_PLACE, names, [post.id, post.version, msgspec.json.encode(places)])
    await store.execute("HSETNX", keys.NAMES, post.atom_id, post.id)  # by which the next import knows it


def _fixed(post: Post) -> list[str]:
    others = [keys.state(status) for status in Status if status is not post.status]
    return [keys.VERSIONS, keys.ALL, keys.SIZES, keys.state(post.status), *others]
