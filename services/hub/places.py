"""Where a page of staff's lists begins, as cursors say it. Pure."""

import re
from typing import Final

from shared.http.paging import bad_cursor, read_cursor

_SUBSCRIPTION: Final = re.compile(r"[0-9]{1,15} [a-z2-7]{20}")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


def subscription_place(cursor: str | None) -> str | None:
    """The end of a lease (ms) and the subscription that has it. Raises `InvalidInput`."""
    place = read_cursor(cursor)
    if place is not None and not _SUBSCRIPTION.fullmatch(place):
        raise bad_cursor()
    return place


def hosts_before(cursor: str | None) -> int:
    """How many hosts come before the page. Raises `InvalidInput`."""
    place = read_cursor(cursor) or "0"
    if not _NUMBER.fullmatch(place):
        raise bad_cursor()
    return int(place)
