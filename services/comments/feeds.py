"""The feeds of comments (Atom, RFC 4287 and RFC 4685): one thread, all comments, a moderator's queue.

Rendered once per version of what they show, byte for byte the same until it changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Protocol

from services.comments.addresses import Addresses
from services.comments.model import Comment, State
from services.comments.service import Comments
from services.comments.text import to_html
from services.comments.thread import Directory, Thread
from shared.feed.formats import Format
from shared.feed.model import Entry, Feed, InReplyTo, Link, Person, tag_uri
from shared.feed.views import public_view
from shared.http.view import View, make_view
from shared.i18n import DEFAULT_LANGUAGE, mark, translations
from shared.settings import SiteSettings

MOST_ENTRIES: Final = 50
_DAY: Final = date(2026, 1, 1)
"""The day in every tag: names must not depend on when they were asked for."""
_NEVER: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed."""


class Threads(Protocol):
    """Comments by their identifiers."""

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]: ...


class Newest(Protocol):
    """The moderation index, as far as feeds are concerned."""

    async def first(self, state: State, limit: int) -> list[str]: ...
    async def version(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Feeds:
    """Makes the views of the three feeds."""

    site: SiteSettings
    addresses: Addresses
    comments: Comments
    threads: Threads
    newest: Newest
    directory: Directory

    async def thread(self, thread: Thread) -> View:
        """The last comments of a thread, newest first."""
        url = thread.url
        entries = [self._entry(comment) for comment in await self.comments.newest(url, MOST_ENTRIES)]
        title = _say(mark("Comments on: %(title)s")) % {"title": thread.title or url}
        links = (Link(url, "alternate", "text/html"),)
        return self._view(f"comments/thread/{url}", title, self.addresses.thread_feed(url), links, entries)

    async def everything(self) -> View:
        """The last comments of all threads, newest first; not those on posts that were withdrawn."""
        comments = await self._first(State.PUBLISHED)
        public = await self.directory.public({comment.url for comment in comments})
        entries = [self._entry(comment) for comment in comments if comment.url in public]
        title = _say(mark("All comments")) + f" · {self.site.title}"
        links = (Link(f"{self.site.base_url}/", "alternate", "text/html"),)
        return self._view("comments/all", title, self.addresses.all_feed(), links, entries)

    async def queue(self) -> View:
        """Comments that wait for a moderator; never for a shared cache, and not announced to the hub."""
        entries = [self._entry(comment) for comment in await self._first(State.HELD)]
        title = _say(mark("Comments waiting for a moderator")) + f" · {self.site.title}"
        links = (
            Link(self.addresses.queue_feed(), "self", Format.ATOM.media_type),
            Link(self.addresses.console(), "alternate", "text/html"),
        )
        feed = self._feed("comments/queue", title, links, entries)
        return make_view(
            Format.ATOM.render(feed), content_type=Format.ATOM.content_type, cache_control="private, no-store"
        )

    def _view(self, name: str, title: str, address: str, links: tuple[Link, ...], entries: list[Entry]) -> View:
        hub = (Link(self.site.hub_url, "hub"),) if self.site.hub_url else ()
        links = (Link(address, "self", Format.ATOM.media_type), *links, *hub)
        # Without Last-Modified: a comment that is taken away makes the feed older, not newer.
        return public_view(self._feed(name, title, links, entries), Format.ATOM)

    def _feed(self, name: str, title: str, links: tuple[Link, ...], entries: list[Entry]) -> Feed:
        return Feed(
            id=self._tag(name),
            title=title,
            updated=max((entry.updated for entry in entries), default=_NEVER),
            links=links,
            authors=(Person(self.site.title),),
            entries=tuple(entries),
        )

    def _entry(self, comment: Comment) -> Entry:
        title = _say(mark("Comment by %(author)s")) % {"author": comment.author}
        return Entry(
            id=self._tag(f"comments/{comment.id}"),
            title=title,
            updated=comment.updated,
            published=comment.created,
            links=(Link(self.addresses.comment(comment), "alternate", "text/html"),),
            authors=(Person(comment.author),),
            content=to_html(comment.text),
            in_reply_to=(self._answered(comment),),
        )

    def _answered(self, comment: Comment) -> InReplyTo:
        if comment.parent is None:
            return InReplyTo(comment.url, href=comment.url, type="text/html")
        page = self.addresses.thread_page(comment.url)
        return InReplyTo(self._tag(f"comments/{comment.parent}"), href=page, type="text/html")

    def _tag(self, name: str) -> str:
        return tag_uri(self.site.authority, _DAY, name)

    async def _first(self, state: State) -> list[Comment]:
        """The index may lag behind for a moment, so the state is looked at again."""
        found = await self.threads.comments(await self.newest.first(state, MOST_ENTRIES))
        return [comment for comment in found if comment is not None and comment.state is state]


def _say(message: str) -> str:
    """Feeds are read everywhere and speak the site's own language."""
    return translations(DEFAULT_LANGUAGE).gettext(message)
