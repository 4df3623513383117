"""Tests talk to this machine only. A connection to anywhere else is refused, remembered, and fails the test.

Names are never looked up beyond the machine either: every host name but ``localhost`` is unknown here.
(uvloop and child processes do not pass through here: tests use asyncio's own loop.)
"""

import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

Address = tuple[Any, ...] | str | bytes


def is_local(family: int, address: Any) -> bool:
    """Whether a connection to ``address`` stays on this machine."""
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return True  # AF_UNIX; the kernel's own families
    host = address[0]
    if host == "localhost":
        return True
    try:
        parsed = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback


class LoopbackGuard:
    """Stands in front of the socket module from `install` to `remove`."""

    def __init__(self) -> None:
        self._attempts: list[str] = []
        self._restore: list[Callable[[], None]] = []

    def install(self) -> None:
        self._guard_connect("connect")
        self._guard_connect("connect_ex")
        self._guard_lookup()

    def remove(self) -> None:
        while self._restore:
            self._restore.pop()()

    def take_attempts(self) -> list[str]:
        """What was attempted since the last call."""
        taken, self._attempts = self._attempts, []
        return taken

    def _guard_connect(self, name: str) -> None:
        original = getattr(socket.socket, name)

        def guarded(sock: socket.socket, address: Any) -> Any:
            if not is_local(sock.family, address):
                self._attempts.append(str(address))
                raise OSError(errno.ENETUNREACH, f"tests stay on loopback, not {address}")
            return original(sock, address)

        self._replace(socket.socket, name, guarded)

    def _guard_lookup(self) -> None:
        original = socket.getaddrinfo

        def guarded(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            if name and name != "localhost" and not _is_literal(name):
                raise socket.gaierror(socket.EAI_NONAME, f"tests look no names up, not {name}")
            return original(host, port, *args, **kwargs)

        self._replace(socket, "getaddrinfo", guarded)

    def _replace(self, owner: Any, name: str, replacement: Any) -> None:
        original = getattr(owner, name)
        setattr(owner, name, replacement)
        self._restore.append(lambda: setattr(owner, name, original))


def _is_literal(host: str) -> bool:
    try:
        socket.inet_aton(host)  # also the short spellings, such as 127.1, that getaddrinfo knows
    except OSError:
        return ":" in host
    return True
