"""SAKET_ALLOW_HOSTS: where outbound fetches may go although the address is private or the port unusual.

``intranet.example, 10.1.0.0/16, 127.0.0.1:8081, [::1]:8081, [fd00::]/8``: host names, addresses and networks, each
with an optional port. Without a port every port is allowed; IPv6 stands in brackets where a port follows.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network

from shared.environment import BadConfiguration
from shared.errors import FieldProblem
from shared.fetch.addresses import Address, unmapped
from shared.fetch.hosts import canonical_host

VARIABLE = "SAKET_ALLOW_HOSTS"
_MAX_PORT = 65535
_NOWHERE = IPv4Address(0)
_ENTRY = re.compile(
    r"(?:\[(?P<v6>[^\]]*)\](?P<length>/\d+)?|(?P<bare_v6>[^\[\]]*:[^\[\]]*:[^\[\]]*)|(?P<name>[^:\[\]]+))"
    r"(?::(?P<port>\d{1,5}))?\Z"
)


@dataclass(frozen=True, slots=True)
class AllowedHost:
    """A host by name, whatever its address; any ``port`` if None."""

    name: str
    port: int | None = None

    def covers(self, host: str, address: Address, port: int) -> bool:
        del address
        return host == self.name and self.port in {None, port}


@dataclass(frozen=True, slots=True)
class AllowedNetwork:
    """A network, whatever the host is called; any ``port`` if None."""

    network: IPv4Network | IPv6Network
    port: int | None = None

    def covers(self, host: str, address: Address, port: int) -> bool:
        del host
        return address in self.network and self.port in {None, port}


@dataclass(frozen=True, slots=True)
class AllowList:
    """The entries of SAKET_ALLOW_HOSTS; empty: nothing beyond the public internet."""

    entries: tuple[AllowedHost | AllowedNetwork, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "AllowList":
        """Read the variable; `BadConfiguration` names every entry that cannot be read."""
        entries: list[AllowedHost | AllowedNetwork] = []
        problems: list[FieldProblem] = []
        for word in filter(None, (word.strip() for word in text.split(","))):
            try:
                entries.append(_entry(word))
            except ValueError:
                problems.append(FieldProblem(VARIABLE, "not-a-host", word))
        if problems:
            raise BadConfiguration(*problems)
        return cls(tuple(entries))

    def names(self, host: str, port: int) -> bool:
        """Whether an entry is about this host (a name or an address) before it is looked up."""
        try:
            address = unmapped(ip_address(host))
        except ValueError:
            return any(entry.covers(host, _NOWHERE, port) for entry in self.entries if isinstance(entry, AllowedHost))
        return any(entry.covers(host, address, port) for entry in self.entries)

    def allows(self, host: str, address: Address, port: int) -> bool:
        """Whether an entry covers ``host`` (as `canonical_host` spells it) at ``address`` and ``port``."""
        plain = unmapped(address)
        return any(entry.covers(host, plain, port) for entry in self.entries)


def _entry(word: str) -> AllowedHost | AllowedNetwork:
    match = _ENTRY.match(word)
    if match is None:
        raise ValueError(word)
    port = _port(match["port"])
    if match["name"] is None:
        return AllowedNetwork(ip_network((match["v6"] or match["bare_v6"]) + (match["length"] or "")), port)
    if "/" in match["name"]:
        return AllowedNetwork(ip_network(match["name"]), port)
    host = canonical_host(match["name"])
    try:
        return AllowedNetwork(ip_network(host), port)
    except ValueError:
        return AllowedHost(host, port)


def _port(digits: str | None) -> int | None:
    if digits is None:
        return None
    port = int(digits)
    if not 0 < port <= _MAX_PORT:
        raise ValueError(digits)
    return port
