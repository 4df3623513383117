"""What a `Store` needs from redis-py, for one server and for a cluster alike.

Errors are redis-py's own; `shared.store.client` translates them.
"""

from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Any, Final, Protocol

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import Connection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from shared.store.address import StoreAddress
from shared.store.packing import PACKING

Value = str | bytes | int | float
Command = Sequence[Value]

CONNECT_SECONDS: Final = 2.0
MAX_CONNECTIONS: Final = 64


class Nodes(Protocol):
    """The server, or the primaries of the cluster. ``keeps_time``: every `batch` ends in time by itself."""

    keeps_time: bool

    async def execute(self, command: Command) -> Any: ...

    async def execute_at(self, key: str | bytes, command: Command) -> Any:
        """Run a command on the node that owns ``key``."""

    def batch(self, commands: Sequence[Command]) -> Awaitable[list[Any]]:
        """Replies in order; an error reply stands as an exception in the list."""

    async def every_primary(self, command: Command) -> list[Any]: ...

    def scan(self, pattern: str) -> AsyncIterator[bytes]: ...

    async def close(self) -> None: ...


def no_retries() -> Retry:
    """Each command is sent at most once: nobody knows whether a broken connection had delivered it."""
    return Retry(NoBackoff(), 0)


class SingleServer:
    """One server. Idle connections that it closed are noticed and replaced before a command is sent."""

    keeps_time = False

    def __init__(self, address: StoreAddress) -> None:
        # redis-py's own socket timeout costs a task per command; `Store` sets a deadline around each instead.
        defaults = {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": None, "protocol": 2}
        kind = PACKING[address.options.get("connection_class", Connection)]
        fixed = {"retry": no_retries(), "decode_responses": False, "connection_class": kind}
        self._pool = BlockingConnectionPool(
            max_connections=MAX_CONNECTIONS, timeout=None, **defaults | address.options | fixed
        )
        self._client = Redis(connection_pool=self._pool)

    async def execute(self, command: Command) -> Any:
        return await self._client.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py has no types here

    async def execute_at(self, key: str | bytes, command: Command) -> Any:
        del key  # there is only one owner
        return await self.execute(command)

    async def batch(self, commands: Sequence[Command]) -> list[Any]:
        pipeline = self._client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        return await pipeline.execute(raise_on_error=False)

    async def every_primary(self, command: Command) -> list[Any]:
        return [await self.execute(command)]

    def scan(self, pattern: str) -> AsyncIterator[bytes]:
        return self._client.scan_iter(pattern, count=500)

    async def close(self) -> None:
        await self._pool.aclose()
