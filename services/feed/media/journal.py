"""When uploads were sent, newest first, read without looking at all there are: an empty file for each time.

    sent/<year>-<month>/<moment>-<id>       the moment in nanoseconds, padded

A line is written before the upload is in its place, so it may name one that is not there, and of one that was sent
again the older lines stay: who reads asks the upload itself when it was last sent.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_DIGITS: Final = 20
_NANOSECONDS: Final = 1_000_000_000

Line = tuple[int, str]
"""When an upload was sent (nanoseconds since the epoch), and its id."""


class Journal:
    """The lines below ``root``, which several machines may share."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def note(self, moment: int, media: str) -> None:
        """It is being sent."""
        folder = self._root / _month(moment)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{moment:0{_DIGITS}d}-{media}").touch()

    def strike(self, moment: int, media: str) -> None:
        """It is not there any more, or was sent again."""
        (self._root / _month(moment) / f"{moment:0{_DIGITS}d}-{media}").unlink(missing_ok=True)

    def lines(self, before: Line | None) -> Iterator[Line]:
        """Those before one of them, or all; newest first, a month at a time."""
        last = _month(before[0]) if before else ""
        for month in _names(self._root):
            if not last or month <= last:
                lines = filter(None, map(_line, _names(self._root / month)))
                yield from (line for line in lines if before is None or line < before)


def _month(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment // _NANOSECONDS, UTC):%Y-%m}"


def _names(folder: Path) -> list[str]:
    try:
        return sorted((path.name for path in folder.iterdir()), reverse=True)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _line(name: str) -> Line | None:
    moment, _, media = name.partition("-")
    return (int(moment), media) if moment.isdecimal() and media else None
