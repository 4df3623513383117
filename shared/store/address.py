"""Reading the address of a store. Pure: nothing is contacted, so configuration can be checked with it.

    redis://[user:password@]host[:port][/db]      rediss://…  the same over TLS
    unix:///path/to/socket[?db=0]
    redis+cluster://[user:password@]host[:port][,host[:port]…]      rediss+cluster://…  the same over TLS

A query (``?ssl_ca_certs=/etc/ca.pem``) may name any option of redis-py's connections.
"""

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit

from redis.asyncio.connection import parse_url

from shared.store.errors import InvalidStoreUrl

DEFAULT_PORT: Final = 6379
_CLUSTER: Final = "+cluster"


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where the store is. ``options`` are redis-py's connection arguments; ``nodes`` only a cluster has."""

    is_cluster: bool
    options: dict[str, Any] = field(repr=False)
    nodes: tuple[tuple[str, int], ...] = ()


def parse_address(url: str) -> StoreAddress:
    """Raises `InvalidStoreUrl`."""
    scheme, separator, rest = url.partition("://")
    if not separator or not rest:
        raise InvalidStoreUrl("the store's URL must look like redis://host:6379/0 or unix:///path")
    try:
        if scheme in {"redis+cluster", "rediss+cluster"}:
            return _cluster_address(scheme.removesuffix(_CLUSTER), rest)
        if scheme in {"redis", "rediss", "unix"}:
            _check_database(scheme, rest)
            return StoreAddress(is_cluster=False, options=dict(parse_url(url)))
    except ValueError as error:
        raise InvalidStoreUrl(f"the store's URL has a bad port or option ({type(error).__name__})") from None
    raise InvalidStoreUrl(f"the store's URL has an unknown scheme {scheme!r}")


def _check_database(scheme: str, rest: str) -> None:
    """redis-py takes a path that is no number for database 0."""
    path = "" if scheme == "unix" else rest.partition("?")[0].partition("/")[2]
    if path and not (path.isascii() and path.isdigit()):
        raise InvalidStoreUrl("the database of the store's URL is not a number")


def unix_url(path: str) -> str:
    """The address of a server that listens on a unix socket."""
    return f"unix://{quote(path)}"


def _cluster_address(scheme: str, rest: str) -> StoreAddress:
    # Not urlsplit: it refuses a list of hosts with an IPv6 address in it.
    location, _, query = rest.partition("?")
    authority, _, path = location.partition("/")
    if path:
        raise InvalidStoreUrl("a cluster has no numbered databases: leave the path out")
    user, at, hosts = authority.rpartition("@")
    nodes = tuple(_host_and_port(host) for host in hosts.split(","))
    options = dict(parse_url(f"{scheme}://{user}{at}node?{query}"))
    del options["host"]
    tls = options.pop("connection_class", None) is not None
    return StoreAddress(is_cluster=True, options=options | {"ssl": tls}, nodes=nodes)


def _host_and_port(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    if not parts.hostname:
        raise InvalidStoreUrl("a node of the cluster has no host name")
    return parts.hostname, parts.port or DEFAULT_PORT
