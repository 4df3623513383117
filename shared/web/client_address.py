"""The address of the client, believed only from configured proxies (RFC 7239's advice, X-Forwarded-For's syntax)."""

import ipaddress
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from shared.environment import Network

if TYPE_CHECKING:
    from multidict import MultiMapping

_FORWARDED_FOR: Final = "X-Forwarded-For"
_WITH_PORT: Final = re.compile(r"([\d.]+|\[[\da-f:.]+\]):\d{1,5}", re.ASCII | re.IGNORECASE)
_MOST: Final = 1024  # addresses remembered; reading one costs ten microseconds


def client_address(peer: str | None, forwarded_for: str | None, trusted: Sequence[Network]) -> str:
    """Walk X-Forwarded-For from the right while the hop that reported it is trusted.

    A hop that is no address ends the walk: what stands before it was reported by nobody knows whom, and so the proxy
    that wrote it is the client.
    """
    address = _normal(peer or "")
    for hop in reversed([part.strip() for part in (forwarded_for or "").split(",") if part.strip()]):
        reported = _normal(hop) if _within(address, trusted) else ""
        if not reported:
            break
        address = reported
    return address


def forwarded_for(headers: "MultiMapping[str]") -> str | None:
    """All lines of X-Forwarded-For as one (RFC 9110 section 5.3): some proxies add a line behind the client's own."""
    return ", ".join(headers.getall(_FORWARDED_FOR)) if _FORWARDED_FOR in headers else None


def is_local(peer: str | None, forwarded_for: str | None) -> bool:
    """Whether the request came from this machine itself and not through a proxy on it."""
    address = _normal(peer or "")
    return forwarded_for is None and bool(address) and ipaddress.ip_address(address).is_loopback


@lru_cache(_MOST)
def prefix_of(address: str) -> str:
    """The part of an address that one household or office shares: /24 of IPv4, /56 of IPv6."""
    if not address:
        return "unknown"
    bits = 24 if ipaddress.ip_address(address).version == 4 else 56  # noqa: PLR2004
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def source_of(address: str) -> str:
    """Whose tries are counted together: an IPv4 address, and the /64 of IPv6, which one customer has to himself."""
    if not address or ipaddress.ip_address(address).version == 4:  # noqa: PLR2004
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def _within(address: str, networks: Sequence[Network]) -> bool:
    if not address:
        return False
    parsed = ipaddress.ip_address(address)
    return any(parsed in network for network in networks)


@lru_cache(_MOST)
def _normal(text: str) -> str:
    """The address without an IPv4-mapped prefix, or '' if it is none; some proxies write a port behind it."""
    if found := _WITH_PORT.fullmatch(text):
        text = found[1]
    try:
        parsed = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)
