"""What the writing desk keeps, on one server and on a cluster."""

from datetime import UTC, datetime, timedelta

from services.feed.model import Status
from services.feed.write.drafts import MOST_DRAFTS, Kept
from services.feed.write.store import RedisDesk
from shared.store.client import Store

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def kept(number: int = 0) -> Kept:
    return Kept(f"k{number}", new=True, saved=NOW + timedelta(seconds=number), fields={"title": f"ร่าง {number}"})


async def test_what_is_kept_is_found_by_its_officer(any_store: Store) -> None:
    desk = RedisDesk(any_store)
    assert await desk.all("มาลี") == []
    await desk.put("มาลี", kept(1))
    await desk.put("มาลี", kept(2))
    assert await desk.all("มาลี") == [kept(2), kept(1)]
    assert await desk.get("มาลี", "k1") == kept(1)
    assert await desk.get("สมชาย", "k1") is None
    await desk.drop("มาลี", "k1")
    assert await desk.all("มาลี") == [kept(2)]


async def test_the_oldest_make_room(any_store: Store) -> None:
    desk = RedisDesk(any_store)
    for number in range(MOST_DRAFTS + 2):
        await desk.put("มาลี", kept(number))
    assert [each.slot for each in await desk.all("มาลี")][-1] == "k2"
    assert await desk.get("มาลี", "k1") is None


async def test_states_without_posts_count_nothing(any_store: Store) -> None:
    assert await RedisDesk(any_store).sizes() == dict.fromkeys(Status, 0)
