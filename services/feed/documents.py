"""Feeds as documents: from posts to `shared.feed.model.Feed`. Pure, so the same posts always give the same bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from services.feed.addresses import Addresses, archive_path, search_path, view_key, view_path
from services.feed.library import ArchivePage, Listing, last_change
from services.feed.model import ALL_POSTS, Media, Post, Topic, ViewName
from services.feed.selection import EVERYTHING, Selection
from shared.clock import from_ms
from shared.feed.formats import Format
from shared.feed.model import Category, Entry, Feed, Link, Person, Tombstone, tag_uri
from shared.html.to_text import to_text
from shared.settings import SiteSettings
from shared.text import truncate

FEED_LENGTH: Final = 50
TOMBSTONES: Final = 50
ARCHIVE_LENGTH: Final = 50
_SUMMARY_LENGTH: Final = 300
_IN_USE_SINCE: Final = date(2026, 1, 1)  # the day that stands in the tag: ids of feeds; never to change
_NEVER: Final = from_ms(0)


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a view a feed shows: ``count`` posts from the ``start``-th (0 is the first), whole or in brief.

    They are counted in ``selection``. ``address`` is where this part is served, if not at the feed's own address.
    """

    start: int = 0
    count: int = FEED_LENGTH
    brief: bool = False
    selection: Selection = EVERYTHING
    address: str = ""


WHOLE: Final = Window()


class Documents:
    """Builds the feeds of one site."""

    def __init__(self, site: SiteSettings) -> None:
        self._site = site
        self._to = Addresses(site)

    def feed(self, listing: Listing, form: Format, window: Window) -> Feed:
        """The feed of a view. Only what the hub distributes, the feed's own address, names the hub."""
        own = self._to.feed(listing.view, form.extension)
        is_own = window == WHOLE
        links = [*self._links(own if is_own else window.address, form, self._page(listing.view))]
        if is_own and self._site.hub_url:
            links.append(Link(self._site.hub_url, "hub"))
        if is_own and form is Format.ATOM and listing.view == ALL_POSTS:
            links += self._older(listing.archived // ARCHIVE_LENGTH, "prev-archive")
        entries = tuple(self._entry(post) for post in listing.posts)
        return self._feed(
            self._name(view_key(listing.view)),
            self._title(listing.view.name),
            listing.changed,
            links,
            tuple(map(_in_brief, entries)) if window.brief else entries,
            tombstones=tuple(map(_tombstone, listing.withdrawn)),
        )

    def archive(self, page: ArchivePage) -> Feed:
        """An archive document (RFC 5005 section 4): its posts stay the same ones, whatever is written later."""
        links = [*self._links(self._site.absolute(archive_path(page.number)), Format.ATOM, self._page(ALL_POSTS))]
        links.append(Link(self._to.feed(ALL_POSTS, "atom"), "current", Format.ATOM.media_type))
        links += self._older(page.number - 1, "prev-archive")
        if page.number < page.archived // ARCHIVE_LENGTH:
            links += self._older(page.number + 1, "next-archive")
        newest_first = page.posts[::-1]
        return self._feed(
            self._name("posts"),
            self._title(""),
            last_change(page.posts),
            links,
            tuple(self._entry(post) for post in newest_first if post.is_public),
            tombstones=tuple(_tombstone(post) for post in newest_first if post.was_public),
            archive=True,
        )

    def search(self, query: str, posts: tuple[Post, ...]) -> Feed:
        """What a search finds; what it does not find does not change it."""
        address = self._site.absolute(search_path(query))
        links = self._links(address, Format.ATOM, self._page(ALL_POSTS))
        return self._feed(address, self._title(query), last_change(posts), links, tuple(map(self._entry, posts)))

    def _feed(
        self,
        feed_id: str,
        title: str,
        changed: datetime | None,
        links: Iterable[Link],
        entries: tuple[Entry, ...],
        *,
        tombstones: tuple[Tombstone, ...] = (),
        archive: bool = False,
    ) -> Feed:
        return Feed(
            id=feed_id,
            title=title,
            updated=changed or _NEVER,
            links=tuple(links),
            subtitle=self._site.subtitle,
            authors=(Person(self._site.title, uri=self._page(ALL_POSTS)),),
            entries=entries,
            tombstones=tombstones,
            archive=archive,
        )

    def _name(self, key: str) -> str:
        return tag_uri(self._site.authority, _IN_USE_SINCE, f"feeds/{key}")

    def _links(self, own: str, form: Format, page: str) -> tuple[Link, ...]:
        return (Link(own, "self", form.media_type), Link(page, "alternate", "text/html"))

    def _older(self, number: int, relation: str) -> list[Link]:
        """A link to an archive page, if there is one of that number."""
        if number < 1:
            return []
        return [Link(self._site.absolute(archive_path(number)), relation, Format.ATOM.media_type)]

    def _page(self, view: ViewName) -> str:
        return self._site.absolute(view_path(view))

    def _title(self, name: str) -> str:
        return f"{name} · {self._site.title}" if name else self._site.title

    def _entry(self, post: Post) -> Entry:
        """``replies`` names the thread without its figures, which change without the post."""
        page, thread = self._to.post(post.slug), self._site.absolute(self._to.thread_feed_path(post.thread))
        strategy = self._page(ViewName(Topic.STRATEGY)).partition("#")[0]
        issue = (Category(post.strategy, strategy),) if post.strategy else ()
        return Entry(
            id=post.atom_id,
            title=post.title,
            updated=post.updated,
            published=post.published,
            links=(
                Link(page, "alternate", "text/html"),
                Link(thread, "replies", Format.ATOM.media_type),
                *(self._enclosure(media) for media in post.media),
            ),
            authors=(Person(post.agency or self._site.title),),
            categories=(*(Category(label) for label in post.labels), *issue),
            summary=post.summary or None,
            content=post.content,
            language=post.language,
        )

    def _enclosure(self, media: Media) -> Link:
        return Link(
            self._to.media(media.url), "enclosure", media.type, title=media.alt or None, length=media.length or None
        )


def _in_brief(entry: Entry) -> Entry:
    summary = entry.summary or truncate(to_text(entry.content or ""), _SUMMARY_LENGTH)
    return replace(entry, content=None, summary=summary)


def _tombstone(post: Post) -> Tombstone:
    return Tombstone(post.atom_id, post.withdrawn or _NEVER)
