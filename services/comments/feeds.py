"""The feeds of comments (Atom with RFC 4685, RSS, JSON Feed): one thread, all comments, a moderator's queue.

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
from services.comments.window import NEWEST, Order, Window
from shared.feed.formats import Format
from shared.feed.model import Entry, Feed, InReplyTo, Link, Person, tag_uri
from shared.feed.views import public_view
from shared.http.view import View, make_view
from shared.i18n import DEFAULT_LANGUAGE, mark, translations
from shared.settings import SiteSettings

_DAY: Final = date(2026, 1, 1)
"""The day in every tag: names must not depend on when they were asked for."""
_NEVER: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed."""


class Threads(Protocol):
    """Comments by their identifiers."""

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]: ...


class Newest(Protocol):
    """The moderation index, as far as feeds are concerned."""

    async def first(self, state: State, limit: int, skip: int = 0) -> list[str]: ...
    async def version(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Feeds:
    """Makes the views of the three feeds. Without Last-Modified: a comment that is taken away makes one older."""

    site: SiteSettings
    addresses: Addresses
    comments: Comments
    threads: Threads
    newest: Newest
    directory: Directory

    async def thread(self, thread: Thread, form: Format, window: Window) -> View:
        """The last comments of a thread, newest first."""
        url = thread.url
        comments = await self.comments.newest(url, window.count, window.skip)
        title = _say(mark("Comments on: %(title)s")) % {"title": thread.title or url}
        address = self.addresses.thread_feed(url, form.extension, window.parameters)
        links = (self._itself(address, form), Link(url, "alternate", "text/html"), *self._hub(form, window))
        return public_view(self._feed(f"comments/thread/{url}", title, links, self._entries(comments, window)), form)

    async def everything(self, form: Format, window: Window) -> View:
        """The last comments of all threads, newest first; not those on posts that were withdrawn."""
        comments = await self._first(State.PUBLISHED, window)
        public = await self.directory.public({comment.url for comment in comments})
        entries = self._entries([comment for comment in comments if comment.url in public], window)
        title = _say(mark("All comments")) + f" · {self.site.title}"
        itself = self._itself(self.addresses.all_feed(form.extension, window.parameters), form)
        links = (itself, Link(f"{self.site.base_url}/", "alternate", "text/html"), *self._hub(form, window))
        return public_view(self._feed("comments/all", title, links, entries), form)

    async def queue(self) -> View:
        """Comments that wait for a moderator; never for a shared cache, and not announced to the hub."""
        entries = self._entries(await self._first(State.HELD, NEWEST), NEWEST)
        title = _say(mark("Comments waiting for a moderator")) + f" · {self.site.title}"
        links = (
            Link(self.addresses.queue_feed(), "self", Format.ATOM.media_type),
            Link(self.addresses.console(), "alternate", "text/html"),
        )
        feed = self._feed("comments/queue", title, links, entries)
        return make_view(
            Format.ATOM.render(feed), content_type=Format.ATOM.content_type, cache_control="private, no-store"
        )

    def _itself(self, address: str, form: Format) -> Link:
        return Link(address, "self", form.media_type)

    def _hub(self, form: Format, window: Window) -> tuple[Link, ...]:
        """What the hub distributes is the Atom feed of the newest."""
        hub = self.site.hub_url if form is Format.ATOM and window == NEWEST else None
        return (Link(hub, "hub"),) if hub else ()

    def _feed(self, name: str, title: str, links: tuple[Link, ...], entries: list[Entry]) -> Feed:
        return Feed(
            id=self._tag(name),
            title=title,
            updated=max((entry.updated for entry in entries), default=_NEVER),
            links=links,
            authors=(Person(self.site.title),),
            entries=tuple(entries),
        )

    def _entries(self, comments: list[Comment], window: Window) -> list[Entry]:
        if window.order is Order.UPDATED:
            comments = sorted(comments, key=lambda comment: comment.updated, reverse=True)
        return [self._entry(comment) for comment in comments]

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

    async def _first(self, state: State, window: Window) -> list[Comment]:
        """The index may lag behind for a moment, so the state is looked at again."""
        found = await self.threads.comments(await self.newest.first(state, window.count, window.skip))
        return [comment for comment in found if comment is not None and comment.state is state]


def _say(message: str) -> str:
    """Feeds are read everywhere and speak the site's own language."""
    return translations(DEFAULT_LANGUAGE).gettext(message)
