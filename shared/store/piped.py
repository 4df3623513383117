"""One server behind one connection that everybody shares (`shared.store.pipe`), as `Store` wants it."""

from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Any, Final

from shared.store.address import StoreAddress
from shared.store.nodes import Command
from shared.store.pipe import Pipe

_SCAN_COUNT: Final = 500


class PipedServer:
    """`shared.store.nodes.Nodes` for commands that do not block."""

    keeps_time = True

    def __init__(self, address: StoreAddress) -> None:
        self._pipe = Pipe(address)

    async def execute(self, command: Command) -> Any:
        (reply,) = await self._pipe.ask((command,))
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def execute_at(self, key: str | bytes, command: Command) -> Any:
        """There is only one owner of keys."""
        del key
        return await self.execute(command)

    def batch(self, commands: Sequence[Command]) -> Awaitable[list[Any]]:
        """Replies in order; an error reply stands as an exception in the list."""
        return self._pipe.ask(commands)

    async def every_primary(self, command: Command) -> list[Any]:
        return [await self.execute(command)]

    async def scan(self, pattern: str) -> AsyncIterator[bytes]:
        cursor = 0
        while True:
            cursor, keys = await self.execute(("SCAN", cursor, "MATCH", pattern, "COUNT", _SCAN_COUNT))
            for key in keys:
                yield key
            if cursor == 0:
                return

    async def close(self) -> None:
        await self._pipe.close()
