"""Counts answered requests in memory; the only part that stands in the way of a request, so it does next to nothing."""

from collections import Counter
from typing import Final

from aiohttp import web

from shared.web.client_address import forwarded_for

_MOST: Final = 20_000
_ANSWERED: Final = frozenset({200, 226, 304})

Seen = tuple[str, str, str | None, str | None]
"""Path, User-Agent, peer, X-Forwarded-For."""


class Tally:
    """What was asked for since it was last taken. Beyond ``most`` different ones nothing new is counted."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._seen: Counter[Seen] = Counter()

    def note(self, request: web.BaseRequest, status: int) -> None:
        """A request was answered."""
        if request.method != "GET" or status not in _ANSWERED:
            return
        headers = request.headers
        seen = (request.path, headers.get("User-Agent", ""), request.remote, forwarded_for(headers))
        if seen in self._seen or len(self._seen) < self._most:
            self._seen[seen] += 1

    def take(self) -> "Counter[Seen]":
        """What has been counted, which is forgotten here."""
        seen, self._seen = self._seen, Counter()
        return seen


TALLY: Final = web.AppKey("saket_tally", Tally)
