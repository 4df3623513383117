"""Requests by e-mail address in Redis.

{privacy}:wishes  hash: request -> record, JSON
"""

from typing import Final

import msgspec

from services.comments.privacy.requests import Wish
from shared.store.client import Store

_WISHES: Final = "{privacy}:wishes"
_record = msgspec.json.Decoder(Wish)


class RedisWishes:
    """`services.comments.privacy.requests.Wishes` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, wish: Wish) -> None:
        await self._store.execute("HSET", _WISHES, wish.id, msgspec.json.encode(wish))

    async def find(self, identity: str) -> Wish | None:
        raw = await self._store.execute("HGET", _WISHES, identity)
        return _record.decode(raw) if raw else None

    async def all(self) -> list[Wish]:
        """Oldest first."""
        raws = await self._store.execute("HVALS", _WISHES)
        return sorted(map(_record.decode, raws), key=lambda wish: wish.id)

    async def remove(self, *identities: str) -> None:
        await self._store.execute("HDEL", _WISHES, *identities)
