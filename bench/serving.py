"""A cached feed against a bare aiohttp hello world: servers on one core, the client on another."""

from bench.load import on_core
from bench.rounds import Case, compare
from bench.sites import empty_site, fill, get, hello, server_of
from bench.table import Row
from tests.support.province import Province

_POSTS = 50
_ROUNDS = 7
_REQUESTS = 6_000
_CLIENTS = 16
_FEED = "/feeds/posts.atom"
_GZIP = {"Accept-Encoding": "gzip"}


async def serving() -> list[Row]:
    """Rows of the table; about half a minute."""
    with on_core(0):
        async with hello() as reference, empty_site() as site:
            fill(site, range(_POSTS), await site.token("posts"))
            with on_core(1):
                cases = [Case("aiohttp hello world", reference, get("/", {})), *await _cases(site)]
                return compare(cases, rounds=_ROUNDS, requests=_REQUESTS, clients=_CLIENTS)


async def _cases(site: Province) -> list[Case]:
    async with site.http.get(_FEED, headers=_GZIP) as response:
        etag = response.headers["ETag"]
    server, name = server_of(site), f"GET feed of {_POSTS}"
    return [
        Case(f"{name}, 200 gzip", server, get(_FEED, _GZIP)),
        Case(f"{name}, 304", server, get(_FEED, {**_GZIP, "If-None-Match": etag}), 304),
        Case(
            f"{name}, 304 by date alone",
            server,
            get(_FEED, {"If-Modified-Since": response.headers["Last-Modified"]}),
            304,
        ),
    ]
