"""The only way services reach Redis or Valkey: one server or a cluster, the same calls, the same failures.

Nothing is ever sent twice: redis-py's retries are off (they were measured doubling plain writes). MOVED and ASK
are followed, since a redirected command was not executed. Environmental failures become
`shared.errors.StoreUnavailable` or `StoreFull`; everything else is a bug and passes unchanged.

Command names are written in upper case. Replies have redis-py's RESP2 shapes with bytes inside: HGETALL is a
dict, SET is True, ZSCORE is a float (commands of two words, such as CONFIG GET, come raw). Every call ends
within `DEADLINE_SECONDS`: split large batches.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Self

from redis.exceptions import NoScriptError

from shared.asked import Asked
from shared.store.address import StoreAddress, parse_address
from shared.store.cluster import Cluster
from shared.store.failures import store_failures
from shared.store.nodes import Command, Nodes, SingleServer, Value
from shared.store.pipe import understands
from shared.store.piped import PipedServer
from shared.store.script import Script
from shared.store.slots import CrossSlotError, key_slot, require_one_slot

__all__ = ["Call", "Command", "CrossSlotError", "Invocation", "Script", "Store", "StreamEntry", "Value", "key_slot"]

StreamEntry = tuple[bytes, dict[bytes, bytes]]
Call = tuple[Sequence[str | bytes], Sequence[Value]]
"""Keys and arguments of a script."""

DEADLINE_SECONDS: Final = 5.0
"""How long any call may take."""
_SOCKET_SECONDS: Final = 3.0
_REWRITING: Final = ("aof_rewrite_in_progress", "aof_rewrite_scheduled")
_LOOK_SECONDS: Final = 0.05
_BLOCKING: Final = frozenset({"XREAD", "XREADGROUP"})
"""Commands that may wait for news, and so have connections of their own."""
_MAX_BLOCK_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Invocation:
    """A server-side function with what it is given; all ``keys`` share one slot."""

    script: Script
    keys: Sequence[str | bytes]
    args: Sequence[Value] = ()

    @property
    def operands(self) -> tuple[Value, ...]:
        """As they stand behind the script's name."""
        return (len(self.keys), *self.keys, *self.args)


