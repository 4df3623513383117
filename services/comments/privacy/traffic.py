"""Traffic records (Computer Crime Act B.E. 2550, section 26): who sent something, from where, when, with what outcome.

One file a day and process, only ever appended to, each line sealed to the operator's public key
(`services.comments.personal_data.sealing`): this process cannot read what it wrote. Files older than the rule says are
destroyed by the daily purge. They lie apart from the store, and hold no word of what was said.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Protocol

import msgspec

from services.comments.personal_data.retention import TRAFFIC
from services.comments.personal_data.sealing import Opened, Sealer, opened
from shared.clock import Clock, day_of

_NAME: Final = re.compile(r"traffic-(\d{4}-\d\d-\d\d)(?:\.\d+)?\.log")
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Visit:
    """One request that sent something; ``what`` is the route, without secrets, ``comment`` whom it made or touched."""

    at: str
    address: str
    port: int | None
    method: str
    what: str
    status: int
    comment: str | None = None
    agent: str = ""


class Traffic(Protocol):
    """Keeps records of traffic."""

    def note(self, visit: Visit) -> None: ...


class TrafficLog:
    """Appends to the file of the day. Raises `InvalidInput` for a key that is none.

    ``helper`` is the number of a process beside the first (0): the lines of a file follow their key.
    """

    def __init__(self, folder: Path, public: str, clock: Clock, helper: int = 0) -> None:
        self._folder = folder
        self._public = public
        self._clock = clock
        self._ending = f".{helper}.log" if helper else ".log"
        self._day: date | None = None
        self._file = -1
        self._sealer = Sealer(public)

    def note(self, visit: Visit) -> None:
        """One write of one line."""
        day = day_of(self._clock())
        if day != self._day:
            self._turn_to(day)
        os.write(self._file, self._sealer.line(_encode(visit)) + b"\n")

    def close(self) -> None:
        """The key of what was written is gone with this."""
        if self._file >= 0:
            os.close(self._file)
        self._file, self._day = -1, None

    def _turn_to(self, day: date) -> None:
        self.close()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"traffic-{day.isoformat()}{self._ending}"
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._sealer, self._day = Sealer(self._public), day
        os.write(self._file, self._sealer.head + b"\n")


def files(folder: Path) -> list[tuple[date, Path]]:
    """The files there are, by day."""
    found = [(_NAME.fullmatch(path.name), path) for path in folder.glob("traffic-*.log")]
    return sorted((date.fromisoformat(match[1]), path) for match, path in found if match)


def read(path: Path, private: str) -> Iterator[Opened]:
    """The records of one file, for the holder of the private key."""
    with path.open("rb") as lines:
        yield from opened(private, lines)


def destroy_old(folder: Path, now: datetime) -> int:
    """Destroy what is older than the law asks for; how many files. Their bytes are overwritten before they go."""
    old = [path for day, path in files(folder) if day_of(now) - day > TRAFFIC.period]
    for path in old:
        _destroy(path)
    return len(old)


def _destroy(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(b"\0" * size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
