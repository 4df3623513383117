"""Whose budget a source is fetched on. Pure."""

from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from services.aggregator.model import Source
from shared.fetch.addresses import is_public
from shared.fetch.domains import registrable
from shared.fetch.urls import HttpUrl

_REMEMBERED: Final = 16_384


def domain_of(source: Source) -> str:
    """The registrable domain of where it is fetched from.

    An address inside our own network is reached only because the operator allows it by name: each of its feeds is on a
    budget of its own.
    """
    host = HttpUrl.parse(source.address).host
    return source.id if _is_inside(host) else registrable(host)


@lru_cache(maxsize=_REMEMBERED)
def _is_inside(host: str) -> bool:
    try:
        return not is_public(ip_address(host))
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
