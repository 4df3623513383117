"""`voices.IssuePosts` from what the feed service keeps."""

from collections.abc import Mapping, Sequence

from services.feed.addresses import Addresses, post_path
from services.feed.model import Post, Topic, ViewName
from services.feed.pages.list_items import teaser
from services.feed.reading.library import Library
from services.feed.store.writes import RedisPosts
from services.feed.titles import PostThreads
from services.strategy.voices import PostLine
from shared.settings import SiteSettings
from shared.store.client import Store


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
