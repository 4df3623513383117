"""Whole threads in Redis (see `services.comments.storage.keys`), as imports and exports know them."""

from collections.abc import Sequence
from typing import Final

import msgspec

from services.comments.model import Comment
from services.comments.storage import keys
from services.comments.threads.thread import key_of, thread_key
from services.comments.writing.writer import Arrival
from shared.clock import to_ms
from shared.ids import digest_id
from shared.store.client import Command, Script, Store, Value

_IMPORT: Final = Script.load("services.comments.storage", "import_comments.lua")
_CHUNK: Final = 1000

_record = msgspec.json.Decoder(Comment)
_encode = msgspec.json.Encoder().encode


class RedisArchive:
    """`importing.Sources` and `exporting.Shelf` of `services.comments.import_export` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def bring(self, url: str, arrivals: Sequence[Arrival]) -> list[bool]:
        """Keep comments of one thread, each once by its source, in one call; which of them are new."""
        key = thread_key(url)
        names = [_name(arrival.change.comment.id) for arrival in arrivals]
        touched = [
            keys.thread(key),
            keys.records(key),
            keys.published(key),
            keys.outbox(key),
            keys.sources(key),
            keys.replies(key),
            keys.gone(key),
        ]
        args: list[Value] = [url]
        for name, arrival in zip(names, arrivals, strict=True):
            comment, event = arrival.change.comment, arrival.change.event
            args += [name, _digest(arrival.source), _encode(comment), _encode(event), int(comment.published)]
            args += [_name(comment.parent) if comment.parent else "", to_ms(comment.gone) if comment.gone else ""]
        histories = [keys.history(key, name) for name in names]
        return [word == 1 for word in await self._store.call(_IMPORT, [*touched, *histories], args)]

    async def names(self, key: str, sources: Sequence[str]) -> dict[str, str]:
        """The names of those comments that came before, or were written here and come back."""
        found: dict[str, str] = {}
        for start in range(0, len(sources), _CHUNK):
            found |= await self._names(key, sources[start : start + _CHUNK])
        return found

    async def threads(self) -> list[str]:
        """The keys of all threads, in the order of their addresses."""
        found = {keys.thread_of(name.decode()) async for name in self._store.scan(keys.EVERY_THREADS_RECORDS)}
        listed = sorted(found)
        urls = []
        for start in range(0, len(listed), _CHUNK):
            chunk = listed[start : start + _CHUNK]
            urls += await self._store.batch([("HGET", keys.thread(key), "url") for key in chunk])
        return [key for _, key in sorted(zip(urls, listed, strict=True))]

    async def in_thread(self, key: str) -> list[str]:
        """The names of all comments of a thread, in the order of time."""
        return sorted(name.decode() for name in await self._store.execute("HKEYS", keys.records(key)))

    async def named(self, key: str, names: Sequence[str]) -> list[Comment]:
        """Comments of a thread by their names, in this order."""
        raws = await self._store.execute("HMGET", keys.records(key), *names)
        return [_record.decode(raw) for raw in raws if raw]

    async def _names(self, key: str, sources: Sequence[str]) -> dict[str, str]:
        came = await self._store.execute("HMGET", keys.sources(key), *map(_digest, sources))
        found = {source: name.decode() for source, name in zip(sources, came, strict=True) if name}
        ours = [source for source in sources if source not in found and key_of(source)]
        asked: list[Command] = [("HEXISTS", keys.records(key), _name(source)) for source in ours]
        here = await self._store.batch(asked)
        return found | {source: _name(source) for source, is_here in zip(ours, here, strict=True) if is_here}


def _digest(source: str) -> str:
    """Sources may be of any length, and of any characters."""
    return digest_id(source.encode("utf-8", "backslashreplace").decode())


def _name(identity: str) -> str:
    return identity.rpartition(".")[2]
