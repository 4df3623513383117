"""Cursors and limits of paged answers: a cursor is a place in an index, opaque to clients. Pure."""

import base64
import binascii
import re
from typing import Final

from shared.errors import FieldProblem, InvalidInput

DEFAULT_LIMIT: Final = 50
MOST_LIMIT: Final = 200
_PLACE: Final = re.compile(r"[0-9a-z.:/ -]{1,200}")


def write_cursor(place: str | None) -> str | None:
    """base64url without padding; no cursor for no place."""
    return None if place is None else base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> str | None:
    """The place. Raises `InvalidInput` for what was never a cursor of ours."""
    if not cursor:
        return None
    try:
        place = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        place = ""
    if not _PLACE.fullmatch(place):
        raise bad_cursor()
    return place


def bad_cursor() -> InvalidInput:
    """What to raise for a cursor that cannot be ours."""
    return InvalidInput(FieldProblem("cursor", "bad-cursor", "send back what `next` held"))


def read_count(
    field: str, text: str | None, default: int = DEFAULT_LIMIT, *, least: int = 1, most: int = MOST_LIMIT
) -> int:
    """A whole number of a query. Raises `InvalidInput`."""
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else least - 1
    if not least <= number <= most:
        raise InvalidInput(FieldProblem(field, "out-of-range", f"{least}..{most}"))
    return number


def read_limit(text: str | None) -> int:
    """``limit``: how many items are wanted on a page. Raises `InvalidInput`."""
    return read_count("limit", text)
