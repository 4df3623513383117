"""Looking names up without letting dead name servers stop anything else.

uvloop looks names up in four threads, first come, first served: four names whose servers are silent hold up all others,
and the end of the process too. Here every look-up has a thread of its own that nobody waits for, `AT_ONCE` of them.
"""

import asyncio
import socket
from contextlib import suppress
from threading import Thread
from typing import Any, Final

from aiohttp.abc import AbstractResolver, ResolveResult

AT_ONCE: Final = 64
_NUMERIC: Final = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV

_Infos = list[tuple[Any, ...]]


class SystemResolver(AbstractResolver):
    """The system's own look-up. A look-up that is given up keeps its place until its thread has ended."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All addresses. Raises OSError, as aiohttp expects."""
        await self._places.acquire()
        found: asyncio.Future[_Infos] = asyncio.get_running_loop().create_future()
        Thread(target=self._look, args=(found, host, port, family), name=f"look-up {host}", daemon=True).start()
        return [_result(host, info) for info in await found]

    async def close(self) -> None:
        """Threads under way end by themselves."""

    def _look(self, found: "asyncio.Future[_Infos]", host: str, port: int, family: int) -> None:
        try:
            infos = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
        except (OSError, UnicodeError) as error:
            self._tell(found, OSError(str(error)) if isinstance(error, UnicodeError) else error)
        else:
            self._tell(found, list(infos))

    def _tell(self, found: "asyncio.Future[_Infos]", outcome: "_Infos | OSError") -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody wants to know
            found.get_loop().call_soon_threadsafe(self._told, found, outcome)

    def _told(self, found: "asyncio.Future[_Infos]", outcome: "_Infos | OSError") -> None:
        self._places.release()
        if found.done():
            return
        if isinstance(outcome, OSError):
            found.set_exception(outcome)
        else:
            found.set_result(outcome)


def _result(name: str, info: tuple[Any, ...]) -> ResolveResult:
    family, _, proto, _, address = info
    return ResolveResult(hostname=name, host=address[0], port=address[1], family=family, proto=proto, flags=_NUMERIC)
