"""Outlines of very many comments, read from Redis (see `services.comments.storage.keys`) many threads at a time."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from services.comments.storage import keys
from services.comments.storage.outline import Outline
from shared.ids import ulid
from shared.store.client import Command, Store

_THREADS: Final = 500
_RECORDS: Final = 2000
_LONGEST: Final = 200
"""Threads, records and records of one thread in a round trip: one by one, ten thousand threads took seconds."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_outline = msgspec.json.Decoder(Outline)


class RedisOutlines:
    """Reads; decides nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def talks(self, start: datetime, end: datetime) -> AsyncIterator[Outline]:
        """All comments of those threads in which anything was said from ``start`` to before ``end``."""
        first, last = (ulid(max(moment, _EPOCH), 0).encode() for moment in (start, end))
        listed = sorted({key async for key in self._store.scan(keys.EVERY_THREADS_RECORDS)})
        for at in range(0, len(listed), _THREADS):
            chunk = listed[at : at + _THREADS]
            named = await self._store.batch([("HKEYS", key) for key in chunk])
            talked = [pair for pair in zip(chunk, named, strict=True) if any(first <= name < last for name in pair[1])]
            for commands in _trips(talked):
                for raws in await self._store.batch(commands):
                    for raw in raws:
                        if raw is not None:  # erased meanwhile
                            yield _outline.decode(raw)


def _trips(threads: Sequence[tuple[bytes, Sequence[bytes]]]) -> Iterator[list[Command]]:
    """What is asked for together."""
    commands: list[Command] = []
    size = 0
    for key, names in threads:
        for at in range(0, len(names), _LONGEST):
            piece = names[at : at + _LONGEST]
            commands.append(("HMGET", key, *piece))
            size += len(piece)
            if size >= _RECORDS:
                yield commands
                commands, size = [], 0
    if commands:
        yield commands
