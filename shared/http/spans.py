"""Stretches of time that a query asks for (GData's ``published-min`` and its like). Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from shared.errors import FieldProblem, InvalidInput

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """The time from ``since`` on and before ``until`` (both aware); an end that is None is open."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return (self.since is None or moment >= self.since) and (self.until is None or moment < self.until)


ALWAYS: Final = Span()


def read_span(query: Mapping[str, str], name: str) -> Span:
    """From ``<name>-min`` (inclusive) to ``<name>-max`` (exclusive). Raises `InvalidInput`."""
    first, last = f"{name}-min", f"{name}-max"
    return Span(_time(first, query.get(first, "")), _time(last, query.get(last, "")))


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
