"""Host names and address literals of URLs, in one spelling (RFC 3986 section 3.2.2, UTS 46)."""

import re
from ipaddress import IPv4Address, IPv6Address

import idna

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_NUMBER = re.compile(r"[0-9]+\Z|0x[0-9a-f]*\Z")
_MAX_NAME = 253


def canonical_host(host: str) -> str:
    """``host`` in lower case and ASCII, without brackets and trailing dot. ValueError if it is not a host.

    Spellings of IPv4 addresses other than four decimal numbers (``127.1``, ``0x7f000001``, ``017700000001``) are
    refused rather than understood: nobody publishes a feed there. Underscores are no host names, but such hosts exist.
    """
    if host.startswith("["):
        return _ipv6(host)
    name = _ascii(host).removesuffix(".")
    labels = name.split(".")
    if len(name) > _MAX_NAME or not all(_LABEL.match(label) for label in labels):
        raise ValueError("not a host name")
    if _NUMBER.match(labels[-1]):
        return str(IPv4Address(name))
    return name


def _ipv6(literal: str) -> str:
    if not literal.endswith("]") or "%" in literal:
        raise ValueError("not an IPv6 literal")
    return str(IPv6Address(literal[1:-1]))


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    return idna.encode(host, uts46=True).decode("ascii")
