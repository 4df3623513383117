"""What a request says about reach. Pure.

Only what people and feed readers fetch counts: pages opened by browsers, feeds fetched by anything. A reader is one
program at one address prefix; an aggregator that fetches for many says for how many in its User-Agent, as most do
(``Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers)``).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_FEEDS: Final = re.compile(
    r"(?:/feeds/|/planet/feeds/|/comments/feeds?/|/feed(?:/|$)|/rss\b|/atom\b|.*/feed/?$)(?!.*\.html$)"
)
_PAGES: Final = re.compile(
    r"/(?:$|posts/|labels/|agencies/|strategy/|planet/|search$|archive(?:/|$)|follow$|\d{4}/\d{2}/|comments/threads"
    r"|.*\.html$)"
)
_NO_PAGES: Final = re.compile(
    r"/planet/opml$|/(?:strategy|planet)/.*\.(?:svg|pdf|csv|json|opml)$|/strategy/(?:edit|measure|neighbours)$"
)
"""What pages are made of or offer to be taken away, and where only staff work."""
_NOT_READ: Final = re.compile(
    r"/(?:[^/]+/)?(?:api|static|media|openapi\.json|healthz|readyz|metrics|login|account|write)\b"
)
_ROBOT: Final = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|curl|wget|python|scrapy|monitor|preview|headless", re.IGNORECASE
)
_OWN_HUB: Final = "saket-hub"
"""Reads our feeds to hand them on: nobody has read them yet."""
_BEHIND: Final = re.compile(r"Mozilla/[\d.]+ \(compatible; ")
"""What programs say that want to be taken for a browser, before their name."""
_PRODUCT: Final = re.compile(r"[A-Za-z][\w.+ -]{0,40}?(?=[/;(]| - |$)")
_SUBSCRIBERS: Final = re.compile(
    r"(?<![\d,.-])(\d{1,3}(?:,\d{3}){1,2}|\d{1,9}) (?:subscribers?|readers?)\b", re.IGNORECASE
)
_MOST_SUBSCRIBERS: Final = 10_000_000


class Kind(StrEnum):
    """What was looked at."""

    PAGE = "page"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Visit:
    """An answered request: the path, the User-Agent, and the prefix of the address that it came from."""

    path: str
    agent: str
    prefix: str


def kind_of(path: str) -> Kind | None:
    """What the address is; None for what is neither read nor subscribed to."""
    if _NOT_READ.match(path):
        return None
    if _FEEDS.match(path):
        return Kind.FEED
    return Kind.PAGE if _PAGES.match(path) and not _NO_PAGES.match(path) else None


def counts(visit: Visit) -> Kind | None:
    """What a visit counts as: pages are counted for people only, feeds for all but our own hub."""
    kind = kind_of(visit.path)
    if kind is Kind.PAGE:
        return None if not visit.agent or _ROBOT.search(visit.agent) else kind
    return None if product(visit.agent) == _OWN_HUB else kind


def product(agent: str) -> str:
    """What the program calls itself, without its version."""
    found = _PRODUCT.match(_BEHIND.sub("", agent))
    return found[0].strip().lower() if found else ""


def subscribers(agent: str) -> int | None:
    """For how many an aggregator says that it fetches."""
    found = _SUBSCRIBERS.search(agent)
    return min(int(found[1].replace(",", "")), _MOST_SUBSCRIBERS) if found else None
