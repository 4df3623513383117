"""Argon2id by the OWASP minimum (19 MiB, two passes, one lane), off the event loop, two at once.

Those who come while both places are taken wait for a bounded time in a bounded queue, then hear `Busy`: a flood of
guesses takes neither the memory nor the processor from the rest of the site.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from typing import Any, Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.staff.errors import Busy

T = TypeVar("T")

_CONCURRENT: Final = 2
_MOST_WAITING: Final = 64
_PATIENCE: Final = 5.0
_DECOY: Final = "$argon2id$v=19$m=19456,t=2,p=1$QxJjZ18LQ5GMsS6IT1xiGQ$Ev99v7U5GDo2r3lGfpmeoTNnNXEr+wa37QDmFraxkmo"


class Passwords:
    """Hash and verify; an unknown account costs the same time as a wrong password."""

    def __init__(self, *, most_waiting: int = _MOST_WAITING, patience: float = _PATIENCE) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._places = asyncio.Semaphore(_CONCURRENT)
        self._most_waiting = most_waiting
        self._patience = patience
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The PHC string to keep."""
        return await self._in_turn(self._hasher.hash, _normal(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one behind ``stored``; nothing stands for an account that does not exist."""
        matches = await self._in_turn(self._matches, stored or _DECOY, _normal(password))
        return matches and bool(stored)

    async def _in_turn(self, work: Callable[..., T], *arguments: Any) -> T:
        await self._take_place()
        task = asyncio.create_task(asyncio.to_thread(work, *arguments))
        task.add_done_callback(lambda _: self._places.release())  # with the thread, not with whoever waits for it
        return await asyncio.shield(task)

    async def _take_place(self) -> None:
        if self._waiting >= self._most_waiting:
            raise Busy("too many logins at once")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError as error:
            raise Busy("too many logins at once") from error
        finally:
            self._waiting -= 1

    def _matches(self, stored: str, password: str | bytes) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> bytes:
    """The same bytes from every keyboard (NIST SP 800-63B section 5.1.1.2)."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
