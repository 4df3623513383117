"""The pages that people read: the news, one post, a label, the strategic issues."""

from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup
from yarl import URL

from services.feed.addresses import Addresses, all_feeds, post_path, view_path
from services.feed.discussion import Discussion
from services.feed.library import Library
from services.feed.model import ALL_POSTS, Post, Topic, ViewName
from shared.errors import NotFound
from shared.html.to_text import to_text
from shared.http.paging import read_cursor, write_cursor
from shared.text import clean_text, truncate
from shared.web.pages import Pages, language_of
from shared.web.routing import Route

_CARDS = 20
_TEASER_LENGTH = 240
_LABELS = 30
_ISSUES = 30
_NEWEST = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A label or an issue as a page shows it."""

    name: str
    path: str
    size: int
    feeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A post in a list."""

    post: Post
    path: str
    teaser: str
    comments: int


class PostPages:
    """Handlers."""

    def __init__(self, library: Library, discussion: Discussion, pages: Pages, addresses: Addresses) -> None:
        self._library = library
        self._discussion = discussion
        self._pages = pages
        self._to = addresses

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        return [
            Route(
                method="GET",
                path="/",
                handler=self.home,
                summary="The news",
                query=("cursor", "lang"),
                produces="text/html",
            ),
            Route(
                method="GET",
                path="/posts/{slug}",
                handler=self.post,
                summary="A post with its discussion",
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="GET",
                path="/labels/{name}",
                handler=self.label,
                summary="Posts with a label",
                query=("cursor", "lang"),
                produces="text/html",
            ),
            Route(
                method="GET",
                path="/strategy",
                handler=self.strategy,
                summary="Strategic issues",
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="GET",
                path="/strategy/",
                handler=self.strategy,
                summary="Strategic issues",
                query=("lang",),
                produces="text/html",
            ),
        ]

    async def home(self, request: web.Request) -> web.Response:
        """The newest posts, and the way to older ones."""
        labels = (await self._library.names(Topic.LABEL))[:_LABELS]
        named = [_named(view, size) for view, size in labels]
        return await self._list(request, ALL_POSTS, heading="", labels=named)

    async def label(self, request: web.Request) -> web.Response:
        """The posts with a label. 404 for one that no post carries."""
        view = ViewName(Topic.LABEL, clean_text(request.match_info["name"]))
        return await self._list(request, view, heading=view.name, labels=[])

    async def strategy(self, request: web.Request) -> web.Response:
        """The strategic issues that posts speak of, with their feeds and newest posts."""
        issues = (await self._library.names(Topic.STRATEGY))[:_ISSUES]
        newest = {view.name: (await self._library.shelf(view, None, _NEWEST)).posts for view, _ in issues}
        return self._pages.render(
            request,
            "strategy.html",
            issues=[_named(view, size) for view, size in issues],
            newest={name: [_card(post) for post in posts] for name, posts in newest.items()},
        )

    async def post(self, request: web.Request) -> web.StreamResponse:
        """One post; 410 when it was withdrawn; earlier addresses lead to the present one for ever."""
        slug = clean_text(request.match_info["slug"])
        post = await self._library.by_slug(slug)
        path = post_path(post.slug)
        if request.rel_url.raw_path != path:
            target = URL(path, encoded=True).with_query(request.query)
            raise web.HTTPMovedPermanently(target)
        thread = await self._discussion.fragment(self._to.post(post.thread), post.title, language_of(request))
        return self._pages.render(
            request,
            "post.html",
            post=post,
            content=Markup(post.content),  # noqa: S704 - sanitized when it was written
            url=self._to.post(post.slug),
            media=[(media, self._to.media(media.url)) for media in post.media],
            labels=[_named(ViewName(Topic.LABEL, label)) for label in post.labels],
            issue=_named(ViewName(Topic.STRATEGY, post.strategy)) if post.strategy else None,
            feeds=all_feeds(ALL_POSTS),
            thread=thread,
            thread_feed=self._to.thread_feed_path(post.thread),
            thread_page=self._to.thread_path(post.thread),
            teaser=_teaser(post),
        )

    async def _list(self, request: web.Request, view: ViewName, *, heading: str, labels: list[Named]) -> web.Response:
        place = read_cursor(request.query.get("cursor"))
        shelf = await self._library.shelf(view, place, _CARDS)
        if view != ALL_POSTS and not shelf.posts:
            raise NotFound(view.topic, view.name)
        return self._pages.render(
            request,
            "list.html",
            heading=heading,
            labels=labels,
            cards=await self._cards(shelf.posts),
            is_first=place is None,
            older=write_cursor(shelf.next),
            feeds=all_feeds(view),
        )

    async def _cards(self, posts: tuple[Post, ...]) -> list[Card]:
        threads = {post.id: self._to.post(post.thread) for post in posts}
        counts = await self._discussion.counts(list(threads.values()))
        return [_card(post, counts.get(threads[post.id], 0)) for post in posts]


def _named(view: ViewName, size: int = 0) -> Named:
    return Named(view.name, view_path(view), size, all_feeds(view))


def _card(post: Post, comments: int = 0) -> Card:
    return Card(post, post_path(post.slug), _teaser(post), comments)


def _teaser(post: Post) -> str:
    return post.summary or truncate(to_text(post.content), _TEASER_LENGTH)
