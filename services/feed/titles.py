"""What other services may know of posts: under which address each is discussed, what it is called, who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.feed.addresses import Addresses
from services.feed.store.keys import DISCUSSED
from services.feed.store.writes import OUTBOX, RedisPosts
from shared.asked import Asked
from shared.settings import SiteSettings
from shared.store.client import Store, StreamEntry

_BLOCK_MS: Final = 1000
_MOST_NEWS: Final = 200


@dataclass(frozen=True, slots=True)
class PostThread:
    """The discussion of one post; ``url`` never changes, whatever becomes of the post's own address.

    ``published`` is when the post appeared, ``entry`` its name in feeds.
    """

    url: str
    title: str
    public: bool
    published: datetime | None
    entry: str


class PostThreads:
    """Threads by the address of their post, in any of its spellings and with any of the slugs it ever had."""

    def __init__(self, store: Store, site: SiteSettings) -> None:
        self._store = store
        self._posts = RedisPosts(store)
        self._addresses = Addresses(site)

    async def thread(self, url: str) -> PostThread | None:
        """The thread of the post at ``url``; None where there is no post."""
        slug = self._addresses.slug_in(url)
        post = await self._posts.by_slug(slug) if slug else None
        if post is None:
            return None
        return PostThread(
            self._addresses.post(post.thread), post.title, post.is_public, post.published, entry=post.atom_id
        )

    async def version(self) -> str:
        """Changes whenever any post is written."""
        newest = await self._store.execute("XREVRANGE", OUTBOX, "+", "-", "COUNT", 1)
        return newest[0][0].decode() if newest else ""

    def moving(self, version: str) -> Asked[tuple[str, bool]]:
        """The version now, and whether any post was written since ``version``; figures of discussions do not count."""
        command = ("XRANGE", OUTBOX, f"({version or '0-0'}", "+", "COUNT", _MOST_NEWS)
        return Asked((command,), lambda replies: _moved(version, replies[0]))

    async def moved(self, version: str) -> tuple[str, bool]:
        """What `moving` asks."""
        (answer,) = await self._store.ask(self.moving(version))
        return answer[0], answer[1]

    async def wait(self, version: str) -> None:
        """Until any post has been written since, or a second has passed."""
        await self._store.wait_stream(OUTBOX, version or "0-0", block_ms=_BLOCK_MS, count=1)


def _moved(version: str, news: Sequence[StreamEntry]) -> tuple[str, bool]:
    if not news:
        return version, False
    written = any(fields[b"event"].decode() != DISCUSSED for _, fields in news)
    return news[-1][0].decode(), written or len(news) == _MOST_NEWS
