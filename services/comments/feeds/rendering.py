"""The feeds of comments (Atom with RFC 4685 and RFC 6721, RSS, JSON Feed): a thread, all, answers, a moderator's queue.

Rendered once per version of what they show, byte for byte the same until it changes.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Protocol

from services.comments.addresses import Addresses
from services.comments.feeds.window import NEWEST, Edition, Order, Window
from services.comments.model import Comment, State
from services.comments.text.markup import to_html
from services.comments.threads.reading import Gone, Reading
from services.comments.threads.thread import Directory, Thread
from shared.feed.formats import Format
from shared.feed.model import Entry, Feed, InReplyTo, Link, Person, Replies, Tombstone, tag_uri
from shared.feed.views import public_view
from shared.http.view import View, make_view
from shared.i18n import DEFAULT_LANGUAGE, mark, translations
from shared.settings import SiteSettings

_DAY: Final = date(2026, 1, 1)
"""The day in every tag: names must not depend on when they were asked for."""
_NEVER: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed."""
_TOMBSTONES: Final = 50

_LOOKED_THROUGH: Final = 2000
_LOOKED_AT_ONCE: Final = 500

Read = Callable[[int, int], Awaitable[list[Comment]]]
"""Comments, newest first: at most so many, but for the first so many."""
Answered = Mapping[str, tuple[int, datetime | None]]
"""By comment: how many public answers it has, and when the last one came."""


class Threads(Protocol):
    """Comments by their identifiers."""

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]: ...


class Newest(Protocol):
    """The moderation index, as far as feeds are concerned."""

    async def first(self, state: State, limit: int, skip: int = 0) -> list[str]: ...
    async def version(self) -> int: ...


class Tombstones(Protocol):
    """What the public saw in any thread and sees no more."""

    async def latest(self, limit: int) -> list[Gone]: ...


