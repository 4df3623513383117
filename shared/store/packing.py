"""Commands put into bytes by hiredis: 5 µs each, where redis-py's own code for asyncio takes 18."""

from typing import Any, Final

import hiredis
from redis.asyncio.connection import Connection, SSLConnection, UnixDomainSocketConnection


class _Packing:
    """Stands before a connection class of redis-py."""

    def pack_command(self, *args: Any) -> list[bytes]:
        """The bytes of one command; names of two words (``CONFIG GET``) are two arguments for the server."""
        name = args[0]
        words = name.split(" ") if isinstance(name, str) else [name]
        packed: bytes = hiredis.pack_command((*words, *args[1:]))
        return [packed]


class _Tcp(_Packing, Connection):
    pass


class _Tls(_Packing, SSLConnection):
    pass


class _Unix(_Packing, UnixDomainSocketConnection):
    pass


PACKING: Final[dict[type[Any], type[Any]]] = {Connection: _Tcp, SSLConnection: _Tls, UnixDomainSocketConnection: _Unix}
"""For each class of redis-py the one to use instead."""
