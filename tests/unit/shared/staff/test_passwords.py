"""Two at once, the rest in a bounded queue, and no way out of turn."""

import asyncio
import threading
import unicodedata

import pytest

from shared.staff.errors import Busy
from shared.staff.passwords import Passwords


class Counting(Passwords):
    """Counts the threads that are at work, and keeps them there until it is told."""

    def __init__(self, **limits: float) -> None:
        super().__init__(**limits)  # type: ignore[arg-type]
        self.free = threading.Event()
        self.at_work = self.most = 0
        self._lock = threading.Lock()

    def _matches(self, stored: str, password: str | bytes) -> bool:  # noqa: ARG002 - as the real one
        with self._lock:
            self.at_work += 1
            self.most = max(self.most, self.at_work)
        self.free.wait(30)
        with self._lock:
            self.at_work -= 1
        return True


async def until_two_work(passwords: Counting) -> None:
    while passwords.at_work < 2:  # noqa: ASYNC110 - threads set no asyncio.Event
        await asyncio.sleep(0)


async def test_two_at_once_and_nobody_is_lost() -> None:
    passwords = Counting()
    tasks = [asyncio.create_task(passwords.verify("stored", "password")) for _ in range(20)]
    await until_two_work(passwords)
    passwords.free.set()
    assert await asyncio.gather(*tasks) == [True] * 20
    assert passwords.most == 2


async def test_a_full_queue_says_so_at_once() -> None:
    passwords = Counting(most_waiting=3)
    tasks = [asyncio.create_task(passwords.verify("stored", "password")) for _ in range(5)]
    await until_two_work(passwords)
    with pytest.raises(Busy):
        await passwords.verify("stored", "password")
    passwords.free.set()
    assert await asyncio.gather(*tasks) == [True] * 5


async def test_nobody_waits_for_ever() -> None:
    passwords = Counting(patience=0.01)
    tasks = [asyncio.create_task(passwords.verify("stored", "password")) for _ in range(2)]
    await until_two_work(passwords)
    with pytest.raises(Busy):
        await passwords.verify("stored", "password")
    passwords.free.set()
    await asyncio.gather(*tasks)
    assert await passwords.verify("stored", "password")  # the place was not lost


async def test_who_goes_away_takes_no_place_from_the_thread_at_work() -> None:
    passwords = Counting()
    tasks = [asyncio.create_task(passwords.verify("stored", "password")) for _ in range(2)]
    await until_two_work(passwords)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    third = asyncio.create_task(passwords.verify("stored", "password"))
    for _ in range(50):
        await asyncio.sleep(0)
    assert passwords.at_work == 2
    passwords.free.set()
    assert await third
    assert passwords.most == 2


async def test_hashes() -> None:
    passwords = Passwords()
    stored = await passwords.hash("ร้อยเอ็ด é")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify(stored, unicodedata.normalize("NFD", "ร้อยเอ็ด é"))
    assert not await passwords.verify(stored, "another")
    for nothing in (None, ""):
        assert not await passwords.verify(nothing, "")
