"""One connection for everybody: what is asked in one turn of the event loop goes out at once, and comes back in order.

    send: packed into the buffer | end of the turn: one write | replies, first come, first served

Commands of many requests so share a system call here, a turn of the server, and the server's fsync. Each is sent at
most once: where a connection breaks, everything unanswered on it fails with redis-py's `ConnectionError`. Not for
commands that block.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Final, cast

import hiredis
from redis import exceptions
from redis.asyncio import Redis

from shared.store.address import StoreAddress
from shared.store.nodes import CONNECT_SECONDS, Command

STALE_SECONDS: Final = 5.0
"""A connection whose oldest question is older than this is broken, whatever the network says.

So every question ends in this time, without a timer of its own."""
_GLANCES: Final = 10  # at the oldest question, in that time
_ERRORS: Final[dict[str, type[exceptions.RedisError]]] = {
    "NOSCRIPT": exceptions.NoScriptError,
    "OOM": exceptions.OutOfMemoryError,
    "READONLY": exceptions.ReadOnlyError,
    "LOADING": exceptions.BusyLoadingError,
    "NOAUTH": exceptions.AuthenticationError,
    "WRONGPASS": exceptions.AuthenticationError,
    "MASTERDOWN": exceptions.MasterDownError,
    "CLUSTERDOWN": exceptions.ClusterDownError,
    "TRYAGAIN": exceptions.TryAgainError,
}
_SHAPES: Final[Mapping[Any, Any]] = {**Redis(protocol=2).response_callbacks}  # replies have redis-py's shapes


class Question:
    """Some commands and the future of their replies; ``since`` is when they were sent."""

    __slots__ = ("commands", "future", "replies", "since")

    def __init__(self, commands: Sequence[Command], future: "asyncio.Future[list[Any]]", since: float) -> None:
        self.commands = commands
        self.future = future
        self.since = since
        self.replies: list[Any] = []

    def hear(self, reply: Any) -> bool:
        """Take the next reply; whether that was the last."""
        name = self.commands[len(self.replies)][0]
        shape = None if isinstance(reply, Exception) else _SHAPES.get(name)
        self.replies.append(reply if shape is None else shape(reply))
        if len(self.replies) < len(self.commands):
            return False
        if not self.future.done():
            self.future.set_result(self.replies)
        return True


class _Wire(asyncio.Protocol):
    """One connection, from its opening to its end."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._reader = hiredis.Reader(replyError=_error, protocolError=_protocol_error)
        self._transport: asyncio.Transport | None = None
        self._buffer: list[bytes] = []
        self._asked: deque[Question] = deque()
        self._glance: asyncio.TimerHandle | None = None
        self.ended = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether another question can be asked."""
        return self._transport is not None and not self._transport.is_closing() and not self._is_stale()

    def ask(self, commands: Sequence[Command]) -> "asyncio.Future[list[Any]]":
        """The replies to come."""
        packed = [_packed(command) for command in commands]
        if not self._buffer:
            self._loop.call_soon(self._flush)
        self._buffer += packed
        question = Question(commands, self._loop.create_future(), self._loop.time())
        self._asked.append(question)
        if self._glance is None:
            self._glance = self._loop.call_later(STALE_SECONDS / _GLANCES, self._look)
        return question.future

    def close(self) -> None:
        """No more questions."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            while self._asked and (reply := self._reader.gets()) is not False:
                if self._asked[0].hear(reply):
                    self._asked.popleft()
        except exceptions.ConnectionError as error:
            self._fail(error)
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exceptions.ConnectionError(f"the connection ended: {exc or 'closed by the server'}"))
        self.ended.set()

    def _flush(self) -> None:
        data, self._buffer = b"".join(self._buffer), []
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _is_stale(self) -> bool:
        return bool(self._asked) and self._loop.time() - self._asked[0].since > STALE_SECONDS

    def _look(self) -> None:
        """Whether anybody has waited too long; again and again while somebody waits."""
        self._glance = None
        if self._is_stale():
            self._fail(exceptions.ConnectionError(f"no answer within {STALE_SECONDS:g} s"))
            if self._transport is not None:
                self._transport.abort()
        elif self._asked:
            self._glance = self._loop.call_later(STALE_SECONDS / _GLANCES, self._look)

    def _fail(self, error: exceptions.ConnectionError) -> None:
        while self._asked:
            question = self._asked.popleft()
            if not question.future.done():
                question.future.set_exception(error)


