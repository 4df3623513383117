"""Who sends a request, as far as the comment service wants to know: an address prefix and an Idempotency-Key."""

from collections.abc import Sequence

from aiohttp import web

from services.comments.service import Sender
from shared.environment import Network
from shared.web.client_address import client_address, prefix_of
from shared.web.idempotency import checked_key, key_of


class Senders:
    """``trusted`` are the proxies whose X-Forwarded-For is believed."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = trusted

    def prefix(self, request: web.Request) -> str:
        """The part of the client's address that one household or office shares."""
        return prefix_of(client_address(request.remote, request.headers.get("X-Forwarded-For"), self._trusted))

    def program(self, request: web.Request) -> Sender:
        """The sender of a JSON request. Raises `InvalidInput` for a malformed key."""
        return Sender(self.prefix(request), key_of(request.headers))

    def person(self, request: web.Request, key: str, *, trapped: bool) -> Sender:
        """The sender of the plain form, which carries its key in a field."""
        return Sender(self.prefix(request), checked_key(key or None), trapped)
