"""Putting a folder in its place as a whole: whoever reads there finds all of the old one or all of the new one.

Written beside | renamed. A process that is killed leaves what it wrote so far under a name that nobody reads.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.comments.spam.bundle import MANIFEST

_FORMER = ".before"
_LEFT_OVER = 3600.0  # seconds; nobody writes a model for so long


@contextmanager
def placed(place: Path) -> Iterator[Path]:
    """A folder to write a model into, which then takes the place of ``place``; nothing changes if that fails."""
    check_place(place)
    prefix = f".{place.name}-"
    _clear(place, prefix)
    unfinished = Path(tempfile.mkdtemp(prefix=prefix, dir=place.parent))
    try:
        yield unfinished
        put(unfinished, place)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def put(folder: Path, place: Path) -> None:
    """Move a folder to ``place``; what lies there is kept as its `former`."""
    if place.exists():
        shutil.rmtree(former(place), ignore_errors=True)
        place.rename(former(place))
    folder.rename(place)


def former(place: Path) -> Path:
    """Where what lay in a place before is kept."""
    return place.with_name(place.name + _FORMER)


def check_place(place: Path) -> None:
    """Make what is above ``place``. Raises `FileExistsError` if something else than a model would be moved away."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() and not (place / MANIFEST).exists() and (not place.is_dir() or any(place.iterdir())):
        raise FileExistsError(f"{place} holds something else than a model: choose an empty folder")


def _clear(place: Path, prefix: str) -> None:
    """What was left by those that were killed."""
    for left in place.parent.glob(f"{prefix}*"):
        if time.time() - left.stat().st_mtime > _LEFT_OVER:
            shutil.rmtree(left, ignore_errors=True)
