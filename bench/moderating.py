"""The moderators' queue over few and over very many stored comments: it should cost the same."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from bench.rounds import Case, compare
from bench.sites import Server, empty_site, get, server_of
from bench.table import Row
from services.comments import keys
from services.comments.model import Comment, Judgement, Reason, ReasonCode, Standing, State
from services.comments.moderation.queue_store import RedisQueue
from services.comments.spam.model import Part
from services.comments.thread import comment_id, thread_key
from shared.ids import ulid
from shared.settings import SiteSettings
from shared.store.client import Command, Store
from shared.store.embedded import open_store
from shared.web.process import store_settings
from tests.support.province import Province

FEW: Final = 1_000
MANY: Final = int(os.environ.get("BENCH_COMMENTS", "1000000"))
_HELD: Final = 200
_THREADS: Final = 200
_CHUNK: Final = 500
_ROUNDS: Final = 3
_REQUESTS: Final = 150
_BEGUN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_TEXT: Final = "ขอบคุณสำหรับข่าวครับ อยากทราบว่าโครงการนี้จะเริ่มเมื่อไร และชาวบ้านจะมีส่วนร่วมได้อย่างไรบ้าง"
_PARTS: Final = (Part("bias", "bias", -3.0), Part("term", "ขอบคุณ", -1.0, 0, 6), Part("terms", "terms", 0.2))
_QUEUE: Final = "/comments/api/moderation/queue?limit=50"


async def moderating() -> list[Row]:
    """Rows of the table; two minutes, nearly all of them to store a million comments."""
    async with filled(FEW) as few, filled(MANY) as many:
        rows: list[Row] = []
        for name, path in (
            ("queue page of the desk", "/comments/moderation"),
            ("queue API, 50 held", _QUEUE),
            ("queue API, by reason", f"{_QUEUE}&reason=report"),
            ("queue API, newest public", f"{_QUEUE}&status=published"),
            ("counts", "/comments/api/moderation/counts"),
        ):
            cases = [
                Case(f"{name}, {FEW:,} comments", few[0], get(path, few[1])),
                Case(f"{name}, {MANY:,} comments", many[0], get(path, many[1])),
            ]
            rows += compare(cases, rounds=_ROUNDS, requests=_REQUESTS, clients=1)
        return [*rows, Row(f"store, {MANY:,} comments", f"{many[2] / MANY:.0f} bytes a comment", "")]


@asynccontextmanager
async def filled(count: int) -> AsyncIterator[tuple[Server, dict[str, str], float]]:
    """A site with so many comments, a moderator's header, and how many bytes the store has grown by."""
    async with empty_site() as site:
        headers = await site.token("moderation")
        async with open_store(store_settings(SiteSettings.from_variables(_variables(site)))) as store:
            before = await _used(store)
            for start in range(0, count, _CHUNK):
                await _put(store, [_comment(number, count) for number in range(start, min(start + _CHUNK, count))])
            grown = await _used(store) - before
        yield server_of(site), headers, grown


def _variables(site: Province) -> dict[str, str]:
    return {name: value for name, value in site.environment.items() if name.startswith("SAKET_")}


def _comment(number: int, count: int) -> Comment:
    """Evenly spread over threads and time; `_HELD` of them wait, half of those since readers reported them."""
    url = f"http://127.0.0.1/posts/{number % _THREADS}"
    created = _BEGUN + timedelta(seconds=number)
    every = count // _HELD
    waits = number % every == 0
    code = ReasonCode.REPORT if number // every % 2 else ReasonCode.MODEL
    standing = Standing(State.HELD, (Reason(code),)) if waits else Standing(State.PUBLISHED)
    return Comment(
        id=comment_id(thread_key(url), ulid(created, number)),
        url=url,
        parent=None,
        author=f"ประชาชนคนที่ {number % 50_000}",
        text=f"{_TEXT} {number}",
        email=None,
        website=None,
        created=created,
        updated=created,
        edited=None,
        standing=standing,
        judgement=Judgement(0.4, -0.4, _PARTS, "m1"),
        receipt_digest="0" * 64,
    )


async def _put(store: Store, comments: list[Comment]) -> None:
    """As the writer leaves them: records, what is public of them, and the index."""
    commands: list[Command] = []
    for comment in comments:
        thread, _, name = comment.id.partition(".")
        commands.append(("HSET", keys.records(thread), name, msgspec.json.encode(comment)))
        if comment.published:
            commands.append(("ZADD", keys.published(thread), 0, name))
    await asyncio.gather(store.batch(commands), RedisQueue(store).apply(*comments))


async def _used(store: Store) -> float:
    return float(sum([info["used_memory"] for info in await store.info()]))
