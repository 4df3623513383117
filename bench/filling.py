"""Very many comments in a short time: each as the service leaves it, by its own functions, in long pipelines."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from services.comments.model import Change, Comment, Event, Judgement, Standing
from services.comments.moderation.queue_store import RedisQueue
from services.comments.spam.model import Part
from services.comments.storage.threads import RedisThreads
from services.comments.threads.thread import comment_id, thread_key
from shared.ids import ulid
from shared.store.client import Store

_CHUNK: Final = 250
_BEGUN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_TEXT: Final = "ขอบคุณสำหรับข่าวครับ อยากทราบว่าโครงการนี้จะเริ่มเมื่อไร และชาวบ้านจะมีส่วนร่วมได้อย่างไรบ้าง"
_PARTS: Final = (Part("bias", "bias", -3.0), Part("term", "ขอบคุณ", -1.0, 0, 6), Part("terms", "terms", 0.2))
_AUTHORS: Final = 50_000


def made(number: int, url: str, standing: Standing) -> Comment:
    """Comment ``number``, a second after the one before."""
    created = _BEGUN + timedelta(seconds=number)
    return Comment(
        id=comment_id(thread_key(url), ulid(created, number)),
        url=url,
        parent=None,
        author=f"ประชาชนคนที่ {number % _AUTHORS}",
        text=f"{_TEXT} {number}",
        email=None,
        website=None,
        created=created,
        updated=created,
        edited=None,
        standing=standing,
        judgement=Judgement(0.4, -0.4, _PARTS, "m1"),
        receipt_digest=f"{number:064x}",
        sender=f"{number % _AUTHORS:024x}",
    )


async def keep(store: Store, comments: Iterable[Comment]) -> None:
    """Records, what is public of them, history and index. While the store works on a chunk the next one is made.

    Meanwhile the store writes to the disk once a second: else it does so for every 16 kB that come, and that takes five
    times as long.
    """
    await store.execute("CONFIG", "SET", "appendfsync", "everysec")
    try:
        await _keep(store, comments)
    finally:
        await store.execute("CONFIG", "SET", "appendfsync", "always")


async def _keep(store: Store, comments: Iterable[Comment]) -> None:
    threads, queue = RedisThreads(store), RedisQueue(store)
    under_way: asyncio.Task[object] | None = None
    coming = iter(comments)
    while chunk := tuple(islice(coming, _CHUNK)):
        steps = [threads.adding(_new(comment), None) for comment in chunk]
        if under_way is not None:
            await under_way
        under_way = asyncio.create_task(store.in_order([*steps, queue.applying(*chunk)]))
        await asyncio.sleep(0)  # it is on its way
    if under_way is not None:
        await under_way


async def used(store: Store) -> int:
    """Bytes of memory."""
    return sum(int(info["used_memory"]) for info in await store.info())


def _new(comment: Comment) -> Change:
    return Change(comment, Event(comment.created, "author", "post", comment.state))
