"""What other services may know of posts: which addresses are posts that can be discussed, and their titles."""

from services.feed.addresses import Addresses
from services.feed.model import Post
from services.feed.store import RedisPosts
from shared.settings import SiteSettings
from shared.store.client import Store


class PostTitles:
    """Posts by their public address, in any of the spellings and under any of the slugs they ever had."""

    def __init__(self, store: Store, site: SiteSettings) -> None:
        self._posts = RedisPosts(store)
        self._addresses = Addresses(site)

    async def title(self, url: str) -> str | None:
        """The title of the public post at ``url``; None for everything else."""
        post = await self._public(url)
        return post.title if post else None

    async def exists(self, url: str) -> bool:
        """Whether there is a public post at ``url``."""
        return await self._public(url) is not None

    async def _public(self, url: str) -> Post | None:
        slug = self._addresses.slug_in(url)
        post = await self._posts.by_slug(slug) if slug else None
        return post if post is not None and post.is_public else None
