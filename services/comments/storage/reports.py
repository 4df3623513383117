"""Reports of readers, and the names of a day's addresses, in Redis.

{t:K}:reports:<name>  see `services.comments.storage.keys`
{reader:<name>}       hash: comment that the reader reported -> 1 if a moderator agreed, 0 if not
{site}:day:<date>     the key of a day, gone some days later
"""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Final

from services.comments.model import Comment
from services.comments.personal_data.pseudonyms import KEY_SECONDS
from services.comments.personal_data.retention import REPORTS
from services.comments.reports.trust import Record
from services.comments.storage import keys
from shared.clock import to_ms
from shared.store.client import Script, Store

_REPORT: Final = Script.load("services.comments.storage", "report.lua")
_KEY_BYTES: Final = 32


class RedisReports:
    """`services.comments.reports.service.Shelf` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def record(self, reader: str) -> Record:
        verdicts = await self._store.execute("HVALS", _reader(reader))
        return Record(right=verdicts.count(b"1"), wrong=verdicts.count(b"0"))

    async def report(self, comment: Comment, readers: Sequence[str], weight: float) -> float:
        """`services.comments.reports.service.Shelf.report`."""
        written = to_ms(comment.edited or comment.created)
        total = await self._store.call(
            _REPORT, [_reports(comment.id)], (written, f"{weight:.3f}", REPORTS.seconds, *readers)
        )
        return float(total)

    async def reporters(self, identity: str) -> list[str]:
        """The names that have reported a comment."""
        return [name.decode() for name in await self._store.execute("HKEYS", _reports(identity))]

    async def judge(self, reader: str, identity: str, *, right: bool | None) -> None:
        """Whether a moderator agreed with a reader about a comment; None: nobody has decided."""
        key = _reader(reader)
        if right is None:
            await self._store.execute("HDEL", key, identity)
        else:
            await self._store.batch([("HSET", key, identity, int(right)), ("EXPIRE", key, REPORTS.seconds)])

    async def forget(self, comment: Comment) -> None:
        """Nothing of the reports on a comment stays."""
        for reader in await self.reporters(comment.id):
            await self._store.execute("HDEL", _reader(reader), comment.id)
        await self._store.execute("DEL", _reports(comment.id))


class RedisDayKeys:
    """`services.comments.personal_data.pseudonyms.DayKeys` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, day: date) -> bytes:
        """The day's key, made by whoever asks first."""
        key = f"{{site}}:day:{day.isoformat()}"
        made = secrets.token_bytes(_KEY_BYTES)
        await self._store.execute("SET", key, made, "NX", "EX", KEY_SECONDS)
        kept: bytes | None = await self._store.execute("GET", key)
        return kept or made


def _reports(identity: str) -> str:
    thread, _, name = identity.partition(".")
    return keys.reports(thread, name)


def _reader(reader: str) -> str:
    return f"{{reader:{reader}}}"
