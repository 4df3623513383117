"""``/write``: every post there is, with its state; search; what was typed and never saved."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from services.feed.addresses import Addresses, post_path
from services.feed.model import Post, Status
from services.feed.pages.discussion import Discussion
from services.feed.reading.library import MAX_QUERY
from services.feed.write.browse import Browsing
from services.feed.write.drafts import Drafts
from services.feed.write.room import HOME, Room, translator
from services.feed.write.wording import STATES, Translate
from shared.http.paging import read_cursor, write_cursor
from shared.text import printable
from shared.web.routing import Route

_ROWS: Final = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A post in the list; ``path`` is empty unless everybody can read it."""

    post: Post
    state: str
    path: str
    comments: int


class ListPage:
    """Handler."""

    def __init__(
        self, room: Room, browsing: Browsing, drafts: Drafts, discussion: Discussion, addresses: Addresses
    ) -> None:
        self._room = room
        self._browsing = browsing
        self._drafts = drafts
        self._discussion = discussion
        self._to = addresses

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        return [
            Route(
                method="GET",
                path=HOME,
                handler=self.show,
                summary="The officers' desk: all posts",
                query=("status", "q", "cursor", "lang"),
                produces="text/html",
            ),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """The page."""
        principal = await self._room.visitor(request)
        status, query = _status(request.query.get("status", "")), printable(request.query.get("q", ""))[:MAX_QUERY]
        shelf = await self._browsing.page(status, query, read_cursor(request.query.get("cursor")), _ROWS)
        sizes, say = await self._browsing.sizes(), translator(request)
        return self._room.show(
            request,
            principal,
            "write_list.html",
            rows=await self._rows(shelf.posts, say),
            following=write_cursor(shelf.next),
            is_first="cursor" not in request.query,
            state=status,
            q=query,
            tabs=[(each, say(STATES[each]), sizes[each]) for each in Status],
            total=sum(sizes.values()),
            unmade=[(kept, kept.form) for kept in await self._drafts.unmade(principal.name)],
        )

    async def _rows(self, posts: tuple[Post, ...], say: Translate) -> list[Row]:
        threads = {post.id: self._to.post(post.thread) for post in posts if post.published}
        counts = await self._discussion.counts(list(threads.values()))
        return [
            Row(
                post,
                say(STATES[post.status]),
                post_path(post.slug) if post.is_public else "",
                counts.get(threads.get(post.id, ""), 0),
            )
            for post in posts
        ]


def _status(word: str) -> Status | None:
    return Status(word) if word in set(Status) else None
