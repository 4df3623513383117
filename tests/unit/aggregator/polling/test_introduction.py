"""How many read a source through us is said to that source, and true for it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from services.aggregator.model import Pace, Place, Source
from services.aggregator.polling.introduction import Introduction
from services.aggregator.river.topics import group_feed

PROVINCE = "ร้อยเอ็ด"
NOW = datetime(2026, 1, 5, tzinfo=UTC)
SUBSCRIBED = {
    "/planet/feeds/all.atom": 2,
    "/planet/feeds/all.json": 1,
    group_feed(PROVINCE, "rss"): 10,
    "/planet/feeds/regions/northeast.atom": 100,
    "/planet/feeds/sources/a.atom": 1000,
}


class Hub:
    async def each(self, paths: Sequence[str], now: datetime) -> list[int]:
        assert now == NOW
        return [SUBSCRIBED.get(path, 0) for path in paths]


class Index:
    async def source_ids(self, place: Place | None, limit: int) -> list[Place]:
        assert limit > 0
        return [Place(name, 0) for name in ("a", "b")] if place is None else []

    async def groups(self) -> list[str]:
        return [PROVINCE, "ministries"]


def source(name: str, group: str | None) -> Source:
    return Source(id=name, url=f"http://{name}.example/", created=NOW, pace=Pace(next_poll=NOW), group=group)


async def test_each_source_hears_of_its_own_readers() -> None:
    introduction = Introduction(Hub(), Index(), str, lambda: NOW)
    assert introduction.to(source("a", None)) == "1", "our own pages, while nothing is counted yet"
    await introduction.count()
    assert introduction.to(source("a", PROVINCE)) == "1114"
    assert introduction.to(source("b", PROVINCE)) == "114"
    assert introduction.to(source("b", "ministries")) == "4"
    assert introduction.to(source("c", None)) == "4"
