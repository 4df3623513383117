"""Claims in Redis: {queue}:claims (hash: comment -> "until person") and {queue}:claims:ends (sorted set by end, ms)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.comments.moderation.claims import Hold
from services.comments.moderation.queue_store import MOST_NEWS, NEWS
from shared.clock import from_ms, to_ms
from shared.store.client import Script, Store, Value

_TAKE: Final = Script.load("services.comments.moderation", "take_claims.lua")
_RELEASE: Final = Script.load("services.comments.moderation", "release_claims.lua")
_CLAIMS: Final = "{queue}:claims"
_KEYS: Final = [_CLAIMS, "{queue}:claims:ends", NEWS]


class RedisClaims:
    """`services.comments.moderation.claims.Leases` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def take(self, identities: Sequence[str], hold: Hold, now: datetime) -> dict[str, Hold]:
        """Who holds each comment, now that what was free is taken."""
        args: list[Value] = [to_ms(now), to_ms(hold.until), hold.person, MOST_NEWS, *identities]
        found = await self._store.call(_TAKE, _KEYS, args)
        return {identity: _hold(line) for identity, line in zip(identities, found, strict=True)}

    async def release(self, identities: Sequence[str], person: str | None) -> None:
        await self._store.call(_RELEASE, _KEYS, (person or "", MOST_NEWS, *identities))

    async def held(self, identities: Sequence[str], now: datetime) -> dict[str, Hold]:
        """Claims that have not ended."""
        lines = await self._store.execute("HMGET", _CLAIMS, *identities)
        holds = {identity: _hold(line) for identity, line in zip(identities, lines, strict=True) if line}
        return {identity: hold for identity, hold in holds.items() if hold.until > now}


def _hold(line: bytes) -> Hold:
    until, _, person = line.decode().partition(" ")
    return Hold(person, from_ms(int(until)))
