"""The ledger in Redis.

{ledger}:entries    stream of entries, JSON, whose ids are "<number>-0"
{ledger}:decisions  hash: decision -> number
"""

from typing import Final

import msgspec

from services.comments.moderation.ledger import Entry
from shared.store.client import Script, Store, Value

_APPEND: Final = Script.load("services.comments.moderation", "append_entry.lua")
_ENTRIES: Final = "{ledger}:entries"
_DECISIONS: Final = "{ledger}:decisions"

_entry = msgspec.json.Decoder(Entry)


class RedisLedger:
    """`services.comments.moderation.decisions.Ledger` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def last(self) -> Entry | None:
        entries = await self._store.execute("XREVRANGE", _ENTRIES, "+", "-", "COUNT", 1)
        return _entry.decode(entries[0][1][b"entry"]) if entries else None

    async def append(self, entry: Entry) -> bool:
        """Keep an entry; False if another one has taken its number."""
        args: list[Value] = [entry.number, msgspec.json.encode(entry), entry.decision]
        (word,) = await self._store.call(_APPEND, [_ENTRIES, _DECISIONS], args)
        return bool(word == b"appended")

    async def of_decision(self, decision: str) -> Entry | None:
        number = await self._store.execute("HGET", _DECISIONS, decision)
        if number is None:
            return None
        found = await self.entries(int(number) - 1, 1)
        return found[0] if found else None

    async def entries(self, after: int, limit: int) -> list[Entry]:
        """Entries with numbers above ``after``, oldest first."""
        found = await self._store.execute("XRANGE", _ENTRIES, f"{after + 1}-0", "+", "COUNT", limit)
        return [_entry.decode(fields[b"entry"]) for _, fields in found]
