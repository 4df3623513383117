"""Notices in Redis.

{notices}:due    sorted set of jobs by the time at which they are due, ms; {notices}:jobs: id -> JSON
{notices}:told   hash: code -> when the queue was told of last, ms, while the matter lasts
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.comments.notices.model import Code, Job
from shared.clock import to_ms
from shared.store.client import Command, Script, Store

_CLAIM: Final = Script.load("services.comments.notices", "claim_notices.lua")
_BEGIN: Final = Script.load("services.comments.notices", "begin_notice.lua")
MOST_JOBS: Final = 1000
_DUE: Final = "{notices}:due"
_JOBS: Final = "{notices}:jobs"
_TOLD: Final = "{notices}:told"

_record = msgspec.json.Decoder(Job)


class RedisOutbox:
    """`services.comments.notices.courier.Outbox` over a real server. A full one forgets what was to come last."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, jobs: Sequence[Job], now: datetime) -> None:
        if int(await self._store.execute("ZCARD", _DUE)) >= MOST_JOBS:
            return
        commands: list[Command] = [("HSET", _JOBS, job.id, msgspec.json.encode(job)) for job in jobs]
        commands += [("ZADD", _DUE, to_ms(now), job.id) for job in jobs]
        await self._store.batch(commands)

    async def claim(self, now: datetime, until: datetime, count: int) -> list[Job]:
        found = await self._store.call(_CLAIM, [_DUE, _JOBS], (to_ms(now), to_ms(until), count))
        return [_record.decode(raw) for raw in found]

    async def done(self, job: Job) -> None:
        await self._store.batch([("HDEL", _JOBS, job.id), ("ZREM", _DUE, job.id)])

    async def again(self, job: Job, due: datetime) -> None:
        await self._store.batch([("HSET", _JOBS, job.id, msgspec.json.encode(job)), ("ZADD", _DUE, to_ms(due), job.id)])


class RedisMemory:
    """`services.comments.notices.watch.Memory` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, code: Code, now: datetime, again: timedelta) -> bool:
        args = (code.value, to_ms(now), again // timedelta(milliseconds=1))
        (told,) = await self._store.call(_BEGIN, [_TOLD], args)
        return bool(told)

    async def end(self, code: Code) -> None:
        await self._store.execute("HDEL", _TOLD, code.value)
