"""A cluster's primaries behind the same calls as one server.

redis-py follows MOVED and ASK, which say that the command was *not* executed, so following them doubles nothing.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from redis import exceptions as redis_errors
from redis.asyncio.cluster import ClusterNode, RedisCluster

from shared.store.address import StoreAddress
from shared.store.nodes import CONNECT_SECONDS, MAX_CONNECTIONS, Command, no_retries
from shared.store.slots import key_slot


class Cluster:
    """``socket_timeout`` (seconds, None: wait) is what makes redis-py look for a failed node's successor."""

    keeps_time = False

    def __init__(self, address: StoreAddress, *, socket_timeout: float | None) -> None:
        defaults = {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": socket_timeout, "protocol": 2}
        self._client = RedisCluster(
            startup_nodes=[ClusterNode(host, port) for host, port in address.nodes],
            max_connections=MAX_CONNECTIONS * 8,  # a node's pool refuses instead of waiting
            # 0: never drop all connections after some MOVED replies, which would break other commands in flight;
            # a MOVED reply updates its slot, a lost connection the whole map.
            reinitialize_steps=0,
            **defaults | address.options | {"retry": no_retries(), "decode_responses": False},
        )
        self._map_is_stale = False

    async def execute(self, command: Command) -> Any:
        with self._layout_failures():
            await self._ready()
            return await self._client.execute_command(*command)

    async def execute_at(self, key: str | bytes, command: Command) -> Any:
        with self._layout_failures():
            await self._ready()
            owner = self._client.nodes_manager.get_node_from_slot(key_slot(key))
            return await self._client.execute_command(*command, target_nodes=owner)

    async def batch(self, commands: Sequence[Command]) -> list[Any]:
        with self._layout_failures():
            await self._ready()
            pipeline = self._client.pipeline()
            for command in commands:
                pipeline.execute_command(*command)
            replies: list[Any] = await pipeline.execute(raise_on_error=False)
        # A pipeline, unlike a command, does not notice by itself that a node is gone.
        self._map_is_stale = any(
            isinstance(reply, redis_errors.ConnectionError | redis_errors.TimeoutError) for reply in replies
        )
        return replies

    async def every_primary(self, command: Command) -> list[Any]:
        with self._layout_failures():
            await self._ready()
            primaries = self._client.get_primaries()
            return [await self._client.execute_command(*command, target_nodes=node) for node in primaries]

    async def scan(self, pattern: str) -> AsyncIterator[bytes]:
        with self._layout_failures():
            await self._ready()
            async for key in self._client.scan_iter(pattern, count=500):
                yield key

    async def close(self) -> None:
        await self._client.aclose()
        # Which does nothing while redis-py has no map, although connections may be open.
        await self._client.nodes_manager.aclose("nodes_cache")
        await self._client.nodes_manager.aclose("startup_nodes")

    async def _ready(self) -> None:
        """Know which node owns which slot."""
        await self._client.initialize()
        if self._map_is_stale:
            await self._client.nodes_manager.initialize()
            self._map_is_stale = False

    @contextmanager
    def _layout_failures(self) -> Iterator[None]:
        """redis-py raises one exception for "no node answers" and for misuse; without a map it is the former."""
        try:
            yield
        except redis_errors.RedisClusterException as error:
            if self._client.get_default_node() is not None:
                raise
            raise redis_errors.ConnectionError(str(error)) from error