class Pipe:
    """Opens a connection when it is first needed, and again after it has broken."""

    def __init__(self, address: StoreAddress) -> None:
        self._options = address.options
        self._wire: _Wire | None = None
        self._opening: asyncio.Task[_Wire] | None = None

    def ask(self, commands: Sequence[Command]) -> Awaitable[list[Any]]:
        """Replies in order; an error reply stands as an exception in the list."""
        wire = self._wire
        return wire.ask(commands) if wire is not None and wire.is_open else self._ask_anew(commands)

    async def _ask_anew(self, commands: Sequence[Command]) -> list[Any]:
        return await (await self._open()).ask(commands)

    async def close(self) -> None:
        """Let go of the connection."""
        if self._opening is not None:
            self._opening.cancel()
        if self._wire is not None:
            self._wire.close()
            await self._wire.ended.wait()

    async def _open(self) -> _Wire:
        """Everybody who comes meanwhile waits for the same connection."""
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._connect())
            self._opening.add_done_callback(self._opened)
        return await asyncio.shield(self._opening)

    def _opened(self, task: "asyncio.Task[_Wire]") -> None:
        self._opening = None
        if not task.cancelled() and task.exception() is None:
            self._wire = task.result()

    async def _connect(self) -> _Wire:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                wire = await self._connected(loop)
                for reply in await wire.ask(greeting) if (greeting := self._greeting()) else ():
                    if isinstance(reply, Exception):
                        wire.close()
                        raise reply
                return wire
        except (OSError, TimeoutError) as error:
            raise exceptions.ConnectionError(f"cannot connect: {error}") from error

    async def _connected(self, loop: asyncio.AbstractEventLoop) -> _Wire:
        options = self._options
        if path := options.get("path"):
            return (await loop.create_unix_connection(lambda: _Wire(loop), path))[1]
        host, port = options.get("host", "localhost"), int(options.get("port", 6379))
        return (await loop.create_connection(lambda: _Wire(loop), host, port))[1]

    def _greeting(self) -> list[Command]:
        """What is said first: who asks, and of which database."""
        user, password, database = (self._options.get(name) for name in ("username", "password", "db"))
        greeting: list[Command] = []
        if password:
            greeting.append(("AUTH", user, password) if user else ("AUTH", password))
        if database:
            greeting.append(("SELECT", database))
        return greeting


_UNDERSTOOD: Final = frozenset({"path", "host", "port", "username", "password", "db", "connection_class"})


def understands(address: StoreAddress) -> bool:
    """Whether nothing is asked of the connection that only redis-py knows about, such as TLS."""
    kind = address.options.get("connection_class")
    plain = kind is None or "path" in address.options
    return plain and set(address.options) <= _UNDERSTOOD


def _packed(command: Command) -> bytes:
    packed: bytes = hiredis.pack_command((*command,))  # type: ignore[arg-type]  # its stub knows tuples of one only
    return packed


def _error(message: str) -> exceptions.RedisError:
    code, _, rest = message.partition(" ")
    known = _ERRORS.get(code)
    if known is not None:
        return known(rest if code == "NOSCRIPT" else message)
    return exceptions.ResponseError(message.removeprefix("ERR "))


def _protocol_error(message: str) -> exceptions.ConnectionError:
    return exceptions.ConnectionError(f"not understood: {message}")
