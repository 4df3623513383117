"""Reading the query of a request: which entries. Shared by API, feeds and pages. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from services.aggregator.model import Filter
from services.aggregator.reading import dates
from services.aggregator.river.views import view_of
from shared.errors import FieldProblem, InvalidInput
from shared.thai.provinces import Region

_LONGEST_QUERY: Final = 200


def filter_of(query: Mapping[str, str], *, leads: bool = False) -> Filter:
    """One of ``source``, ``group``, ``region``; ``q``, ``since``. Raises `InvalidInput` with all that is wrong."""
    source, group, region = (query.get(name) or None for name in ("source", "group", "region"))
    words = query.get("q", "")
    problems = []
    if sum(map(bool, (source, group, region))) > 1:
        problems.append(FieldProblem("group", "one-only", "one of source, group and region"))
    if region and region not in set(Region):
        problems.append(FieldProblem("region", "unknown", ", ".join(Region)))
    if len(words) > _LONGEST_QUERY:
        problems.append(FieldProblem("q", "too-long", str(_LONGEST_QUERY)))
    since = _since(query.get("since", ""))
    if query.get("since") and since is None:
        problems.append(FieldProblem("since", "not-a-time", "RFC 3339"))
    if problems:
        raise InvalidInput(*problems)
    return Filter(view_of(source=source, group=group, region=region), words, since, leads)


def _since(text: str) -> datetime | None:
    """A plus sign that was not escaped arrives as a space."""
    return dates.parse(text.replace(" ", "+")) if "T" in text.upper() else dates.parse(text)