@dataclass(frozen=True, slots=True)
class Feeds:
    """Makes the views of the feeds. Without Last-Modified: a comment that is taken away makes one older.

    ``links``: addresses in comments may be links; in those of staff they always are.
    """

    site: SiteSettings
    addresses: Addresses
    reading: Reading
    threads: Threads
    newest: Newest
    tombstones: Tombstones
    directory: Directory
    links: bool

    async def thread(self, thread: Thread, edition: Edition, *, closed: bool) -> View:
        """The last comments of a thread, newest first."""
        url = thread.url
        comments = await part(lambda limit, skip: self.reading.newest(url, limit, skip), edition.window)
        gone = await self.reading.gone(url, _TOMBSTONES) if edition.window == NEWEST else []
        address = self.addresses.thread_feed(url, edition.form.extension, edition.parameters)
        links = (self._itself(address, edition), Link(url, "alternate", "text/html"), *self._hub(edition))
        feed = self._feed(
            _searched(f"comments/thread/{url}", edition),
            _titled(_say(mark("Comments on: %(title)s")) % {"title": thread.title or url}, edition),
            links,
            await self._entries(comments, {url: thread}, edition),
            gone,
            subtitle=_say(mark("This thread is closed: it takes no more comments.")) if closed else None,
        )
        return public_view(feed, edition.alternative.writing)

    async def replies(self, comment: Comment, thread: Thread, edition: Edition) -> View:
        """The last answers to a comment, newest first."""
        comments = await part(lambda limit, skip: self.reading.replies(comment, limit, skip), edition.window)
        address = self.addresses.replies_feed(comment.id, edition.form.extension, edition.parameters)
        page = Link(self.addresses.comment(comment), "alternate", "text/html")
        title = _say(mark("Answers to %(author)s on: %(title)s"))
        feed = self._feed(
            _searched(f"comments/replies/{comment.id}", edition),
            _titled(title % {"author": comment.author, "title": thread.title or thread.url}, edition),
            (self._itself(address, edition), page, *self._hub(edition)),
            await self._entries(comments, {thread.url: thread}, edition),
        )
        return public_view(feed, edition.alternative.writing)

    async def everything(self, edition: Edition) -> View:
        """The last comments of all threads, newest first; not those on posts that were withdrawn."""
        found = await part(lambda limit, skip: self._first(State.PUBLISHED, limit, skip), edition.window)
        threads = await self.directory.all_public({comment.url for comment in found})
        comments = [comment for comment in found if comment.url in threads]
        gone = await self.tombstones.latest(_TOMBSTONES) if edition.window == NEWEST else []
        itself = self._itself(self.addresses.all_feed(edition.form.extension, edition.parameters), edition)
        feed = self._feed(
            _searched("comments/all", edition),
            _titled(_say(mark("All comments")), edition) + f" · {self.site.title}",
            (itself, Link(f"{self.site.base_url}/", "alternate", "text/html"), *self._hub(edition)),
            await self._entries(comments, threads, edition),
            gone,
        )
        return public_view(feed, edition.alternative.writing)

    async def queue(self) -> View:
        """Comments that wait for a moderator; never for a shared cache, and not announced to the hub."""
        held = await self._first(State.HELD, NEWEST.count)
        threads = await self.directory.all_public({comment.url for comment in held})
        entries = [self._entry(each, threads.get(each.url), {}, Format.ATOM) for each in held]
        title = _say(mark("Comments waiting for a moderator")) + f" · {self.site.title}"
        links = (
            Link(self.addresses.queue_feed(), "self", Format.ATOM.media_type),
            Link(self.addresses.console(), "alternate", "text/html"),
        )
        feed = self._feed("comments/queue", title, links, entries)
        return make_view(
            Format.ATOM.render(feed), content_type=Format.ATOM.content_type, cache_control="private, no-store"
        )

    def _itself(self, address: str, edition: Edition) -> Link:
        return Link(address, "self", edition.form.media_type)

    def _hub(self, edition: Edition) -> tuple[Link, ...]:
        """What the hub distributes is the Atom feed of the newest."""
        hub = self.site.hub_url if edition == Edition() else None
        return (Link(hub, "hub"),) if hub else ()

    def _feed(
        self,
        name: str,
        title: str,
        links: tuple[Link, ...],
        entries: list[Entry],
        gone: Sequence[Gone] = (),
        *,
        subtitle: str | None = None,
    ) -> Feed:
        times = [*(entry.updated for entry in entries), *(each.when for each in gone)]
        return Feed(
            id=self._tag(name),
            title=title,
            subtitle=subtitle,
            updated=max(times, default=_NEVER),
            links=links,
            authors=(Person(self.site.title),),
            entries=tuple(entries),
            tombstones=tuple(Tombstone(self._name(each.id), each.when) for each in gone),
        )

    async def _entries(self, comments: list[Comment], threads: Mapping[str, Thread], edition: Edition) -> list[Entry]:
        if edition.window.order is Order.UPDATED:
            comments = sorted(comments, key=lambda comment: comment.updated, reverse=True)
        answered = await self.reading.answered(comments)
        return [self._entry(comment, threads.get(comment.url), answered, edition.form) for comment in comments]

    def _entry(self, comment: Comment, thread: Thread | None, answered: Answered, form: Format) -> Entry:
        title = _say(mark("Comment by %(author)s")) % {"author": comment.author}
        return Entry(
            id=self._name(comment.id),
            title=title,
            updated=comment.updated,
            published=comment.created,
            links=(Link(self.addresses.comment(comment), "alternate", "text/html"),),
            authors=(Person(comment.author),),
            content=to_html(comment.text, links=self.links or comment.official),
            in_reply_to=(self._answers(comment, thread),),
            replies=self._replies(comment, answered, form),
        )

    def _answers(self, comment: Comment, thread: Thread | None) -> InReplyTo:
        """What a comment answers: another one, or the post, by its name in the feed of posts where that is known."""
        if comment.parent is not None:
            page, feed = self.addresses.at(comment.url, comment.parent), self.addresses.thread_feed(comment.url)
            return InReplyTo(self._name(comment.parent), href=page, type="text/html", source=feed)
        entry = thread.entry if thread else ""
        source = self.addresses.posts_feed() if entry else None
        return InReplyTo(entry or comment.url, href=comment.url, type="text/html", source=source)

    def _replies(self, comment: Comment, answered: Answered, form: Format) -> Replies | None:
        """Where the answers to a comment are."""
        count, newest = answered.get(comment.id, (0, None))
        if not comment.published:
            return None
        return Replies(self.addresses.replies_feed(comment.id, form.extension), count, newest, form.media_type)

    def _name(self, identity: str) -> str:
        return self._tag(f"comments/{identity}")

    def _tag(self, name: str) -> str:
        return tag_uri(self.site.authority, _DAY, name)

    async def _first(self, state: State, limit: int, skip: int = 0) -> list[Comment]:
        """The index may lag behind for a moment, so the state is looked at again."""
        found = await self.threads.comments(await self.newest.first(state, limit, skip))
        return [comment for comment in found if comment is not None and comment.state is state]


async def part(read: Read, window: Window) -> list[Comment]:
    """The comments of a window, newest first.

    One that times or words bound is looked for among the newest `_LOOKED_THROUGH`.
    """
    if window.count == 0:
        return []
    if not window.is_bounded:
        return await read(window.count, window.skip)
    found: list[Comment] = []
    for start in range(0, _LOOKED_THROUGH, _LOOKED_AT_ONCE):
        looked_at = await read(_LOOKED_AT_ONCE, start)
        found += filter(window.holds, looked_at)
        since = window.published.since
        is_past = since is not None and any(comment.created < since for comment in looked_at)
        if not looked_at or is_past or len(found) >= window.skip + window.count:
            break
    return found[window.skip : window.skip + window.count]


def _titled(title: str, edition: Edition) -> str:
    """With what is searched for: a feed of its own."""
    return f"{title} · {edition.window.query}" if edition.window.sought else title


def _searched(name: str, edition: Edition) -> str:
    return f"{name}?q={edition.window.query}" if edition.window.sought else name


def _say(message: str) -> str:
    """Feeds are read everywhere and speak the site's own language."""
    return translations(DEFAULT_LANGUAGE).gettext(message)
