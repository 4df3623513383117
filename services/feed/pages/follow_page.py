"""``/follow``: what a feed is, for people who have never seen one, the feeds there are, and ways to subscribe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from aiohttp import web

from services.feed.addresses import feed_path
from services.feed.model import ALL_POSTS, Topic, ViewName
from services.feed.reading.library import Library
from shared.feed.formats import Format
from shared.http.versions import Versions
from shared.i18n import mark
from shared.settings import SiteSettings
from shared.web.kept_pages import KeptPages
from shared.web.routing import Route

_MOST: Final = 60
_ATOM: Final = Format.ATOM.extension
_READERS: Final = (
    ("Feedly", "https://feedly.com/i/subscription/feed%2F"),
    ("Inoreader", "https://www.inoreader.com/?add_feed="),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url="),
    ("NewsBlur", "https://www.newsblur.com/?url="),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A link that subscribes in one click."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed to follow, at its absolute address; ``name`` is a message, unless people gave it."""

    name: str
    url: str
    is_given: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Feeds of one kind; ``words`` is a message."""

    words: str
    offers: Sequence[Offer]


def ways_to(url: str) -> tuple[Way, ...]:
    """Plain links to readers: nothing is loaded from there before somebody follows one. Pure."""
    address = quote(url, safe="")
    return (
        *(Way(name, base + address) for name, base in _READERS),
        Way(mark("Program on this device"), f"feed:{url}"),
    )


class FollowPage:
    """A handler."""

    def __init__(self, library: Library, pages: KeptPages, versions: Versions[ViewName], site: SiteSettings) -> None:
        self._library = library
        self._pages = pages
        self._versions = versions
        self._site = site

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        return [
            Route(
                method="GET",
                path="/follow",
                handler=self.show,
                summary="What a feed is, and the feeds there are",
                query=("lang",),
                produces="text/html",
            )
        ]

    async def show(self, request: web.Request) -> web.Response:
        return await self._pages.answer(request, "follow.html", self._versions.of(ALL_POSTS), self._context)

    async def _context(self) -> Mapping[str, Any]:
        news = self._site.absolute(feed_path(ALL_POSTS, _ATOM))
        return {
            "news": news,
            "ways": ways_to(news),
            "groups": [group for group in await self._groups() if group.offers],
        }

    async def _groups(self) -> list[Group]:
        return [
            Group(
                mark("Whole site"),
                [
                    Offer(mark("All comments"), self._site.absolute("/comments/feeds/all.atom"), is_given=False),
                    Offer(
                        mark("News of the neighbouring provinces"),
                        self._site.absolute("/planet/feeds/all.atom"),
                        is_given=False,
                    ),
                ],
            ),
            Group(mark("Strategic issues"), await self._named(Topic.STRATEGY)),
            Group(mark("Labels"), await self._named(Topic.LABEL)),
            Group(mark("Agencies"), await self._named(Topic.AGENCY)),
        ]

    async def _named(self, topic: Topic) -> list[Offer]:
        views: list[ViewName] = [view for view, _ in await self._library.names(topic)][:_MOST]
        return [Offer(view.name, self._site.absolute(feed_path(view, _ATOM))) for view in views]
