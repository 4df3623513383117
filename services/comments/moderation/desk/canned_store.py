"""An office's own canned replies in Redis: {desk}:canned, a hash of JSON by identifier."""

from typing import Final

import msgspec

from services.comments.moderation.desk.canned import Canned
from shared.store.client import Store

_CANNED: Final = "{desk}:canned"

_record = msgspec.json.Decoder(Canned)


class RedisCanned:
    """`services.comments.moderation.desk.canned.Shelf` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, canned: Canned) -> None:
        await self._store.execute("HSET", _CANNED, canned.id, msgspec.json.encode(canned))

    async def everything(self) -> list[Canned]:
        return [_record.decode(raw) for raw in await self._store.execute("HVALS", _CANNED)]

    async def remove(self, identity: str) -> None:
        await self._store.execute("HDEL", _CANNED, identity)
