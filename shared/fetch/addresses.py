"""Which addresses belong to the public internet.

Our own list, since `ipaddress.is_global` knows nothing of NAT64, calls 6to4 and multicast addresses global, and changes
with the Python version. For IPv4 everything is public that is not listed; for IPv6 only 2000::/3, the one block
that IANA hands out as global unicast, less what is listed.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

_SPECIAL_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # "this network" (RFC 791); Linux connects 0.0.0.0 to itself
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host agent: a public number that answers only from inside
        "169.254.0.0/16",  # link-local (RFC 3927), cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking (RFC 2544)
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and the broadcast address
    )
)
_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")
# Outside 2000::/3, and so refused without being listed: ::, ::1, IPv4-compatible ::/96, NAT64 64:ff9b::/96 and
# 64:ff9b:1::/48, discard-only 100::/64, segment routing 5f00::/16, unique local fc00::/7, link-local fe80::/10,
# site-local fec0::/10, multicast ff00::/8.
_SPECIAL_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments (RFC 2928): Teredo, benchmarking, ORCHID
        "2001:db8::/32",  # documentation (RFC 3849)
        "2002::/16",  # 6to4 (RFC 3056): carries any IPv4 address, private ones too
        "3ffe::/16",  # the former 6bone
        "3fff::/20",  # documentation (RFC 9637)
    )
)


def unmapped(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped one (RFC 4291 section 2.5.5.2), else the address itself."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_public(address: Address) -> bool:
    """Whether a host on the public internet can have this address."""
    plain = unmapped(address)
    if isinstance(plain, IPv4Address):
        return not any(plain in block for block in _SPECIAL_V4)
    return plain in _GLOBAL_UNICAST_V6 and not any(plain in block for block in _SPECIAL_V6)
