"""Which part of a feed of comments an address asks for: Blogger's parameters (GData protocol). Pure.

``redirect`` and whatever else Blogger's addresses carry says nothing here, and is passed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.errors import FieldProblem, InvalidInput
from shared.feed.formats import FORMATS, Format
from shared.http.paging import read_count

FEED_LENGTH: Final = 50
MOST_RESULTS: Final = 500
PARAMETERS: Final = ("alt", "max-results", "start-index", "orderby", "redirect")
_DEEPEST: Final = 1_000_000


class Order(StrEnum):
    """By which of their times the comments of a feed stand, newest first; which ones, publication says."""

    PUBLISHED = "published"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Window:
    """The newest ``count`` comments but ``skip``."""

    count: int = FEED_LENGTH
    skip: int = 0
    order: Order = Order.PUBLISHED

    @property
    def parameters(self) -> dict[str, str]:
        """Those that say what differs from `NEWEST`, always in the same order."""
        said = {"max-results": str(self.count), "start-index": str(self.skip + 1), "orderby": self.order.value}
        usual = {"max-results": str(FEED_LENGTH), "start-index": "1", "orderby": Order.PUBLISHED.value}
        return {name: value for name, value in said.items() if value != usual[name]}


NEWEST: Final = Window()


def read_window(query: Mapping[str, str], usual: Format) -> tuple[Format, Window]:
    """The format (``alt`` before the ``usual`` one of the address) and the part. Raises `InvalidInput`."""
    form = FORMATS.get(query.get("alt") or usual.extension)
    if form is None:
        raise InvalidInput(FieldProblem("alt", "unknown", ", ".join(FORMATS)))
    order = query.get("orderby") or Order.PUBLISHED
    if order not in set(Order):
        raise InvalidInput(FieldProblem("orderby", "unknown", ", ".join(Order)))
    count = read_count("max-results", query.get("max-results"), FEED_LENGTH, most=MOST_RESULTS)
    first = read_count("start-index", query.get("start-index"), 1, most=_DEEPEST)
    return form, Window(count, first - 1, Order(order))
