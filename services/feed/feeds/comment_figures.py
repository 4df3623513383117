"""The figures of discussions, as the comments service tells them, noted with the posts whose feeds show them.

{discussion}:changed (shared.discussion) | the post of the thread | note, if they are news | the outbox | every tail
"""

from collections.abc import Mapping

from services.feed.addresses import Addresses
from services.feed.model import Figures
from services.feed.store.writes import RedisPosts
from shared.clock import Clock
from shared.discussion import figures_in


class FigureKeeper:
    """Handles the events of `shared.discussion.CHANGED`; again is no harm."""

    def __init__(self, posts: RedisPosts, addresses: Addresses, clock: Clock) -> None:
        self._posts = posts
        self._to = addresses
        self._clock = clock

    async def keep(self, fields: Mapping[bytes, bytes]) -> None:
        """Note the figures, if the thread is that of one of our posts."""
        told = figures_in(fields)
        slug = self._to.slug_in(told.url)
        post = await self._posts.by_slug(slug) if slug else None
        if post is not None:
            await self._posts.note(post, Figures(told.count, told.updated), self._clock())
