"""Texts that nothing was trained on, judged: legitimate ones, and all that an unknown site gets, by label and group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from services.comments.spam.data import Example, Label, example
from services.comments.spam.errors import TrainingDataError
from services.comments.spam.figures import Floats, Share, interval, judge
from services.comments.spam.holdout import probabilities_of
from services.comments.spam.lines import numbered_lines
from services.comments.spam.model import Thresholds
from services.comments.spam.seed import Comment
from services.comments.spam.train import Row, Study


class _Row(msgspec.Struct):
    text: str
    label: Label = "ham"
    group: str = "all"


_ROW: Final = msgspec.json.Decoder(_Row)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of comments of one label: how many are held or worse, and how many rejected."""

    label: str
    name: str
    held: Share
    rejected: Share


@dataclass(frozen=True, slots=True)
class Judged:
    """``legitimate`` of files without labels; ``files`` and ``groups`` of those that hold both."""

    legitimate: tuple[Group, ...] = ()
    files: tuple[Row, ...] = ()
    groups: tuple[Group, ...] = ()


def check(paths: Iterable[Path]) -> None:
    """Read the files and forget them: a defect is told before minutes of training, not after them.

    Raises `TrainingDataError`.
    """
    for path in paths:
        _rows(path)


def judged(found: Study, paths: Sequence[Path]) -> Judged:
    """What the study's model thinks of files with rows ``{"text", "label", "group"}``; all but the text is optional.

    A file without spam is legitimate as a whole, so that its share does not dilute that of a whole site.
    """
    read = [(path.stem, _rows(path)) for path in paths]
    sites = [(name, rows) for name, rows in read if _has_spam(rows)]
    legitimate = [row for _, rows in read if not _has_spam(rows) for row in rows]
    together = [row for _, rows in sites for row in rows]
    return Judged(
        legitimate=_groups(found, legitimate),
        files=tuple(_row(found, name, rows) for name, rows in (*sites, ("all", together)) if rows),
        groups=_groups(found, together),
    )


def examples_of(paths: Sequence[Path]) -> tuple[list[Example], list[Example]]:
    """What the files hold that are legitimate as a whole, and what those hold that have both labels."""
    read = [_rows(path) for path in paths]
    legitimate, sites = ([rows for rows in read if _has_spam(rows) == spam] for spam in (False, True))
    return _examples(legitimate), _examples(sites)


def by_group(thresholds: Thresholds, rows: Sequence[Comment], probabilities: Floats) -> Iterable[Group]:
    """Each label's groups, then all of the label."""
    of = [(row.label, row.group) for row in rows]
    for label in sorted({label for label, _ in of}):
        for name in (*sorted({group for its, group in of if its == label} - {"all"}), "all"):
            inside = probabilities[[its == label and name in (group, "all") for its, group in of]]
            yield Group(
                label,
                name,
                Share(int((inside >= thresholds.hold).sum()), len(inside)),
                Share(int((inside >= thresholds.reject).sum()), len(inside)),
            )


def share_words(share: Share) -> str:
    """A share with its interval."""
    if not share.whole:
        return "-"
    low, high = interval(share.hits, share.whole)
    return f"{share.hits / share.whole:.2%} [{low:.2%}, {high:.2%}]"


def group_table(groups: Sequence[Group]) -> list[Sequence[str]]:
    rows = [
        (f"{one.label} {one.name}", str(one.held.whole), share_words(one.held), share_words(one.rejected))
        for one in groups
    ]
    return [("group", "texts", "held or rejected", "rejected"), *rows] if rows else []


def _rows(path: Path) -> list[Comment]:
    found = [_row_of(path, number, line) for number, line in numbered_lines(path, "utf-8") if line.strip()]
    if not found:
        raise TrainingDataError(path, "holds no text")
    return found


def _row_of(path: Path, number: int, line: str) -> Comment:
    try:
        row = _ROW.decode(line)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise TrainingDataError(path, str(error), line=number) from error
    return Comment(row.text, row.label, row.group)


def _examples(files: Sequence[Sequence[Comment]]) -> list[Example]:
    return [example(row.text, row.label, "unlearnt") for rows in files for row in rows]


def _has_spam(rows: Sequence[Comment]) -> bool:
    return any(row.label == "spam" for row in rows)


def _groups(found: Study, rows: Sequence[Comment]) -> tuple[Group, ...]:
    return tuple(by_group(found.fitted.thresholds, rows, _thought(found, rows))) if rows else ()


def _row(found: Study, name: str, rows: Sequence[Comment]) -> Row:
    spam = np.array([row.label == "spam" for row in rows])
    return Row(name, judge(spam, _thought(found, rows), found.fitted.thresholds))


def _thought(found: Study, rows: Sequence[Comment]) -> Floats:
    return probabilities_of(found.fitted, found.names, [example(row.text, row.label, "unlearnt") for row in rows])
