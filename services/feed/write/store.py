"""What the desk keeps in Redis beside the posts (`services.feed.store.keys`), in their slot; no rules here.

{posts}:autosave:<officer>:<slot>      `drafts.Kept`, JSON compressed with zstd, for 30 days
{posts}:autosaves:<officer>            sorted set: slots by the moment (ms) they were kept
"""

from typing import Final

import msgspec
import zstandard

from services.feed.model import Status
from services.feed.store import keys
from services.feed.write.drafts import MOST_DRAFTS, Kept
from shared.clock import to_ms
from shared.ids import digest_id
from shared.store.client import Store

KEEP_SECONDS: Final = 30 * 86_400


class RedisDesk:
    """`drafts.DraftStore` and `browse.Sizes`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def sizes(self) -> dict[Status, int]:
        found = await self._store.batch([("ZCARD", keys.state(status)) for status in Status])
        return dict(zip(Status, found, strict=True))

    async def get(self, officer: str, slot: str) -> Kept | None:
        packed = await self._store.execute("GET", _draft(officer, slot))
        return None if packed is None else _unpacked(packed)

    async def all(self, officer: str) -> list[Kept]:
        slots = await self._store.execute("ZRANGE", _index(officer), 0, -1, "REV")
        if not slots:
            return []
        found = await self._store.execute("MGET", *(_draft(officer, slot.decode()) for slot in slots))
        return [_unpacked(packed) for packed in found if packed is not None]

    async def put(self, officer: str, kept: Kept) -> None:
        """What is in the index and has expired is no harm: it is not found, and makes room like the rest."""
        packed = zstandard.ZstdCompressor().compress(msgspec.json.encode(kept))
        await self._store.execute("SET", _draft(officer, kept.slot), packed, "EX", KEEP_SECONDS)
        await self._store.execute("ZADD", _index(officer), to_ms(kept.saved), kept.slot)
        await self._store.execute("EXPIRE", _index(officer), KEEP_SECONDS)
        for slot in await self._store.execute("ZRANGE", _index(officer), 0, -MOST_DRAFTS - 1):
            await self.drop(officer, slot.decode())

    async def drop(self, officer: str, slot: str) -> None:
        await self._store.execute("DEL", _draft(officer, slot))
        await self._store.execute("ZREM", _index(officer), slot)


def _draft(officer: str, slot: str) -> str:
    return f"{{posts}}:autosave:{digest_id(officer)}:{slot}"


def _index(officer: str) -> str:
    return f"{{posts}}:autosaves:{digest_id(officer)}"


def _unpacked(packed: bytes) -> Kept:
    return msgspec.json.decode(zstandard.ZstdDecompressor().decompress(packed), type=Kept)
