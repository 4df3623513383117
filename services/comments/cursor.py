"""Cursors: a position in a sorted list, opaque to clients. Pure."""

import base64
import binascii
import re
from typing import Final

from shared.errors import FieldProblem, InvalidInput

DEFAULT_LIMIT: Final = 50
MOST_LIMIT: Final = 200
_POSITION: Final = re.compile(r"[0-9a-z.:]{1,100}")


def write_cursor(position: str) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> str | None:
    """The position. Raises `InvalidInput` for what was never a cursor of ours."""
    if not cursor:
        return None
    try:
        position = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        position = ""
    if not _POSITION.fullmatch(position):
        raise InvalidInput(FieldProblem("cursor", "bad-cursor", "send back what `next` held"))
    return position


def read_limit(limit: str | None) -> int:
    """How many items on a page. Raises `InvalidInput`."""
    if not limit:
        return DEFAULT_LIMIT
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:9]) <= MOST_LIMIT):
        raise InvalidInput(FieldProblem("limit", "out-of-range", f"1..{MOST_LIMIT}"))
    return int(limit)
