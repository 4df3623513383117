"""A second, small province served by the same process, so that the planet has something to fetch."""

from aiohttp import web
from markupsafe import escape

from services.sample.content import Neighbour, NeighbourEntry, sample_content
from shared.errors import NotFound
from shared.feed.formats import Format
from shared.feed.model import Category, Entry, Feed, Link, Person, tag_uri
from shared.feed.views import public_view
from shared.web.feed_answers import feed_answer
from shared.web.kit import Kit

PREFIX = "/sample/khonkaen"
FEED = f"{PREFIX}/feed.atom"
_AUTHORITY = "khonkaen.example"


def create_app(kit: Kit) -> web.Application:
    """Pages and one Atom feed under `PREFIX`."""
    pages = NeighbourPages(kit, sample_content().neighbour)
    app = web.Application()
    app.router.add_get("/", pages.home)
    app.router.add_get("/posts/{key}", pages.post)
    app.router.add_get("/feed.atom", pages.feed)
    return app


class NeighbourPages:
    """Handlers."""

    def __init__(self, kit: Kit, neighbour: Neighbour) -> None:
        self._kit = kit
        self._neighbour = neighbour
        self._pages = kit.pages.of("services.sample")
        self._entries = sorted(neighbour.entries, key=lambda entry: entry.published, reverse=True)
        self._view = public_view(self._document(), Format.ATOM, last_modified=self._entries[0].published)

    async def home(self, request: web.Request) -> web.Response:
        """The neighbour's front page."""
        return self._render(request, self._entries)

    async def post(self, request: web.Request) -> web.Response:
        """One of its items."""
        wanted = [entry for entry in self._entries if entry.key == request.match_info["key"]]
        if not wanted:
            raise NotFound("post", request.match_info["key"])
        return self._render(request, wanted)

    async def feed(self, request: web.Request) -> web.Response:
        """Its Atom feed, with validators."""
        return feed_answer(self._view, request)

    def _render(self, request: web.Request, entries: list[NeighbourEntry]) -> web.Response:
        return self._pages.render(
            request,
            "neighbour.html",
            neighbour=self._neighbour,
            entries=[(entry, self._url(entry), self._picture(entry)) for entry in entries],
        )

    def _document(self) -> Feed:
        site = self._kit.site
        return Feed(
            id=tag_uri(_AUTHORITY, self._entries[-1].published.date(), "posts"),
            title=self._neighbour.title,
            subtitle=self._neighbour.subtitle,
            updated=self._entries[0].published,
            authors=(Person(self._neighbour.title),),
            links=(
                Link(site.absolute(FEED), "self", Format.ATOM.media_type),
                Link(site.absolute(f"{PREFIX}/"), "alternate", "text/html"),
            ),
            entries=tuple(self._entry(entry) for entry in self._entries),
        )

    def _entry(self, entry: NeighbourEntry) -> Entry:
        return Entry(
            id=tag_uri(_AUTHORITY, entry.published.date(), f"posts/{entry.key}"),
            title=entry.title,
            updated=entry.published,
            published=entry.published,
            links=(Link(self._url(entry), "alternate", "text/html"),),
            categories=tuple(Category(label) for label in entry.labels),
            content=self._content(entry),
        )

    def _content(self, entry: NeighbourEntry) -> str:
        picture = self._picture(entry)
        drawing = f'<p><img src="{self._kit.site.absolute(picture)}" alt="{escape(entry.alt)}"></p>' if picture else ""
        return drawing + entry.content

    def _url(self, entry: NeighbourEntry) -> str:
        return self._kit.site.absolute(f"{PREFIX}/posts/{entry.key}")

    def _picture(self, entry: NeighbourEntry) -> str:
        return self._kit.static.url(f"sample/{entry.picture}") if entry.picture else ""
