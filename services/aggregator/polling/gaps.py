"""Closing gaps: when a feed's window has slid past everything we know, older pages are read until one is known again.

``prev-archive`` (RFC 5005 section 4) or ``next`` (section 3, JSON Feed's ``next_url``) leads there. A page that cannot
be fetched or read ends the walk: what was found until then counts.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Protocol

from msgspec import structs

from services.aggregator.errors import FeedProblem
from services.aggregator.model import Known, Source
from services.aggregator.reading.document import About, ParsedFeed, ParseJob
from shared.errors import FetchFailed
from shared.fetch.message import Fetched, FetchRequest, Headers

MOST_PAGES: Final = 20


class Fetcher(Protocol):
    """Who fetches."""

    async def fetch(self, request: FetchRequest) -> Fetched: ...


class Parser(Protocol):
    """Who parses, elsewhere."""

    async def parse(self, job: ParseJob) -> ParsedFeed: ...


@dataclass(frozen=True, slots=True)
class Gaps:
    """Walks through archives, politely: one page after the other, `MOST_PAGES` of them."""

    fetcher: Fetcher
    parser: Parser

    async def closed(
        self, source: Source, known: Mapping[str, Known], feed: ParsedFeed, headers: Headers
    ) -> ParsedFeed:
        """``feed`` and, if there is a gap behind it, what stood in older pages."""
        page, visited, seen = feed, set[str](), known.keys() | set(source.pace.left_out)
        for _ in range(MOST_PAGES):
            link = older(page.about)
            if not is_gap(seen, page) or not link or link in visited:
                break
            visited.add(link)
            try:
                page = await self._page(source, known, link, headers)
            except (FetchFailed, FeedProblem):
                break
            feed = with_older(feed, page)
        return feed

    async def _page(self, source: Source, known: Mapping[str, Known], link: str, headers: Headers) -> ParsedFeed:
        fetched = await self.fetcher.fetch(FetchRequest(link, headers=headers))
        digests = {name: entry.digest for name, entry in known.items()}
        content_type = fetched.headers.get("Content-Type") or ""
        return await self.parser.parse(ParseJob(fetched.body, content_type, fetched.url, source.id, digests))


def is_gap(seen: AbstractSet[str], page: ParsedFeed) -> bool:
    """Whether a page ends before what was seen begins, kept or not. A first visit starts with what is there."""
    return bool(seen) and bool(page.present) and seen.isdisjoint(page.present)


def older(about: About) -> str:
    """Where older entries are."""
    return next(iter((*about.archive, *about.following)), "")


def with_older(feed: ParsedFeed, page: ParsedFeed) -> ParsedFeed:
    """Both; of an entry in both the newer page's counts."""
    there = set(feed.present)
    return structs.replace(
        feed,
        present=(*feed.present, *(name for name in page.present if name not in there)),
        entries=(*feed.entries, *(entry for entry in page.entries if entry.id not in there)),
        withdrawn=(*feed.withdrawn, *page.withdrawn),
    )
