"""The feeds over HTTP at our own addresses: whole or in brief, page by page, archived, of a search."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from services.feed.feeds.documents import FEED_LENGTH, TOMBSTONES, Document, Documents
from services.feed.feeds.entries import Edition
from services.feed.feeds.links import ARCHIVE_LENGTH
from services.feed.feeds.rendering import Asked
from services.feed.feeds.representation import FORM, Representations, feed_route, form_of
from services.feed.model import ALL_POSTS, Topic, ViewName
from services.feed.reading.library import search_words
from services.feed.reading.sections import Reading
from services.feed.reading.selection import Selection
from services.feed.section import EVERYTHING_WRITTEN, Section, labelled
from shared.errors import FieldProblem, InvalidInput
from shared.http.paging import read_count, read_cursor
from shared.text import clean_text
from shared.web.feed_limits import Limits
from shared.web.routing import Route

_MOST_ARCHIVES: Final = 1_000_000
_VARIANTS: Final = ("content",)
_ARCHIVE: Final = ("posts", *_VARIANTS)
_PAGES: Final = ("before", "after", *_VARIANTS)
_TOPICS: Final = {"labels": Topic.LABEL, "agencies": Topic.AGENCY, "strategy": Topic.STRATEGY}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a feed begins: right behind ``cursor``, towards what is older or newer."""

    cursor: str
    place: str
    newer: bool

    @property
    def query(self) -> Mapping[str, str]:
        """As it stands in the address."""
        return {"after" if self.newer else "before": self.cursor}


class Feeds:
    """Handlers. Whatever is in memory is answered without a word to the store.

    The feeds at other hosts' addresses are made with the same collaborators.
    """

    def __init__(self, reading: Reading, documents: Documents, answers: Representations, limits: Limits) -> None:
        self.reading = reading
        self.documents = documents
        self.answers = answers
        self.limits = limits

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        table = (
            (f"/feeds/posts.{FORM}", self.posts, "All posts", _PAGES),
            (f"/feeds/search.{FORM}", self.search, "Posts that hold some words", ("q", *_VARIANTS)),
            (f"/feeds/archive/{{number}}.{FORM}", self.archive, "An archive document (RFC 5005)", _ARCHIVE),
            *(
                (f"/feeds/{folder}/{{name}}/archive/{{number}}.{FORM}", self.archive, f"Archives of {folder}", _ARCHIVE)
                for folder in _TOPICS
            ),
            (f"/feeds/labels/{{name}}.{FORM}", self.label, "Posts with a label", _PAGES),
            (f"/feeds/labels/{{names:.+/.+}}.{FORM}", self.labels, "Posts with all of several labels", _PAGES),
            (f"/feeds/agencies/{{name}}.{FORM}", self.agency, "Posts of an agency", _PAGES),
            (f"/feeds/strategy/{{name}}.{FORM}", self.strategy, "Posts on a strategic issue", _PAGES),
        )
        return [feed_route(path, handler, summary, query=query) for path, handler, summary, query in table]

    async def posts(self, request: web.Request) -> web.Response:
        """All posts."""
        return await self._section(request, EVERYTHING_WRITTEN)

    async def label(self, request: web.Request) -> web.Response:
        """The posts with a label."""
        return await self._section(request, Section((_named(request, Topic.LABEL),)))

    async def labels(self, request: web.Request) -> web.Response:
        """The posts with every one of several labels, in whatever order they are named."""
        return await self._section(request, labelled(map(clean_text, request.match_info["names"].split("/"))))

    async def agency(self, request: web.Request) -> web.Response:
        """The posts of an agency."""
        return await self._section(request, Section((_named(request, Topic.AGENCY),)))

    async def strategy(self, request: web.Request) -> web.Response:
        """The posts on a strategic issue."""
        return await self._section(request, Section((_named(request, Topic.STRATEGY),)))

    async def archive(self, request: web.Request) -> web.Response:
        """One archive document of all posts, or of a view."""
        number = read_count("number", request.match_info["number"], 0, most=_MOST_ARCHIVES)
        holding = read_count("posts", request.query.get("posts"), ARCHIVE_LENGTH, most=ARCHIVE_LENGTH)
        part = holding if holding < ARCHIVE_LENGTH else None
        edition, view = Edition(form_of(request), _is_brief(request)), _archived(request)

        async def build() -> Document:
            page = await self.reading.archive(view, number, ARCHIVE_LENGTH, part)
            return self.documents.archive(page, edition, part)

        asked = Asked((view, edition, number, part), Section((view,)), edition.form, build)
        return await self.answers.give(request, asked)

    async def search(self, request: web.Request) -> web.Response:
        """The newest posts that hold the words in ``q``."""
        query = search_words(request.query.get("q", ""))
        edition = Edition(form_of(request), _is_brief(request))

        async def build() -> Document:
            await self.limits.of_order(request)
            wanted = Selection(query)
            found = await self.reading.selected(EVERYTHING_WRITTEN, 0, FEED_LENGTH, TOMBSTONES, wanted)
            return self.documents.search(query, found, edition)

        asked = Asked(("search", query, edition), EVERYTHING_WRITTEN, edition.form, build)
        return await self.answers.give(request, asked)

    async def _section(self, request: web.Request, section: Section) -> web.Response:
        if not request.query_string:  # what nearly everybody asks for
            return await self.live(request, section, Edition(form_of(request)))
        edition, place = Edition(form_of(request), _is_brief(request)), _place(request)
        if place is None:
            return await self.live(request, section, edition)
        return await self._run(request, section, edition, place)

    async def live(self, request: web.Request, section: Section, edition: Edition) -> web.Response:
        """The feed of a section, under whichever address it was asked for."""

        async def build() -> Document:
            if section.is_crossing:
                await self.limits.of_order(request)
            listing = await self.reading.listing(section, 0, FEED_LENGTH, TOMBSTONES)
            opened = await self.reading.open_page(listing, ARCHIVE_LENGTH)
            return self.documents.live(section, listing, edition, opened)

        return await self.answers.give(request, Asked((section, edition), section, edition.form, build))

    async def _run(self, request: web.Request, section: Section, edition: Edition, place: Place) -> web.Response:
        async def build() -> Document:
            await self.limits.of_page(request)
            run = await self.reading.run(section, place.place, FEED_LENGTH, newer=place.newer)
            return self.documents.run(section, run, edition, place.query)

        return await self.answers.give(request, Asked((section, edition, place), section, edition.form, build))


def _archived(request: web.Request) -> ViewName:
    topic = _TOPICS.get(request.path.split("/")[2])
    return ALL_POSTS if topic is None else _named(request, topic)


def _named(request: web.Request, topic: Topic) -> ViewName:
    return ViewName(topic, clean_text(request.match_info["name"]))


def _is_brief(request: web.Request) -> bool:
    """``content=summary`` is the short edition, ``content=full`` the usual one."""
    wanted = request.query.get("content") or "full"
    if wanted not in {"full", "summary"}:
        raise InvalidInput(FieldProblem("content", "unknown", "full, summary"))
    return wanted == "summary"


def _place(request: web.Request) -> Place | None:
    """Where ``before`` or ``after`` points to; None for the newest posts."""
    for name in ("before", "after"):
        cursor = request.query.get(name, "")
        try:
            place = read_cursor(cursor)
        except InvalidInput as error:
            raise InvalidInput(FieldProblem(name, "bad-cursor", "follow the links of the feed")) from error
        if place is not None:
            return Place(cursor, place, name == "after")
    return None