class Store:
    """Connections to one server or one cluster. Outlives the server: it reconnects when next used."""

    def __init__(self, nodes: Nodes, waiting: Nodes, *, is_cluster: bool) -> None:
        self._nodes = nodes
        self._waiting = waiting  # blocking reads have connections of their own and starve nobody
        self.is_cluster = is_cluster

    @classmethod
    async def connect(cls, url: str) -> Self:
        """A store at ``url`` (see `shared.store.address`). Raises `InvalidStoreUrl`; contacts nothing yet."""
        address = parse_address(url)
        nodes = PipedServer(address) if understands(address) else _open(address, _SOCKET_SECONDS)
        waiting = _open(address, None)
        return cls(nodes, waiting, is_cluster=address.is_cluster)

    async def execute(self, *command: Value) -> Any:
        """Run one command. In a cluster it goes where its keys live."""
        if command[0] in _BLOCKING:
            async with _bounded(DEADLINE_SECONDS):
                return await self._waiting.execute(command)
        (reply,) = await self._replies((command,))
        return reply

    async def batch(self, commands: Iterable[Command]) -> list[Any]:
        """Run independent commands in one round trip a node; replies in the order given.

        Not a transaction. If an error reply comes, all commands have run and the first error is raised.
        """
        return await self._replies([tuple(command) for command in commands])

    async def call(self, script: Script, keys: Sequence[str | bytes], args: Sequence[Value] = ()) -> Any:
        """Run a server-side function. Raises `CrossSlotError` unless all ``keys`` share one slot."""
        (reply,) = await self._together((Invocation(script, keys, args),))
        return reply

    async def ask(self, *asked: Asked[Any]) -> list[Any]:
        """Ask several questions in one round trip a node; what was read of each. As `batch` where errors come back."""
        replies = await self._together([step for each in asked for step in each.steps])
        found, at = [], 0
        for each in asked:
            found.append(each.read(replies[at : at + len(each.steps)]))
            at += len(each.steps)
        return found

    async def in_order(self, steps: Sequence[Command | Invocation]) -> list[Any]:
        """Run steps one after the other; replies in the order given.

        On one server in one round trip, on a cluster each is answered before the next is sent: if the connection
        breaks, the first few of them have run. A function that a restarted server does not know yet runs behind the
        others. Not a transaction; raises the first error.
        """
        if not self.is_cluster:
            return await self._together(steps)
        for step in steps:
            _check(step)
        return [reply for step in steps for reply in await self._together((step,))]

    async def _together(self, steps: Sequence[Command | Invocation]) -> list[Any]:
        """Replies to independent steps; functions that a server does not know yet run behind the others."""
        for step in steps:
            _check(step)
        replies = await self._sent([_command(step) for step in steps])
        missing = [at for at, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if missing:  # a server that never saw them, or has restarted
            again = await self._sent([_taught(steps[at]) for at in missing])
            for at, reply in zip(missing, again, strict=True):
                replies[at] = reply
        with store_failures():
            _raise_first_error(replies)
        return replies

    async def _replies(self, commands: Sequence[Command]) -> list[Any]:
        replies = await self._sent(commands)
        with store_failures():
            _raise_first_error(replies)
        return replies

    async def _sent(self, commands: Sequence[Command]) -> list[Any]:
        """Replies in order; an error reply stands as an exception in the list."""
        if not commands:
            return []
        if self._nodes.keeps_time:
            with store_failures():
                return await self._nodes.batch(commands)
        async with _bounded(DEADLINE_SECONDS):
            return await (self._nodes.batch(commands) if len(commands) > 1 else self._alone(commands[0]))

    async def _alone(self, command: Command) -> list[Any]:
        """One command by itself notices nodes that have gone, and slots that have moved, where a batch would not."""
        try:
            return [await self._nodes.execute(command)]
        except NoScriptError as error:
            return [error]

    async def call_each(self, script: Script, calls: Sequence[Call]) -> list[Any]:
        """Run a server-side function for each ``(keys, args)``, in one round trip a node; replies in the order given.

        Not a transaction: if an error reply comes, all the others have run and the first error is raised.
        """
        return await self._together([Invocation(script, keys, args) for keys, args in calls])

    async def wait_stream(
        self, key: str | bytes, after: str | bytes, *, block_ms: int, count: int = 100
    ) -> list[StreamEntry]:
        """Up to ``count`` entries of stream ``key`` newer than id ``after``; [] if none come in ``block_ms``."""
        if not 0 < block_ms <= _MAX_BLOCK_MS:
            raise ValueError(f"block_ms must lie in 1..{_MAX_BLOCK_MS}")  # 0 would wait for ever
        command = ("XREAD", "COUNT", count, "BLOCK", block_ms, "STREAMS", key, after)
        async with _bounded(block_ms / 1000 + DEADLINE_SECONDS):
            reply = await self._waiting.execute_at(key, command)
        return [(entry_id, fields or {}) for _, entries in reply or () for entry_id, fields in entries]

    async def scan(self, pattern: str) -> AsyncIterator[bytes]:
        """Keys that match a glob, of every primary. One may come twice; keys made meanwhile may be missed."""
        keys = self._nodes.scan(pattern)
        while True:
            async with _bounded(DEADLINE_SECONDS):
                key = await anext(keys, None)
            if key is None:
                return
            yield key

    async def ping(self) -> None:
        """Raise `StoreUnavailable` unless every primary answers."""
        async with _bounded(DEADLINE_SECONDS):
            await self._nodes.every_primary(("PING",))

    async def info(self) -> list[Mapping[str, Any]]:
        """INFO of every primary."""
        async with _bounded(DEADLINE_SECONDS):
            return await self._nodes.every_primary(("INFO",))

    async def rewrite_files(self) -> None:
        """Have every primary write its files anew, so that they hold nothing but what is there now."""
        await self._rewritten()
        async with _bounded(DEADLINE_SECONDS):
            await self._nodes.every_primary(("BGREWRITEAOF",))
        await self._rewritten()

    async def _rewritten(self) -> None:
        """Until no rewrite is under way."""
        while True:
            if not any(int(each.get(flag, 0)) for each in await self.info() for flag in _REWRITING):
                return
            await asyncio.sleep(_LOOK_SECONDS)

    async def close(self) -> None:
        """Close all connections."""
        await self._nodes.close()
        await self._waiting.close()


def _check(step: Command | Invocation) -> None:
    if isinstance(step, Invocation):
        require_one_slot(step.keys)


def _command(step: Command | Invocation) -> Command:
    return ("EVALSHA", step.script.sha1, *step.operands) if isinstance(step, Invocation) else step


def _taught(step: Command | Invocation) -> Command:
    """With its source, for a server that does not know it."""
    return ("EVAL", step.script.source, *step.operands) if isinstance(step, Invocation) else step


def _open(address: StoreAddress, socket_timeout: float | None) -> Nodes:
    return Cluster(address, socket_timeout=socket_timeout) if address.is_cluster else SingleServer(address)


@asynccontextmanager
async def _bounded(seconds: float) -> AsyncIterator[None]:
    with store_failures():
        async with asyncio.timeout(seconds):
            yield


def _raise_first_error(replies: Sequence[Any]) -> None:
    for reply in replies:
        if isinstance(reply, Exception):
            raise reply
