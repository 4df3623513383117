"""Whose servers a host belongs to: its registrable domain, by the Public Suffix List (https://publicsuffix.org).

``www.moi.go.th`` and ``data.moi.go.th`` are ``moi.go.th``; blogs of one blog host (``a.blogspot.com``) are domains of
their own, since the list names most such hosts among its suffixes. The list comes with a package and is never fetched.
"""

from functools import cache, lru_cache
from ipaddress import ip_address

from publicsuffixlist import PublicSuffixList

_REMEMBERED = 16_384
_BLOG_HOSTS = frozenset({"medium.com", "substack.com", "tumblr.com", "typepad.com", "wordpress.com"})
"""Blog hosts that the list does not name (any more); of Blogger it names only ``blogspot.com``."""


@lru_cache(maxsize=_REMEMBERED)
def registrable(host: str) -> str:
    """The domain of ``host`` (as `canonical_host` spells it); addresses and bare suffixes are their own."""
    if _is_address(host):
        return host
    domain: str = _suffixes().privatesuffix(host) or host
    if domain in _BLOG_HOSTS or domain.startswith("blogspot."):
        return ".".join(host.split(".")[-domain.count(".") - 2 :])
    return domain


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
