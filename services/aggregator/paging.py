"""Cursors of the planet: where a page of a sorted set ended."""

from collections.abc import Mapping

from services.aggregator.model import Place
from shared.http import paging


def encode(place: Place | None) -> str | None:
    """A cursor for a client to send back; None where nothing follows."""
    return paging.write_cursor(f"{place.score} {place.member}" if place else None)


def decode(cursor: str | None) -> Place | None:
    """None where there is no cursor; raises `InvalidInput` for a text that is no cursor of ours."""
    text = paging.read_cursor(cursor)
    if text is None:
        return None
    score, _, member = text.partition(" ")
    try:
        return Place(member, int(score))
    except ValueError as error:
        raise paging.bad_cursor() from error


def place_of(query: Mapping[str, str]) -> Place | None:
    """``cursor``. Raises `InvalidInput`."""
    return decode(query.get("cursor"))


def limit_of(query: Mapping[str, str]) -> int:
    """``limit``, 50 unless given. Raises `InvalidInput`."""
    return paging.read_limit(query.get("limit"))
