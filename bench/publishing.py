"""How long news takes into the feed, and what the feed's first page costs, in a small site and in a large one."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.content import news
from bench.sites import empty_site, fill
from bench.table import Row
from tests.support.province import Province

_SMALL = 100
_LARGE = 10_000
_TIMES = 60
_WARMING = 10
_TRIES = 1_000
_FEED = "/feeds/posts.atom"


@dataclass(frozen=True, slots=True)
class _Published:
    """Seconds: until a new post stood in the feed, and how long the request for that feed took."""

    served: float
    rendered: float


async def publishing() -> list[Row]:
    """Rows of the table; about a minute."""
    async with empty_site() as site:
        headers = await site.token("posts")
        fill(site, range(_SMALL), headers)
        small = await _series(site, headers, _LARGE)
        fill(site, range(_SMALL, _LARGE - _WARMING - _TIMES), headers)
        large = await _series(site, headers, 2 * _LARGE)
    return [
        *_rows("POST to served in the feed", small, large, lambda one: one.served),
        *_rows("the first GET of the new feed", small, large, lambda one: one.rendered),
    ]


async def _series(site: Province, headers: dict[str, str], first: int) -> list[_Published]:
    times = [await _publish(site, headers, number) for number in range(first, first + _WARMING + _TIMES)]
    return times[_WARMING:]


async def _publish(site: Province, headers: dict[str, str], number: int) -> _Published:
    post = news(number)
    begun = time.perf_counter()
    async with site.http.post("/api/posts", json=post, headers=headers) as response:
        assert response.status == 201, await response.text()
    for _ in range(_TRIES):
        asked = time.perf_counter()
        async with site.http.get(_FEED, headers={"Accept-Encoding": "gzip"}) as response:
            is_served = str(post["title"]).encode() in await response.read()
        if is_served:
            now = time.perf_counter()
            return _Published(now - begun, now - asked)
    raise AssertionError(f"not served after {_TRIES} requests")


def _rows(
    name: str, small: list[_Published], large: list[_Published], seconds: Callable[[_Published], float]
) -> list[Row]:
    reference, measured = sorted(map(seconds, small)), sorted(map(seconds, large))
    return [
        _row(f"{name}, {_SMALL} posts", reference, reference),
        _row(f"{name}, {_LARGE:,} posts", measured, reference),
    ]


def _row(name: str, times: list[float], reference: list[float]) -> Row:
    middle, slow = times[len(times) // 2], times[len(times) * 95 // 100]
    ratio = middle / reference[len(reference) // 2]
    return Row(
        name, f"p50 {middle * 1000:6.1f} ms  p95 {slow * 1000:6.1f} ms", f"{ratio:.2f} x the time at {_SMALL} posts"
    )
