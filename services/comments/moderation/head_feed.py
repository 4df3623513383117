"""The Atom feed that publishes, every day, where the ledger ended: who keeps a copy can prove that it was changed.

It is for everybody, and says nothing but a number and a hash.
"""

from datetime import UTC, date, datetime, time
from typing import Final

from aiohttp import web

from services.comments.addresses import Addresses
from services.comments.moderation.audit import Head
from services.comments.moderation.ledger_store import RedisLedger
from shared.clock import BANGKOK
from shared.feed.formats import Format
from shared.feed.model import Entry, Feed, Link, Person, tag_uri
from shared.feed.views import public_view
from shared.http.cache import ViewCache
from shared.http.view import View
from shared.i18n import DEFAULT_LANGUAGE, mark, translations
from shared.settings import SiteSettings
from shared.thai.dates import thai_date
from shared.web.feed_answers import feed_answer
from shared.web.routing import Route

_SHOWN: Final = 60
_TITLE: Final = mark("Ledger of moderation: its head, day by day")
_DAY: Final = date(2026, 1, 1)
_NEVER: Final = datetime(2026, 1, 1, tzinfo=UTC)


class HeadFeed:
    """``/feeds/ledger.atom``."""

    def __init__(self, site: SiteSettings, addresses: Addresses, ledger: RedisLedger) -> None:
        self._site = site
        self._addresses = addresses
        self._ledger = ledger
        self._cache = ViewCache()

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/feeds/ledger.atom",
                handler=self.show,
                summary="The head of the moderation ledger, day by day",
                produces=Format.ATOM.media_type,
                cors=True,
            )
        ]

    async def show(self, request: web.Request) -> web.Response:
        heads = [*(await self._ledger.heads()).items()][:_SHOWN]

        async def render() -> View:
            return public_view(self._feed(heads), Format.ATOM)

        return feed_answer(await self._cache.get("heads", (self._site.board.version, *heads), render), request)

    def _feed(self, heads: list[tuple[date, Head]]) -> Feed:
        entries = tuple(self._entry(day, head) for day, head in heads)
        hub = self._site.hub_url
        return Feed(
            id=self._tag("ledger"),
            title=f"{_say(_TITLE)} · {self._site.title}",
            updated=max((entry.updated for entry in entries), default=_NEVER),
            links=(
                Link(self._addresses.ledger_feed(), "self", Format.ATOM.media_type),
                Link(f"{self._site.base_url}/", "alternate", "text/html"),
                *((Link(hub, "hub"),) if hub else ()),
            ),
            authors=(Person(self._site.title),),
            entries=entries,
        )

    def _entry(self, day: date, head: Head) -> Entry:
        moment = datetime.combine(day, time(), BANGKOK)
        said = {"day": thai_date(moment), "number": head.number}
        return Entry(
            id=self._tag(f"ledger/{day.isoformat()}"),
            title=_say(mark("Ledger on %(day)s: %(number)s entries")) % said,
            updated=moment,
            published=moment,
            links=(Link(f"{self._addresses.ledger_feed()}#{day.isoformat()}", "alternate", Format.ATOM.media_type),),
            authors=(Person(self._site.title),),
            content=f"<p><code>{head}</code></p>",
        )

    def _tag(self, name: str) -> str:
        return tag_uri(self._site.authority, _DAY, name)


def _say(message: str) -> str:
    """Feeds are read everywhere and speak the site's own language."""
    return translations(DEFAULT_LANGUAGE).gettext(message)
