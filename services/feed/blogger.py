"""The query parameters of Blogger's feeds, so that readers keep their old addresses (GData protocol). Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from services.feed.documents import FEED_LENGTH, Window
from services.feed.library import search_words
from services.feed.selection import EVERYTHING, Order, Selection, Span
from shared.errors import FieldProblem, InvalidInput
from shared.feed.formats import FORMATS, Format
from shared.http.paging import read_count

MOST_RESULTS: Final = 500
_SPANS: Final = ("published-min", "published-max", "updated-min", "updated-max")
PARAMETERS: Final = ("alt", "max-results", "start-index", "q", *_SPANS, "orderby")
_DEEPEST: Final = 1_000_000
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


def read_window(path: str, query: Mapping[str, str], *, brief: bool) -> tuple[Format, Window]:
    """The format (``alt``) and part of the view (``start-index`` counts from 1) that the address at ``path`` asks for.

    The window names its own address with the parameters that matter in one order. Raises `InvalidInput`.
    """
    form = FORMATS.get(query.get("alt") or "atom")
    if form is None:
        raise InvalidInput(FieldProblem("alt", "unknown", ", ".join(FORMATS)))
    count = read_count("max-results", query.get("max-results"), FEED_LENGTH, most=MOST_RESULTS)
    first = read_count("start-index", query.get("start-index"), 1, most=_DEEPEST)
    wanted = _selection(query)
    usual = _parameters(Format.ATOM, FEED_LENGTH, 1, EVERYTHING)
    asked = _parameters(form, count, first, wanted)
    differing = {name: value for name, value in asked.items() if value != usual[name]}
    address = f"{path}?{urlencode(differing)}" if differing else path
    return form, Window(first - 1, count, brief, wanted, address)


def _selection(query: Mapping[str, str]) -> Selection:
    """``q``, the bounds (lower ones inclusive, upper ones exclusive) and ``orderby``."""
    order = query.get("orderby") or Order.PUBLISHED
    if order not in set(Order):
        raise InvalidInput(FieldProblem("orderby", "unknown", ", ".join(Order)))
    words = search_words(query["q"]) if query.get("q") else ""
    since, until, updated_since, updated_until = (_time(name, query.get(name, "")) for name in _SPANS)
    return Selection(words, Span(since, until), Span(updated_since, updated_until), Order(order))


def _time(name: str, text: str) -> datetime | None:
    """RFC 3339, in UTC unless it says otherwise; a plus sign that was not escaped arrives as a space."""
    if not text:
        return None
    plain = text.replace(" ", "+").upper()
    try:
        moment = datetime.fromisoformat(plain) if _TIME.fullmatch(plain) else None
    except ValueError:
        moment = None
    if moment is None:
        raise InvalidInput(FieldProblem(name, "not-a-time", "RFC 3339, such as 2026-01-05T09:30:00+07:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parameters(form: Format, count: int, first: int, wanted: Selection) -> dict[str, str | int]:
    """Every parameter, as an address says it."""
    times = (wanted.published.since, wanted.published.until, wanted.updated.since, wanted.updated.until)
    return {
        "alt": form.extension,
        "max-results": count,
        "start-index": first,
        "q": wanted.query,
        **{name: moment.isoformat() if moment else "" for name, moment in zip(_SPANS, times, strict=True)},
        "orderby": wanted.order.value,
    }
