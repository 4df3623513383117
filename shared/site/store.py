"""The settings in Redis; no rules here.

{site}:identity    the record, JSON: version, what was set, when, by whom
"""

from typing import Final

import msgspec

from shared.site.identity import Edition
from shared.store.client import Script, Store

_KEY: Final = "{site}:identity"
_PUT: Final = Script.load("shared.site", "put_edition.lua")

_edition = msgspec.json.Decoder(Edition)


class RedisEditions:
    """`shared.site.settings.Editions` over a real server or cluster."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def current(self) -> Edition:
        """What holds now; version 0 before anything was set."""
        record = await self._store.execute("GET", _KEY)
        return _edition.decode(record) if record else Edition()

    async def put(self, edition: Edition) -> bool:
        """Keep it if it follows the current one."""
        return bool(await self._store.call(_PUT, [_KEY], [edition.version, msgspec.json.encode(edition)]))
