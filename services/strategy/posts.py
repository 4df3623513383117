"""`voices.IssuePosts` from what the feed service keeps."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.feed.addresses import Addresses, post_path
from services.feed.model import ALL_POSTS, Post, Topic, ViewName
from services.feed.pages.list_items import teaser
from services.feed.reading.library import Library
from services.feed.store.writes import RedisPosts
from services.feed.titles import PostThreads
from services.strategy.voices import PostLine
from shared.html.to_text import to_text
from shared.settings import SiteSettings
from shared.store.client import Store

_AT_ONCE: Final = 100


class OwnPosts:
    """The posts of this site."""

    def __init__(self, store: Store, site: SiteSettings) -> None:
        self._library = Library(RedisPosts(store))
        self._addresses = Addresses(site)
        self._threads = PostThreads(store, site)

    async def sizes(self) -> Mapping[str, int]:
        return {view.name: size for view, size in await self._library.names(Topic.STRATEGY)}

    async def newest(self, name: str, limit: int) -> Sequence[PostLine]:
        shelf = await self._library.shelf(ViewName(Topic.STRATEGY, name), None, limit)
        return [self._line(post) for post in shelf.posts]

    async def examples(self, limit: int) -> Sequence[tuple[str, str]]:
        """Issue and text of the newest posts that name one: at most ``limit``, of as many posts as that times two."""
        found: list[tuple[str, str]] = []
        place: str | None = None
        for _ in range(max(1, 2 * limit // _AT_ONCE)):
            shelf = await self._library.shelf(ALL_POSTS, place, _AT_ONCE)
            found += [(post.strategy, _words(post)) for post in shelf.posts if post.strategy]
            place = shelf.next
            if place is None or len(found) >= limit:
                break
        return found[:limit]

    async def version(self) -> str:
        return await self._threads.version()

    def _line(self, post: Post) -> PostLine:
        return PostLine(
            title=post.title,
            path=post_path(post.slug),
            thread=self._addresses.post(post.thread),
            published=post.published or post.created,
            agency=post.agency,
            language=post.language,
            summary=teaser(post),
        )


def _words(post: Post) -> str:
    return f"{post.title}\n{to_text(post.content)}"
