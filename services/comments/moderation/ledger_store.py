"""The ledger in Redis.

{ledger}:entries      stream of entries, JSON, whose ids are "<number>-0"
{ledger}:decisions    hash: decision -> number
{ledger}:open         sorted set of decisions by time, ms, until all of their comments have been changed
{ledger}:once:<key>   hash: what an Idempotency-Key recorded
{ledger}:heads        hash: day -> "number:hash" as it was published
"""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Final

import msgspec

from services.comments.moderation.audit import Head, read_head
from services.comments.moderation.ledger import VOID, Entry
from services.comments.moderation.recording import Once
from shared.clock import to_ms
from shared.store.client import Script, Store, Value

_APPEND: Final = Script.load("services.comments.moderation", "append_entry.lua")
_ENTRIES: Final = "{ledger}:entries"
_DECISIONS: Final = "{ledger}:decisions"
_OPEN: Final = "{ledger}:open"
_HEADS: Final = "{ledger}:heads"
_KEY_SECONDS: Final = 24 * 3600
_CHUNK: Final = 500

_entry = msgspec.json.Decoder(Entry)


class RedisLedger:
    """`services.comments.moderation.recording.Ledger` over a real server, and what reads it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def last(self) -> Entry | None:
        found = await self.newest(None, 1)
        return found[0] if found else None

    async def append(self, entry: Entry, now: datetime, once: Once | None = None) -> str | None:
        """Keep an entry; the decision that is on record now, None if another entry has taken the number."""
        keys = [_ENTRIES, _DECISIONS, _OPEN, *([_once(once.key)] if once else [])]
        args: list[Value] = [entry.number, msgspec.json.encode(entry), entry.decision]
        args += ["" if entry.action == VOID else to_ms(now), once.order if once else "", _KEY_SECONDS]
        word, *seen = await self._store.call(_APPEND, keys, args)
        if word == b"seen":
            return str(seen[0].decode())
        return entry.decision if word == b"appended" else None

    async def close(self, decision: str) -> None:
        """Everything that the decision says has been done."""
        await self._store.execute("ZREM", _OPEN, decision)

    async def left_open(self, before: datetime, limit: int) -> list[str]:
        """Decisions that somebody should have finished long ago."""
        found = await self._store.execute("ZRANGE", _OPEN, "-inf", to_ms(before), "BYSCORE", "LIMIT", 0, limit)
        return [decision.decode() for decision in found]

    async def of_decision(self, decision: str) -> Entry | None:
        number = await self._store.execute("HGET", _DECISIONS, decision)
        if number is None:
            return None
        found = await self.entries(int(number) - 1, 1)
        return found[0] if found else None

    async def of_key(self, key: str) -> tuple[str, str] | None:
        """The decision that an Idempotency-Key recorded, and the digest of the order."""
        decision, order = await self._store.execute("HMGET", _once(key), "decision", "order")
        return (decision.decode(), order.decode()) if decision else None

    async def entries(self, after: int, limit: int) -> list[Entry]:
        """Entries with numbers above ``after``, oldest first."""
        found = await self._store.execute("XRANGE", _ENTRIES, f"{after + 1}-0", "+", "COUNT", limit)
        return [_entry.decode(fields[b"entry"]) for _, fields in found]

    async def newest(self, before: int | None, limit: int) -> list[Entry]:
        """Entries with numbers below ``before``, newest first."""
        end = "+" if before is None else f"({before}-0"
        found = await self._store.execute("XREVRANGE", _ENTRIES, end, "-", "COUNT", limit)
        return [_entry.decode(fields[b"entry"]) for _, fields in found]

    async def length(self) -> int:
        """How many entries there have ever been: what is taken out of a stream leaves its last id."""
        if not await self._store.execute("EXISTS", _ENTRIES):
            return 0
        told = await self._store.execute("XINFO", "STREAM", _ENTRIES)
        facts = dict(zip(told[::2], told[1::2], strict=True))
        return int(facts[b"last-generated-id"].partition(b"-")[0])

    async def everything(self) -> AsyncIterator[Entry]:
        """The whole chain from its beginning."""
        async for line in self.lines():
            yield _entry.decode(line)

    async def lines(self) -> AsyncIterator[bytes]:
        """The same as it is kept; empty where that is no entry's field alone."""
        start = "-"
        while True:
            found = await self._store.execute("XRANGE", _ENTRIES, start, "+", "COUNT", _CHUNK)
            for _, fields in found:
                yield fields.get(b"entry", b"") if len(fields) == 1 else b""
            if len(found) < _CHUNK:
                return
            start = f"({found[-1][0].decode()}"

    async def publish_head(self, day: date, head: Head) -> bool:
        """Remember what is published for a day; False if that had been done."""
        return bool(await self._store.execute("HSETNX", _HEADS, day.isoformat(), str(head)))

    async def heads(self) -> dict[date, Head]:
        """What was published, the latest day first."""
        kept = await self._store.execute("HGETALL", _HEADS)
        days = sorted(((date.fromisoformat(day.decode()), head.decode()) for day, head in kept.items()), reverse=True)
        return {day: read_head(head) for day, head in days}


def _once(key: str) -> str:
    return f"{{ledger}}:once:{key}"
