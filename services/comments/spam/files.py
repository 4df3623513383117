"""Labelled texts in an operator's own files: CSV, TSV, JSON lines, and TXT (``LABEL|text`` or tab).

CSV as programs of offices write it: with commas, semicolons or tabs, in the encodings of
`services.comments.spam.lines`. Every defect is a `TrainingDataError` that names file, line, column.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.comments.spam.data import Example, Label, example
from services.comments.spam.errors import TrainingDataError
from services.comments.spam.lines import numbered_lines

SPAM_WORDS = frozenset({"spam", "scam", "junk", "1", "true", "yes"})
HAM_WORDS = frozenset({"ham", "ok", "otp", "not spam", "legitimate", "0", "false", "no"})
_MAX_FIELD = 1_000_000  # characters
_DELIMITERS = ",;\t"
_NAMES_DELIMITER = "sep="  # the first line of some of Excel's files, before the delimiter


@dataclass(frozen=True, slots=True)
class Columns:
    """Where text and label stand, and in which encoding ("": found out).

    With ``spam_labels`` every other label is ham; without, both kinds have to be known words, so that a
    mistaken column is noticed.
    """

    text: str = "text"
    label: str = "label"
    spam_labels: frozenset[str] = frozenset()
    encoding: str = ""


def read_file(path: Path, columns: Columns) -> list[Example]:
    """All examples of one file; the corpus is named like the file."""
    readers = {".csv": _read_csv, ".tsv": _read_csv, ".txt": _read_txt, ".jsonl": _read_jsonl}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise TrainingDataError(path, f"not one of {', '.join(sorted(readers))}")
    found = [_example(path, line, text, raw, columns) for line, text, raw in reader(path, columns)]
    if not any(one.text.strip() for one in found):
        raise TrainingDataError(path, "holds no labelled text")
    return found


def _example(path: Path, line: int, text: str, raw: str, columns: Columns) -> Example:
    """A NUL is what a damaged file or one in another encoding holds, and never what somebody wrote."""
    for column, value in ((columns.text, text), (columns.label, raw)):
        if "\0" in value:
            raise TrainingDataError(path, "holds a NUL character", line=line, column=column)
    return example(text, _label(path, line, raw, columns), path.name)


def _read_csv(path: Path, columns: Columns) -> Iterator[tuple[int, str, str]]:
    csv.field_size_limit(_MAX_FIELD)
    lines = [line for _, line in numbered_lines(path, columns.encoding)]
    named = bool(lines) and lines[0].startswith(_NAMES_DELIMITER) and len(lines[0]) == len(_NAMES_DELIMITER) + 1
    first = 1 + named
    delimiter = lines[0][-1] if named else _delimiter(path, lines, columns)
    try:
        rows = csv.DictReader((f"{line}\n" for line in lines[named:]), delimiter=delimiter, strict=True)
        _require_columns(path, rows.fieldnames or [], columns, first)
        for row in rows:
            line = rows.line_num + named
            if None in row:
                raise TrainingDataError(path, f"has more fields than line {first}", line=line)
            yield line, *_cells(path, line, row, columns)
    except csv.Error as error:
        raise TrainingDataError(path, str(error), line=rows.reader.line_num + named) from error


def _delimiter(path: Path, lines: Sequence[str], columns: Columns) -> str:
    """The one by which the first line holds the columns; Excel writes semicolons where a comma is for decimals."""
    usual = "\t" if path.suffix.lower() == ".tsv" else ","
    wanted = {columns.text, columns.label}
    return next((one for one in (usual, *_DELIMITERS) if wanted <= _header(lines, one)), usual)


def _header(lines: Sequence[str], delimiter: str) -> set[str]:
    with suppress(csv.Error):  # told when the whole is read
        return set(next(csv.reader(lines[:1], delimiter=delimiter), []))
    return set()


def _read_jsonl(path: Path, columns: Columns) -> Iterator[tuple[int, str, str]]:
    for number, line in numbered_lines(path, columns.encoding):
        if not line.strip():
            continue
        try:
            row = json.loads(line, object_pairs_hook=_Pairs)
        except (ValueError, RecursionError) as error:
            raise TrainingDataError(path, f"is not JSON ({error})", line=number) from error
        if not isinstance(row, _Pairs):
            raise TrainingDataError(path, "is not a JSON object", line=number)
        _require_once(path, number, [name for name, _ in row], columns)
        yield number, *_cells(path, number, dict(row), columns)


class _Pairs(list[tuple[str, Any]]):
    """A JSON object before its names are looked at, since one that stands twice would lose a value."""


def _read_txt(path: Path, columns: Columns) -> Iterator[tuple[int, str, str]]:
    for number, line in numbered_lines(path, columns.encoding):
        if not line.strip():
            continue
        at = min((line.find(mark) for mark in "|\t" if mark in line), default=-1)
        if at < 0:
            raise TrainingDataError(path, "has neither '|' nor a tab after the label", line=number)
        yield number, line[at + 1 :], line[:at]


def _require_columns(path: Path, present: Sequence[str], columns: Columns, line: int) -> None:
    if not present:
        raise TrainingDataError(path, "is empty")
    for column in (columns.text, columns.label):
        if column not in present:
            raise TrainingDataError(path, f"no such column among {', '.join(present)}", line=line, column=column)
    _require_once(path, line, present, columns)


def _require_once(path: Path, line: int, names: Sequence[str], columns: Columns) -> None:
    counted = Counter(names)
    for column in (columns.text, columns.label):
        if counted[column] > 1:
            raise TrainingDataError(path, f"stands there {counted[column]} times", line=line, column=column)


def _cells(path: Path, line: int, row: dict[str, Any], columns: Columns) -> tuple[str, str]:
    for column in (columns.text, columns.label):
        if row.get(column) is None:
            raise TrainingDataError(path, "is missing", line=line, column=column)
    text, label = row[columns.text], row[columns.label]
    if not isinstance(text, str):
        raise TrainingDataError(path, "is not a text", line=line, column=columns.text)
    return text, str(label)


def _label(path: Path, line: int, raw: str, columns: Columns) -> Label:
    word = raw.strip().lower()
    if columns.spam_labels:
        return "spam" if word in {label.strip().lower() for label in columns.spam_labels} else "ham"
    if word in SPAM_WORDS:
        return "spam"
    if word in HAM_WORDS:
        return "ham"
    raise TrainingDataError(
        path, f"unknown label {raw.strip()[:40]!r}; name the spam labels", line=line, column=columns.label
    )
