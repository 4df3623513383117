"""Sites that take a request and never answer: they hold places, not the planet."""

import pytest

from services.aggregator.config import AggregatorConfig
from shared.store.client import Store
from tests.app.aggregator.feeds import atom, item
from tests.app.aggregator.harness import Planet, running, until
from tests.support.many import Crowd

TARPITS, ALL = 200, 1000


async def listed(planet: Planet, crowd: Crowd) -> None:
    outlines = "".join(
        f'<outline xmlUrl="{crowd.url(number, "slow" if number < TARPITS else "fast")}"/>' for number in range(ALL)
    )
    answer = await planet.client.post(
        "/planet/api/opml",
        data=f'<opml version="2.0"><body>{outlines}</body></opml>'.encode(),
        headers={**planet.staff, "Content-Type": "text/x-opml"},
    )
    assert (await answer.json())["added"] == ALL


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_two_hundred_tarpits_delay_nobody_else(store: Store) -> None:
    config = AggregatorConfig(min_poll=3600, parsers=2)
    async with Crowd(atom(item(1))) as crowd, running(store, "127.0.0.0/8", config) as planet:
        await listed(planet, crowd)
        fast = [f"/fast/{number}" for number in range(TARPITS, ALL)]

        async def served() -> int:
            return sum(path in crowd.asked for path in fast)

        await until(served, lambda count: count == len(fast), seconds=200)
        assert [crowd.asked[path] for path in fast] == [1] * len(fast), "nothing is fetched twice in its interval"
        assert all(crowd.asked[f"/slow/{number}"] == 1 for number in range(TARPITS)), "each was given its chance"
        crowd.let_go()
