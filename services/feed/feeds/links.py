"""The links of feeds: to themselves, to their pages, onwards and back (RFC 5005), to the hub. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.feed.addresses import archive_path, search_path, section_feed_path, section_path
from services.feed.feeds.entries import Edition
from services.feed.model import ViewName
from services.feed.placement import member
from services.feed.reading.library import ArchivePage, Listing
from services.feed.reading.sections import Run, shown_elsewhere
from services.feed.section import EVERYTHING_WRITTEN, Section
from shared.feed.model import Link
from shared.http.paging import write_cursor
from shared.settings import SiteSettings

ARCHIVE_LENGTH: Final = 50
_PLAIN: Final[Mapping[str, str]] = MappingProxyType({})


class FeedLinks:
    """Makes the links of one site's feeds."""

    def __init__(self, site: SiteSettings) -> None:
        self._site = site

    def of_live(self, section: Section, listing: Listing, edition: Edition, opened: ArchivePage | None) -> list[Link]:
        """Those of a section's own feed. The hub distributes whole feeds of single views, and no others."""
        is_topic = not edition.brief and not section.is_crossing
        return [
            *self.of_itself(self._own(section, edition), section, edition),
            *self._onwards(section, edition, older=_end(listing)),
            *self._newest_archive(listing, edition, opened),
            *(self.hub() if is_topic else ()),
        ]

    def of_run(self, section: Section, run: Run, edition: Edition, query: Mapping[str, str]) -> list[Link]:
        """Those of a page further back, whose place ``query`` names."""
        return [
            *self.of_itself(self._own(section, edition, query), section, edition),
            Link(self._own(section, edition), "first", edition.form.media_type),
            *self._onwards(section, edition, older=run.older, newer=run.newer),
        ]

    def of_archive(self, page: ArchivePage, edition: Edition, holding: int | None) -> list[Link]:
        """Those of an archive document."""
        section, closed = Section((page.view,)), page.archived // ARCHIVE_LENGTH
        own = archive_path(page.view, page.number, edition.form.extension, **_brief(edition), **_holding(holding))
        newer = self._archived(page.view, edition, page.number + 1, "next-archive") if page.number < closed else []
        return [
            *self.of_itself(self._site.absolute(own), section, edition),
            Link(self._own(section, edition), "current", edition.form.media_type),
            *self._archived(page.view, edition, page.number - 1, "prev-archive"),
            *newer,
        ]

    def of_search(self, query: str, edition: Edition) -> list[Link]:
        """Those of a search."""
        own = self._site.absolute(search_path(query, edition.form.extension, **_brief(edition)))
        return self.of_itself(own, EVERYTHING_WRITTEN, edition)

    def of_itself(self, address: str, section: Section, edition: Edition) -> list[Link]:
        """The address of a feed, and of the page that shows its section."""
        page = self._site.absolute(section_path(section))
        return [Link(address, "self", edition.form.media_type), Link(page, "alternate", "text/html")]

    def hub(self) -> list[Link]:
        """Where to subscribe, if there is a hub."""
        return [Link(self._site.hub_url, "hub")] if self._site.hub_url else []

    def _own(self, section: Section, edition: Edition, query: Mapping[str, str] = _PLAIN) -> str:
        path = section_feed_path(section, edition.form.extension, **_brief(edition), **query)
        return self._site.absolute(path)

    def _onwards(
        self, section: Section, edition: Edition, *, older: str | None = None, newer: str | None = None
    ) -> list[Link]:
        """The neighbouring pages; ``next`` leads to what is older."""
        either = (("next", "before", older), ("previous", "after", newer))
        return [
            Link(self._own(section, edition, {name: cursor}), relation, edition.form.media_type)
            for relation, name, place in either
            if (cursor := write_cursor(place))
        ]

    def _newest_archive(self, listing: Listing, edition: Edition, opened: ArchivePage | None) -> list[Link]:
        """The last closed archive page; the open one as far as it goes, if the feed does not show all it holds.

        That happens with posts dated back, which stand where they were dated: far down, or not in the feed at all.
        """
        closed, begun = divmod(listing.archived, ARCHIVE_LENGTH)
        if shown_elsewhere(listing, opened):
            return self._archived(listing.view, edition, closed, "prev-archive")
        return self._archived(listing.view, edition, closed + 1, "prev-archive", begun)

    def _archived(
        self, view: ViewName, edition: Edition, number: int, relation: str, holding: int | None = None
    ) -> list[Link]:
        """A link to an archive page, if there is one of that number."""
        if number < 1:
            return []
        path = archive_path(view, number, edition.form.extension, **_brief(edition), **_holding(holding))
        return [Link(self._site.absolute(path), relation, edition.form.media_type)]


def _end(listing: Listing) -> str | None:
    """The place behind the last post of a listing that is not all there is."""
    last = listing.posts[-1] if listing.size > len(listing.posts) > 0 else None
    return member(last.published, last.id) if last and last.published else None


def _brief(edition: Edition) -> dict[str, str]:
    return {"content": "summary"} if edition.brief else {}


def _holding(count: int | None) -> dict[str, str]:
    return {} if count is None else {"posts": str(count)}
