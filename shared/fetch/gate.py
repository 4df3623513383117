"""The decision at the socket: may this connection be made?

The check stands at the last moment, on the address that the kernel will be given. A resolver alone lets names and
odd spellings of loopback through (8 of 15 were measured), and an earlier look-up proves nothing about a later one.
"""

import socket
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING

from shared.fetch.addresses import is_public
from shared.fetch.allow import AllowList
from shared.fetch.errors import AddressRefused, PortRefused, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiohappyeyeballs import AddrInfoType

_WEB_PORTS = frozenset({80, 443})


@dataclass(slots=True)
class Visit:
    """One request to ``host``: which of its addresses were refused."""

    host: str
    refusals: list[Refused] = field(default_factory=list)


_visit: ContextVar[Visit] = ContextVar("visit")


@contextmanager
def visiting(host: str) -> "Iterator[Visit]":
    """Tell the gate which host the connections made inside are meant for: the allow list knows hosts by name."""
    visit = Visit(host)
    token = _visit.set(visit)
    try:
        yield visit
    finally:
        _visit.reset(token)


class Gate:
    """Makes the sockets of the connector, or refuses to."""

    def __init__(self, allow: AllowList) -> None:
        self._allow = allow

    def open_socket(self, info: "AddrInfoType") -> socket.socket:
        """A socket for ``info``. PermissionError, an OSError, lets the connector try the host's next address."""
        family, kind, protocol, _, address = info
        visit = _visit.get()
        refusal = self.refusal(visit.host, str(address[0]), int(address[1]))
        if refusal is not None:
            visit.refusals.append(refusal)
            raise PermissionError(str(refusal))
        return socket.socket(family, kind, protocol)

    def refusal(self, host: str, address: str, port: int) -> Refused | None:
        """Why ``host`` at ``address`` and ``port`` may not be visited, None if it may."""
        try:
            ip = ip_address(address)
        except ValueError:  # not a number: the loop would resolve it once more, behind our back
            return AddressRefused(host, address)
        if self._allow.allows(host, ip, port):
            return None
        if not is_public(ip):
            return AddressRefused(host, address)
        return None if port in _WEB_PORTS else PortRefused(host, port)
