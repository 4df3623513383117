"""Proposals in Redis: {ledger}:waiting, a hash of JSON by decision."""

from typing import Final

import msgspec

from services.comments.moderation.proposals import Proposal
from shared.store.client import Store

_PROPOSALS: Final = "{ledger}:waiting"

_record = msgspec.json.Decoder(Proposal)


class RedisProposals:
    """`services.comments.moderation.proposals.Shelf` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, proposal: Proposal) -> None:
        await self._store.execute("HSET", _PROPOSALS, proposal.id, msgspec.json.encode(proposal))

    async def get(self, identity: str) -> Proposal | None:
        raw = await self._store.execute("HGET", _PROPOSALS, identity)
        return _record.decode(raw) if raw else None

    async def everything(self) -> list[Proposal]:
        return [_record.decode(raw) for raw in await self._store.execute("HVALS", _PROPOSALS)]

    async def remove(self, *identities: str) -> None:
        await self._store.execute("HDEL", _PROPOSALS, *identities)
