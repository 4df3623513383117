"""Who sends a request, as far as the comment service wants to know: an address prefix and an Idempotency-Key."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from aiohttp import web

from services.comments.personal_data.retention import REPORTS
from services.comments.posting.service import Sender
from services.comments.reports.service import Reader
from shared.environment import Network
from shared.web.client_address import client_address, forwarded_for, prefix_of
from shared.web.idempotency import checked_key, key_of

TOUCHED: Final = web.RequestKey("saket_touched", str)
"""The comment that a request has made or touched, for traffic records."""
_TOKEN_BYTES: Final = 16
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")


class Senders:
    """``trusted`` are the proxies whose X-Forwarded-For is believed; ``secure``: the site is reached by https."""

    def __init__(self, trusted: Sequence[Network], *, secure: bool) -> None:
        self._trusted = trusted
        self._secure = secure
        self._cookie = "__Host-saket-reader" if secure else "saket-reader"

    def prefix(self, request: web.Request) -> str:
        """The part of the client's address that one household or office shares."""
        return prefix_of(self.address(request))

    def address(self, request: web.Request) -> str:
        """The client's address, for traffic records."""
        return client_address(request.remote, forwarded_for(request.headers), self._trusted)

    def reader(self, request: web.Request) -> Reader:
        """Who reports by a script; a browser that has reported before is known again."""
        token = request.cookies.get(self._cookie, "")
        return Reader(self.prefix(request), token if _TOKEN.fullmatch(token) else None)

    def browser(self, request: web.Request) -> Reader:
        """Who reports by the plain form: a browser that will be known again."""
        reader = self.reader(request)
        return reader if reader.token else replace(reader, token=secrets.token_hex(_TOKEN_BYTES))

    def remember(self, response: web.StreamResponse, reader: Reader) -> None:
        """Let a browser that reports be known again: the one cookie that a citizen gets, and not before."""
        response.set_cookie(
            self._cookie,
            reader.token or "",
            max_age=REPORTS.seconds,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )

    def program(self, request: web.Request) -> Sender:
        """The sender of a JSON request. Raises `InvalidInput` for a malformed key."""
        return Sender(self.prefix(request), key_of(request.headers))

    def person(self, request: web.Request, key: str, *, trapped: bool) -> Sender:
        """The sender of the plain form, which carries its key in a field."""
        return Sender(self.prefix(request), checked_key(key or None), trapped)
