"""Feeds as documents: from posts to `shared.feed.model.Feed`. Pure, so the same posts always give the same bytes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from services.feed.addresses import search_path, section_key
from services.feed.feeds.entries import Edition, Entries
from services.feed.feeds.links import FeedLinks
from services.feed.reading.library import ArchivePage, Listing, last_change
from services.feed.reading.sections import Run
from services.feed.section import EVERYTHING_WRITTEN, Section
from shared.clock import from_ms
from shared.feed.model import Category, Feed, Link, Person, Results, tag_uri
from shared.settings import SiteSettings

FEED_LENGTH: Final = 50
TOMBSTONES: Final = 50
STYLESHEET: Final = "/static/feed.css"
_PERIOD: Final = "hourly"  # what WordPress says; where nothing is said, RSS means daily
_IN_USE_SINCE: Final = date(2026, 1, 1)  # the day that stands in the tag: ids of feeds; never to change
_NEVER: Final = from_ms(0)


@dataclass(frozen=True, slots=True)
class Document:
    """A feed, and since when it has been just that (for Last-Modified); None for one that may also become older."""

    feed: Feed
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Part of a section, with all that belongs to the address it is served at.

    ``is_steady`` says that it holds whatever comes, so that it never becomes older.
    """

    links: tuple[Link, ...]
    results: Results | None = None
    labels: tuple[str, ...] = ()
    is_steady: bool = True


class Documents:
    """Builds the feeds of one site."""

    def __init__(self, site: SiteSettings) -> None:
        self._site = site
        self._entries = Entries(site)
        self._links = FeedLinks(site)

    def live(self, section: Section, listing: Listing, edition: Edition, opened: ArchivePage | None = None) -> Document:
        """The feed of a section: its newest posts, and the ways to all others.

        ``opened`` is the archive page that is being filled.
        """
        links = self._links.of_live(section, listing, edition, opened)
        feed = self._listed(section, listing, edition, links)
        return Document(feed, None if section.is_crossing else listing.modified or _NEVER)

    def run(self, section: Section, run: Run, edition: Edition, query: Mapping[str, str]) -> Document:
        """A page of a section's feed further back (RFC 5005 section 3); ``query`` names its place."""
        feed = self._feed(section, last_change(run.posts), self._links.of_run(section, run, edition, query))
        return Document(replace(feed, entries=self._entries.of(run.posts, run.figures, edition)))

    def archive(self, page: ArchivePage, edition: Edition, holding: int | None = None) -> Document:
        """An archive document (RFC 5005 section 4): its posts stay the same ones, whatever is written later.

        ``holding`` many posts are those of a page that is still being filled, and they stay the same ones, too.
        """
        section, newest_first = Section((page.view,)), page.posts[::-1]
        public = tuple(post for post in newest_first if post.is_public and section.holds(post))
        feed = self._feed(section, last_change(page.posts), self._links.of_archive(page, edition, holding))
        entries = self._entries.of(public, page.figures, edition)
        buried = tuple(self._entries.tombstone(post) for post in newest_first if post.was_public)
        return Document(replace(feed, entries=entries, tombstones=buried, archive=True))

    def search(self, query: str, listing: Listing, edition: Edition) -> Document:
        """What a search finds; what it does not find does not change it."""
        feed = self._feed(EVERYTHING_WRITTEN, last_change(listing.posts), self._links.of_search(query, edition))
        entries = self._entries.of(listing.posts, listing.figures, edition)
        name = self._site.absolute(search_path(query))
        return Document(replace(feed, id=name, title=self._title(query), entries=entries))

    def window(self, section: Section, listing: Listing, edition: Edition, window: Window) -> Document:
        """Part of a section, at the address of another host's feeds."""
        feed = self._listed(section, listing, edition, window.links)
        labels = tuple(Category(label) for label in window.labels)
        modified = listing.modified or _NEVER if window.is_steady else None
        return Document(replace(feed, results=window.results, categories=labels), modified)

    def _listed(self, section: Section, listing: Listing, edition: Edition, links: Iterable[Link]) -> Feed:
        return replace(
            self._feed(section, listing.changed, links),
            entries=self._entries.of(listing.posts, listing.figures, edition),
            tombstones=tuple(self._entries.tombstone(post) for post in listing.withdrawn),
        )

    def _feed(self, section: Section, changed: datetime | None, links: Iterable[Link]) -> Feed:
        return Feed(
            id=tag_uri(self._site.authority, _IN_USE_SINCE, f"feeds/{section_key(section)}"),
            title=self._title(section.title),
            updated=changed or _NEVER,
            links=tuple(links),
            subtitle=self._site.subtitle,
            authors=(Person(self._site.title, uri=self._site.absolute("/")),),
            stylesheet=STYLESHEET,
            period=_PERIOD,
        )

    def _title(self, name: str) -> str:
        return f"{name} · {self._site.title}" if name else self._site.title
