"""The process that learns: ``python -m services.comments.learning.worker`` reads a `Lesson`, reports line by line.

A new version is written beside its place and then moved there, so that a process that is killed leaves no half of one.
"""

import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from itertools import count
from pathlib import Path

import msgspec
from threadpoolctl import threadpool_limits

from services.comments.learning.course import STEPS, Lectured, lecture
from services.comments.learning.lesson import UNFINISHED, Learnt, Lesson, Refused, Report, Step
from services.comments.learning.sheet import LEARNING, Sheet
from services.comments.learning.versions import Version
from services.comments.spam.errors import ModelUnusable
from services.comments.spam.keeping import save

_MOST_PULLS = 5_000
_NICE = 10
_MEMORY = 4 << 30  # bytes of addresses, of which the libraries take most
Say = Callable[[Report], None]


def main() -> None:
    """Once; whatever goes wrong unforeseen ends the process with a traceback and no last report.

    So does the end of whoever listens: nobody would ever ask for the version.
    """
    os.nice(_NICE)  # comments first
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    lesson = msgspec.json.decode(sys.stdin.buffer.read(), type=Lesson, dec_hook=_path)
    with threadpool_limits(1):
        _say(work(lesson, _say))


def work(lesson: Lesson, say: Say) -> Report:
    """Learn, and write the version; the last report."""
    steps = count()
    try:
        with _loaded(lesson.base) as base, _loaded(lesson.active) as active:
            found = lecture(lesson.labels, base, active, lambda doing: say(Step(next(steps), STEPS, doing)))
            return _written(lesson, base, found) if found else Refused("nothing-to-learn")
    except ModelUnusable as error:
        return Refused(error.code, str(error))


def _written(lesson: Lesson, base: Sheet, found: Lectured) -> Learnt:
    model = base.moved(found.moved, found.thresholds)
    version = Version(model.version, base.version, lesson.created, found.labels, found.verdict, found.trusts)
    heaviest = sorted(found.pulls, key=lambda comment: -abs(found.pulls[comment]))[:_MOST_PULLS]
    facts = {
        "base": base.version,
        "created": lesson.created.isoformat(timespec="seconds"),
        LEARNING: msgspec.to_builtins(version),
        "pulls": {comment: found.pulls[comment] for comment in heaviest},
    }
    lesson.folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=lesson.folder))
    save(model.pipeline, unfinished, version=model.version, thresholds=model.thresholds, facts=facts)
    _put(unfinished, lesson.folder / model.version)
    return Learnt(version)


def _put(unfinished: Path, place: Path) -> None:
    """The same labels make the same version: what lies there already is replaced, and may be what serves.

    It is moved away, not removed, before the new one takes its place: between two renames nobody kills much.
    """
    before = unfinished.with_name(f"{unfinished.name}-before")
    if place.exists():
        place.rename(before)
    unfinished.rename(place)
    shutil.rmtree(before, ignore_errors=True)


@contextmanager
def _loaded(directory: Path | None) -> Iterator[Sheet]:
    if directory is not None:
        yield Sheet.load(directory)
        return
    with as_file(files("services.comments.spam") / "shipped") as shipped:
        yield Sheet.load(shipped)


def _path(kind: type[Path], text: str) -> Path:
    """Folders are texts in JSON."""
    return kind(text)


def _say(report: Report) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
