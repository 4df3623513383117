"""A process that reads one file and can do nothing else: ``python -m services.transfer.reader KIND PATH NOW BYTES``.

It has no store, no settings and no environment; its memory is limited by the kernel, so that a hostile file ends it
and nothing else. When whoever asked goes away, writing ends it, too.
"""

import os
import resource
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from services.transfer.sheaf import End, Sheaf, frame

SAKET = "saket"


def main(kind: str, path: str, now: str, memory: str) -> None:
    """Write sheaves to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # a stray print must not look like a sheaf
    moment = datetime.fromisoformat(now)
    try:
        for sheaf in _sheaves(kind, Path(path), moment):
            sink.write(frame(sheaf))
            sink.flush()
    except MemoryError:
        sink.write(frame(Sheaf(0, 0, end=End(0, "this needs more memory than an export may"))))
        sink.flush()


def _sheaves(kind: str, path: Path, now: datetime) -> Iterator[Sheaf]:
    """Only what reads this kind is imported: each has a lot behind it."""
    if kind == SAKET:
        from services.transfer.archive import read_archive

        return read_archive(path, now)
    from services.transfer.reading import read

    return read(kind, path, now)


if __name__ == "__main__":
    main(*sys.argv[1:])
