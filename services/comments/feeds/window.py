"""Which part of a feed of comments an address asks for, and how written: Blogger's parameters (GData protocol). Pure.

A window may be bounded in time by ``published-min``, ``published-max``, ``updated-min`` and ``updated-max``, and to
comments that hold the words of ``q``.
``redirect`` and whatever else Blogger's addresses carry says nothing here, and is passed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.comments.model import Comment
from services.comments.text.searching import sought_words, speaks_of
from shared.errors import FieldProblem, InvalidInput
from shared.feed.alternative import ATOM, Alternative, read_alternative
from shared.feed.alternative import PARAMETERS as ALTERNATIVES
from shared.feed.formats import Format
from shared.http.paging import read_count
from shared.http.spans import ALWAYS, Span, read_span

FEED_LENGTH: Final = 50
MOST_RESULTS: Final = 500
_SPANS: Final = ("published-min", "published-max", "updated-min", "updated-max")
PARAMETERS: Final = (*ALTERNATIVES, "max-results", "start-index", "q", *_SPANS, "orderby", "redirect")
MOST_SOUGHT: Final = 100
"""Characters of a search."""
_DEEPEST: Final = 1_000_000


class Order(StrEnum):
    """By which of their times the comments of a feed stand, newest first; which ones, publication says."""

    PUBLISHED = "published"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Window:
    """The newest ``count`` comments but ``skip``, of those that say ``sought`` within both spans of time."""

    count: int = FEED_LENGTH
    skip: int = 0
    order: Order = Order.PUBLISHED
    published: Span = ALWAYS
    updated: Span = ALWAYS
    sought: tuple[str, ...] = ()

    @property
    def is_bounded(self) -> bool:
        """Whether comments have to be looked at to say which ones it shows."""
        return (self.published, self.updated, self.sought) != (ALWAYS, ALWAYS, ())

    def holds(self, comment: Comment) -> bool:
        """Whether a comment is one that it may show."""
        is_in_time = self.published.holds(comment.created) and self.updated.holds(comment.updated)
        return is_in_time and speaks_of(comment, self.sought)

    @property
    def query(self) -> str:
        """The words as they are searched for."""
        return " ".join(self.sought)

    @property
    def parameters(self) -> dict[str, str]:
        """Those that say what differs from `NEWEST`, always in the same order."""
        said = {"max-results": str(self.count), "start-index": str(self.skip + 1), "orderby": self.order.value}
        usual = {"max-results": str(FEED_LENGTH), "start-index": "1", "orderby": Order.PUBLISHED.value}
        times = (self.published.since, self.published.until, self.updated.since, self.updated.until)
        spans = {name: time.isoformat() for name, time in zip(_SPANS, times, strict=True) if time is not None}
        words = {"q": self.query} if self.sought else {}
        return {name: value for name, value in said.items() if value != usual[name]} | words | spans


NEWEST: Final = Window()


@dataclass(frozen=True, slots=True)
class Edition:
    """A part of a feed, and how it is written."""

    alternative: Alternative = ATOM
    window: Window = NEWEST

    @property
    def form(self) -> Format:
        """The format of the address, and of what the feed leads to."""
        return self.alternative.form

    @property
    def parameters(self) -> dict[str, str]:
        """Those of the address besides."""
        return self.alternative.parameters | self.window.parameters


def read_edition(query: Mapping[str, str], usual: Format) -> Edition:
    """What is asked for: ``alt`` comes before the ``usual`` format of the address. Raises `InvalidInput`.

    More than `MOST_RESULTS` are that many: widgets ask for 9999 where they want all.
    """
    alternative = read_alternative(query, usual)
    order = query.get("orderby") or Order.PUBLISHED
    if order not in set(Order):
        raise InvalidInput(FieldProblem("orderby", "unknown", ", ".join(Order)))
    count = read_count("max-results", query.get("max-results"), FEED_LENGTH, least=0, most=_DEEPEST)
    first = read_count("start-index", query.get("start-index"), 1, most=_DEEPEST)
    published, updated = read_span(query, "published"), read_span(query, "updated")
    sought = _sought(query.get("q", ""))
    return Edition(alternative, Window(min(count, MOST_RESULTS), first - 1, Order(order), published, updated, sought))


def _sought(query: str) -> tuple[str, ...]:
    if len(query) > MOST_SOUGHT:
        raise InvalidInput(FieldProblem("q", "too-long", f"at most {MOST_SOUGHT} characters"))
    return sought_words(query)
