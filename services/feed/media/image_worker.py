"""A process that works on one picture and can do little else: ``python -m services.feed.media.image_worker``.

It reads ``upload`` in the folder it is started in, writes the pictures beside it, and a line of JSON to its output:
what it made, or why it did not. It has no store, no settings and no environment; the kernel limits its memory, its
processor time and the size of its files, and an alarm its life.
"""

import errno
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Final

import msgspec

from services.feed.media.imaging import Unfit, develop
from services.feed.media.model import UPLOAD, MediaLimits
from services.feed.media.reply import Refused, Reply

_LARGEST_FILE: Final = 128 * 1024 * 1024
_NICE: Final = 10
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def main(arguments: list[str]) -> None:
    """``image_worker MEDIA_TYPE LIMITS``, the limits in JSON."""
    media_type, limits = arguments[0], msgspec.json.decode(arguments[1], type=MediaLimits)
    seal(limits)
    os.nice(_NICE)  # readers first
    sys.stdout.buffer.write(msgspec.json.encode(answer(Path(), media_type, limits)) + b"\n")


def seal(limits: MediaLimits) -> None:
    """Limits for the life of this process."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, limits.wall)


def answer(folder: Path, media_type: str, limits: MediaLimits) -> Reply:
    """The files that were made, or the name of what is wrong with the picture."""
    try:
        return develop(folder / UPLOAD, media_type, folder, limits)
    except Unfit as unfit:
        return Refused(unfit.reason, unfit.detail)
    except MemoryError:
        return Refused("too-heavy", "memory")
    except Exception as error:  # noqa: BLE001 - the boundary of the sealed process: any input may trip any decoder
        full = isinstance(error, OSError) and error.errno in _NO_ROOM
        return Refused("no-room" if full else "unreadable", type(error).__name__)


if __name__ == "__main__":
    main(sys.argv[1:])
