"""Which part of a feed of comments an address asks for: Blogger's parameters (GData protocol). Pure.

A window may be bounded in time by ``published-min``, ``published-max``, ``updated-min`` and ``updated-max``.
``redirect`` and whatever else Blogger's addresses carry says nothing here, and is passed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.comments.model import Comment
from shared.errors import FieldProblem, InvalidInput
from shared.feed.formats import FORMATS, Format
from shared.http.paging import read_count
from shared.http.spans import ALWAYS, Span, read_span

FEED_LENGTH: Final = 50
MOST_RESULTS: Final = 500
_SPANS: Final = ("published-min", "published-max", "updated-min", "updated-max")
PARAMETERS: Final = ("alt", "max-results", "start-index", *_SPANS, "orderby", "redirect")
_DEEPEST: Final = 1_000_000


class Order(StrEnum):
    """By which of their times the comments of a feed stand, newest first; which ones, publication says."""

    PUBLISHED = "published"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Window:
    """The newest ``count`` comments but ``skip``, of those whose times fall within both spans."""

    count: int = FEED_LENGTH
    skip: int = 0
    order: Order = Order.PUBLISHED
    published: Span = ALWAYS
    updated: Span = ALWAYS

    @property
    def is_bounded(self) -> bool:
        """Whether times say which comments it shows."""
        return (self.published, self.updated) != (ALWAYS, ALWAYS)

    def holds(self, comment: Comment) -> bool:
        """Whether a comment's times fall within both spans."""
        return self.published.holds(comment.created) and self.updated.holds(comment.updated)

    @property
    def parameters(self) -> dict[str, str]:
        """Those that say what differs from `NEWEST`, always in the same order."""
        said = {"max-results": str(self.count), "start-index": str(self.skip + 1), "orderby": self.order.value}
        usual = {"max-results": str(FEED_LENGTH), "start-index": "1", "orderby": Order.PUBLISHED.value}
        times = (self.published.since, self.published.until, self.updated.since, self.updated.until)
        spans = {name: time.isoformat() for name, time in zip(_SPANS, times, strict=True) if time is not None}
        return {name: value for name, value in said.items() if value != usual[name]} | spans


NEWEST: Final = Window()


def read_window(query: Mapping[str, str], usual: Format) -> tuple[Format, Window]:
    """The format (``alt`` before the ``usual`` one of the address) and the part. Raises `InvalidInput`.

    More than `MOST_RESULTS` are that many: widgets ask for 9999 where they want all.
    """
    form = FORMATS.get(query.get("alt") or usual.extension)
    if form is None:
        raise InvalidInput(FieldProblem("alt", "unknown", ", ".join(FORMATS)))
    order = query.get("orderby") or Order.PUBLISHED
    if order not in set(Order):
        raise InvalidInput(FieldProblem("orderby", "unknown", ", ".join(Order)))
    count = read_count("max-results", query.get("max-results"), FEED_LENGTH, least=0, most=_DEEPEST)
    first = read_count("start-index", query.get("start-index"), 1, most=_DEEPEST)
    published, updated = read_span(query, "published"), read_span(query, "updated")
    return form, Window(min(count, MOST_RESULTS), first - 1, Order(order), published, updated)
