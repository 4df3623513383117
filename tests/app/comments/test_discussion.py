"""What other services are told of threads (`shared.discussion`), whatever becomes of comments."""

import asyncio
from datetime import timedelta

from services.comments.moderation.queue_store import RedisQueue
from services.comments.wiring.standalone import importer, reindex_queue
from services.comments.writing.writer import SWEEP_AFTER, Mark
from shared.discussion import CHANGED, Figures, Teller, figures_in
from shared.store.client import Store
from tests.app.comments.conftest import POST, SOON, Service, serving
from tests.support.moving import a_foreign
from tests.support.province import eventually

OTHER = "http://roiet.example/posts/other"


async def told(store: Store) -> list[Figures]:
    """Every event so far."""
    return [figures_in(fields) for _, fields in await store.execute("XRANGE", CHANGED, "-", "+")]


async def test_figures_follow_what_the_public_sees(service: Service) -> None:
    start = service.clock.now
    first = await service.post("หนึ่ง")
    service.clock.pass_by(SOON)
    held = await service.post("doubtful")
    store = service.kit.store

    async def heard() -> bool:  # new comments are told of behind the answer
        return [(f.url, f.count, f.updated) for f in await told(store)] == [(POST, 1, start)]

    await eventually(heard)
    await service.decide("approve", held["id"])
    assert ((await told(store))[-1].count, (await told(store))[-1].updated) == (2, start + SOON)
    ruling = await service.decide("spam", held["id"])
    assert ((await told(store))[-1].count, (await told(store))[-1].updated) == (1, start)
    undo = f"/comments/api/moderation/decisions/{ruling['decision']}/undo"
    await service.call("POST", undo, staff=True)
    assert (await told(store))[-1].count == 2
    await service.call("DELETE", f"/comments/api/receipts/{first['receipt']}")
    assert (await told(store))[-1].count == 1
    await service.decide("reject", held["id"])
    assert ((await told(store))[-1].count, (await told(store))[-1].updated) == (0, None)


async def test_many_at_once_end_with_the_right_figures(service: Service) -> None:
    await asyncio.gather(*(service.post(f"ที่ {n}", thread=(POST, OTHER)[n % 2]) for n in range(20)))

    async def right() -> bool:
        return {each.url: each.count for each in await told(service.kit.store)} == {POST: 10, OTHER: 10}

    await eventually(right)


async def test_an_import_tells_once_a_chunk(service: Service) -> None:
    await importer(service.kit, service.posts).bring(POST, [a_foreign(n) for n in range(250)])
    assert [figures.count for figures in await told(service.kit.store)] == [200, 250]


async def test_what_a_crash_kept_untold_is_told_by_the_sweep(store: Store) -> None:
    class Lost(Teller):
        async def tell(self, figures: Figures) -> bool:
            raise ConnectionError(figures.url)

    async with serving(store) as service:
        bring = importer(service.kit, service.posts)
        bring._writer._aftermath._discussion = Lost(store)  # type: ignore[attr-defined]  # the process dies just then
        try:
            await bring.bring(POST, [a_foreign(1)])
        except ConnectionError:
            assert await told(store) == []
        service.clock.pass_by(SWEEP_AFTER + timedelta(seconds=1))
        writer = importer(service.kit, service.posts)._writer
        assert await writer.sweep() == 1  # type: ignore[attr-defined]
        assert [figures.count for figures in await told(store)] == [1]
        assert await RedisQueue(store).leftovers(service.clock.now + timedelta(days=1), 10) == []


async def test_reindex_tells_everything_anew(service: Service) -> None:
    await service.post("หนึ่ง")
    await service.post("doubtful", thread=OTHER)
    store = service.kit.store
    await store.execute("DEL", CHANGED)
    assert await reindex_queue(store) == 2
    assert {(figures.url, figures.count) for figures in await told(store)} == {(POST, 1), (OTHER, 0)}


async def test_an_older_truth_never_follows_a_newer_one(any_store: Store) -> None:
    teller = Teller(any_store)
    newer, older = Figures(POST, 2, None, version=5), Figures(POST, 1, None, version=4)
    assert await teller.tell(newer)
    assert not await teller.tell(older)
    assert await teller.tell(newer)
    assert await teller.tell(Figures(OTHER, 1, None, version=1))
    assert [(figures.url, figures.count) for figures in await told(any_store)] == [(POST, 2), (POST, 2), (OTHER, 1)]


async def test_marks_alone_tell_nothing_of_comments_that_never_were(service: Service) -> None:
    queue = RedisQueue(service.kit.store)
    await queue.mark(service.clock.now - timedelta(hours=1), Mark("t", "a" * 20 + "." + "0" * 26))
    writer = importer(service.kit, service.posts)._writer
    assert await writer.sweep() == 1  # type: ignore[attr-defined]
    assert await told(service.kit.store) == []
