"""The addresses and parameters of Blogger's feeds (GData protocol), so that readers keep their old ones. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from services.feed.feeds.entries import Edition
from services.feed.reading.library import Listing, search_words
from services.feed.reading.selection import EVERYTHING, Order, Selection
from services.feed.section import Section, labelled
from shared.errors import FieldProblem, InvalidInput
from shared.feed.alternative import ATOM, Alternative, read_alternative
from shared.feed.alternative import PARAMETERS as ALTERNATIVES
from shared.feed.formats import Format
from shared.feed.model import Link, Results
from shared.http.paging import read_count
from shared.http.spans import read_span
from shared.text import clean_text

USUAL_RESULTS: Final = 25
MOST_RESULTS: Final = 500
KINDS: Final = ("default", "full", "summary")
FIRST_ADDRESSES: Final = {"atom.xml": "/feeds/posts/default", "rss.xml": "/feeds/posts/default?alt=rss"}
"""What feeds were called before they had parameters; readers still come that way."""
_FEED_RELATION: Final = "http://schemas.google.com/g/2005#feed"
_SPANS: Final = ("published-min", "published-max", "updated-min", "updated-max")
PARAMETERS: Final = (*ALTERNATIVES, "category", "max-results", "start-index", "q", *_SPANS, "orderby")
_DEEPEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Query:
    """What an address of Blogger's asks for: posts from the ``start``-th (1 is the first), ``count`` at most.

    ``count`` 0 asks for the figures alone.
    """

    section: Section
    kind: str = KINDS[0]
    alternative: Alternative = ATOM
    start: int = 1
    count: int = USUAL_RESULTS
    selection: Selection = EVERYTHING

    @property
    def edition(self) -> Edition:
        """RSS, or Atom, which Google's JSON is another spelling of."""
        return Edition(self.alternative.form, brief=self.kind == "summary")

    @property
    def is_usual(self) -> bool:
        """Whether it asks for what our own feed begins with, so that our feed may be subscribed to in its stead."""
        is_beginning = self.start == 1 and self.selection == EVERYTHING and self.kind != "summary"
        return is_beginning and self.count == USUAL_RESULTS and not self.alternative.google

    @property
    def folder(self) -> str:
        """The path."""
        labels = "".join(f"/{quote(view.name, safe='')}" for view in self.section.views if view.name)
        return f"/feeds/posts/{self.kind}{f'/-{labels}' if labels else ''}"

    def at(self, start: int) -> str:
        """Path and query of the part that begins at ``start``: the parameters that matter, in one order."""
        usual, asked = _parameters(Query(self.section)), _parameters(self)
        asked["start-index"] = start
        differing = {name: value for name, value in asked.items() if value != usual[name]}
        return f"{self.folder}?{urlencode(differing)}" if differing else self.folder

    def results(self, listing: Listing) -> Results:
        """The figures that Blogger gives."""
        return Results(listing.size, self.start, self.count)

    def neighbours(self, listing: Listing) -> dict[str, str]:
        """Paths by relation: what comes before and after this part, if anything does, and the whole feed."""
        end = self.start + self.count
        found = {_FEED_RELATION: self.folder}
        if self.count and end <= listing.size:
            found["next"] = self.at(end)
        if self.count and self.start > 1:
            found["previous"] = self.at(max(1, self.start - self.count))
        return found


def read_query(kind: str, names: str, query: Mapping[str, str]) -> Query:
    """What is asked for; ``names`` are the labels in the path. Raises `InvalidInput`."""
    labels = [*names.split("/"), *query.get("category", "").split(",")]
    return Query(
        labelled(label for name in labels if (label := clean_text(name).strip())),
        kind,
        read_alternative(query),
        read_count("start-index", query.get("start-index"), 1, most=_DEEPEST),
        min(MOST_RESULTS, read_count("max-results", query.get("max-results"), USUAL_RESULTS, least=0, most=_DEEPEST)),
        _selection(query),
    )


def links_of(links: Mapping[str, str], form: Format) -> tuple[Link, ...]:
    """Absolute addresses by relation as links."""
    return tuple(Link(address, relation, form.media_type) for relation, address in links.items())


def _selection(query: Mapping[str, str]) -> Selection:
    """``q``, the bounds (lower ones inclusive, upper ones exclusive) and ``orderby``."""
    order = query.get("orderby") or Order.PUBLISHED
    if order not in set(Order):
        raise InvalidInput(FieldProblem("orderby", "unknown", ", ".join(Order)))
    words = search_words(query["q"]) if query.get("q") else ""
    return Selection(words, read_span(query, "published"), read_span(query, "updated"), Order(order))


def _parameters(query: Query) -> dict[str, str | int]:
    """Every parameter, as an address says it."""
    wanted = query.selection
    times = (wanted.published.since, wanted.published.until, wanted.updated.since, wanted.updated.until)
    return {
        "alt": query.alternative.google or query.alternative.form.extension,
        "callback": query.alternative.callback,
        "max-results": query.count,
        "start-index": query.start,
        "q": wanted.query,
        **{name: moment.isoformat() if moment else "" for name, moment in zip(_SPANS, times, strict=True)},
        "orderby": wanted.order.value,
    }
