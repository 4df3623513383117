"""Permanent redirects (RFC 9110 sections 15.4.2 and 15.4.9), which are followed at once and believed late. Pure.

A server that is set up wrongly for an afternoon must not take a source away for ever: an address is adopted after
`PROBATION` and `AGREEING` fetches in a row that ended there. Never one that looks like a front door: the root of
another domain is where lapsed domains and moved offices send everything, and a login page is no feed.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from services.aggregator.model import Moving
from shared.fetch.domains import registrable
from shared.fetch.message import Redirect

PROBATION: Final = timedelta(days=7)
AGREEING: Final = 5
_PERMANENT: Final = frozenset({301, 308})
_FRONT_DOORS: Final = frozenset({"", "/", "/index.html", "/index.htm", "/index.php", "/default.aspx", "/home"})
_LOGIN: Final = re.compile(
    r"(?:^|[^a-z])(?:log-?in|sign-?in|sso|oauth2?|auth|account|captcha)(?:$|[^a-z])", re.IGNORECASE
)


def target(hops: Iterable[Redirect]) -> str | None:
    """Where the permanent redirects at the beginning of a chain lead; None if it begins with no such one."""
    found = None
    for hop in hops:
        if hop.status not in _PERMANENT:
            break
        found = hop.url
    return found


def observed(moving: Moving | None, address: str, found: str | None, now: datetime) -> Moving | None:
    """The probation after one more fetch of ``address`` that was led to ``found``."""
    if found is None or not is_believable(address, found):
        return None
    if moving is None or moving.url != found:
        return Moving(found, now)
    return replace(moving, agreed=moving.agreed + 1)


def is_settled(moving: Moving | None, now: datetime) -> bool:
    """Whether the probation is over."""
    return moving is not None and moving.agreed >= AGREEING and now - moving.since >= PROBATION


def is_believable(address: str, found: str) -> bool:
    """Whether a source at ``address`` may ever move to ``found``."""
    here, there = urlsplit(address), urlsplit(found)
    if _LOGIN.search(there.path) or _LOGIN.search(there.query):
        return False
    same = registrable(here.hostname or "") == registrable(there.hostname or "")
    return same or bool(there.query) or there.path.lower() not in _FRONT_DOORS
