"""A server that outlived its owner (killed with -9 where the system cannot tell the child) is ended, in order.

Only the holder of the folder's lock comes here, so whatever still listens belongs to nobody.
"""

import logging
import os
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Final

from shared.store.errors import ServerStartFailed
from shared.store.folder import DataFolder
from shared.store.process import request_shutdown
from shared.store.waiting import wait_until

_log = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 5.0


async def take_over(folder: DataFolder) -> None:
    """Make sure that no server writes to the folder. Raises `ServerStartFailed` if one cannot be ended.

    A server closes its socket after its last write to disk: once nothing listens, the data is at rest.
    """
    record = folder.read_record()
    sockets = {folder.socket()} | ({Path(record.socket)} if record else set())
    for path in sockets:
        if listener(path) is not None:
            await _end(path)
    folder.remove_record()


def listener(path: Path) -> int | None:
    """The pid of the process that listens on a unix socket, 0 if the system does not tell; None if nobody does."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
        except TimeoutError:
            return 0  # it listens, and is too stuck to accept
        except OSError:
            return None
        if sys.platform != "linux":
            return 0
        credentials = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", credentials)[0])


async def _end(path: Path) -> None:
    pid = listener(path)
    _log.warning("ending a store server that its owner left behind (process %s)", pid)
    await request_shutdown(path)
    if await _ended(path):
        return
    if pid:
        # Loses nothing: what was acknowledged is on disk already.
        os.kill(pid, signal.SIGKILL)
    if not await _ended(path):
        raise ServerStartFailed(f"a server still listens on {path} and cannot be ended (process {pid})")


async def _ended(path: Path) -> bool:
    return await wait_until(lambda: listener(path) is None, seconds=PATIENCE_SECONDS)
