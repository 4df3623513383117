"""The data folder of an embedded store: who owns it, and where its server listens.

<data>/saket.lock    held (flock) by the process that owns the folder; holds its pid
<data>/store.json    how to reach the owner's server; of use only while the lock is held
<data>/store/        the server's own files
"""

import fcntl
import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import msgspec

from shared.errors import AlreadyRunning
from shared.store.errors import ServerStartFailed

# sun_path holds 108 bytes on Linux and 104 on macOS, with the final NUL.
MAX_SOCKET_PATH: Final = 103
SOCKET_NAME: Final = "valkey.sock"


class ServerRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``store.json`` says. ``shared``: commands in this folder may use the server too."""

    pid: int
    server_pid: int
    socket: str
    shared: bool


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Paths below one data folder, which is made (0700) if missing."""

    root: Path

    @classmethod
    def prepare(cls, root: Path) -> Self:
        folder = cls(root.absolute())
        folder.store.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    @property
    def store(self) -> Path:
        return self.root / "store"

    @property
    def log(self) -> Path:
        return self.store / "valkey.log"

    @property
    def lock(self) -> Path:
        return self.root / "saket.lock"

    @property
    def _record(self) -> Path:
        return self.root / "store.json"

    def socket(self) -> Path:
        """Where the server listens: in the folder, or in a short private one if the path would be too long.

        Raises `ServerStartFailed` if there is no such place.
        """
        inside = self.store / SOCKET_NAME
        if len(os.fsencode(inside)) <= MAX_SOCKET_PATH:
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        outside = Path(tempfile.gettempdir()) / f"saket-{digest}" / SOCKET_NAME
        if len(os.fsencode(outside)) > MAX_SOCKET_PATH:
            raise ServerStartFailed(f"the path {outside} is too long for a socket: choose a shorter TMPDIR")
        _make_private(outside.parent)
        return outside

    def remove_socket_folder(self) -> None:
        """Leave nothing in the temporary folder; the next start makes it again."""
        place = self.socket().parent
        if place != self.store:
            with suppress(OSError):
                place.rmdir()

    def write_record(self, record: ServerRecord) -> None:
        """Replace the record at once: a reader sees the old one or the new one."""
        fresh = self._record.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(record))
        fresh.replace(self._record)

    def read_record(self) -> ServerRecord | None:
        """The record of the present or last owner; None if there is none that can be read."""
        try:
            return msgspec.json.decode(self._record.read_bytes(), type=ServerRecord)
        except (OSError, msgspec.DecodeError):
            return None

    def remove_record(self) -> None:
        self._record.unlink(missing_ok=True)


class FolderLock:
    """Ownership of a data folder. The system drops it with the process, however that ends."""

    def __init__(self, folder: DataFolder) -> None:
        self._path = folder.lock
        self._file: int | None = None

    def try_acquire(self) -> bool:
        """Whether this process now owns the folder."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file
        return True

    def acquire(self) -> None:
        """Raises `AlreadyRunning`, naming the owner."""
        if not self.try_acquire():
            raise AlreadyRunning(f"{self._path.parent} is in use by process {self.owner()}: one at a time")

    def owner(self) -> str:
        """The pid of the last process that took the lock, as far as it can be told."""
        try:
            return self._path.read_text().strip() or "unknown"
        except OSError:
            return "unknown"

    def __enter__(self) -> Self:
        """Not acquired yet; released in any case when the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _make_private(path: Path) -> None:
    """Make or check a folder that nobody else can enter: /tmp belongs to everyone."""
    path.mkdir(mode=0o700, exist_ok=True)
    state = path.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid() or state.st_mode & 0o077:
        raise ServerStartFailed(f"{path} is not a private folder of this user: remove it")
