"""Argon2id by the OWASP minimum (19 MiB, two passes, one lane), off the event loop, two at once."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_CONCURRENT = 2
_DECOY = "$argon2id$v=19$m=19456,t=2,p=1$QxJjZ18LQ5GMsS6IT1xiGQ$Ev99v7U5GDo2r3lGfpmeoTNnNXEr+wa37QDmFraxkmo"


class Passwords:
    """Hash and verify; an unknown account costs the same time as a wrong password."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._places = asyncio.Semaphore(_CONCURRENT)

    async def hash(self, password: str) -> str:
        """The PHC string to keep."""
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one behind ``stored``; None stands for an account that does not exist."""
        async with self._places:
            matches = await asyncio.to_thread(self._matches, stored or _DECOY, password)
        return matches and stored is not None

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
