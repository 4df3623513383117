"""Labelled texts in an operator's own files: CSV, TSV, JSON lines, and TXT (``LABEL|text`` or tab).

UTF-8, with or without a byte order mark. Every defect is a `TrainingDataError` that names file, line, column.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.comments.spam.data import Example, Label, example
from services.comments.spam.errors import TrainingDataError

SPAM_WORDS = frozenset({"spam", "scam", "junk", "1", "true", "yes"})
HAM_WORDS = frozenset({"ham", "ok", "otp", "not spam", "legitimate", "0", "false", "no"})
_MAX_FIELD = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class Columns:
    """Where text and label stand.

    With ``spam_labels`` every other label is ham; without, both kinds have to be known words, so that a
    mistaken column is noticed.
    """

    text: str = "text"
    label: str = "label"
    spam_labels: frozenset[str] = frozenset()


def read_file(path: Path, columns: Columns) -> list[Example]:
    """All examples of one file; the corpus is named like the file."""
    readers = {".csv": _read_csv, ".tsv": _read_tsv, ".txt": _read_txt, ".jsonl": _read_jsonl}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise TrainingDataError(path, f"not one of {', '.join(sorted(readers))}")
    found = [example(text, _label(path, line, raw, columns), path.name) for line, text, raw in reader(path, columns)]
    if not any(one.text.strip() for one in found):
        raise TrainingDataError(path, "holds no labelled text")
    return found


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a UTF-8 file, without their ends."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TrainingDataError(path, f"cannot be read ({error.strerror})") from error
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        try:
            yield number, raw.decode("utf-8")
        except UnicodeDecodeError:
            raise TrainingDataError(path, "is not UTF-8", line=number) from None


def _read_csv(path: Path, columns: Columns, delimiter: str = ",") -> Iterator[tuple[int, str, str]]:
    csv.field_size_limit(_MAX_FIELD)
    rows = csv.DictReader((f"{line}\n" for _, line in lines(path)), delimiter=delimiter, strict=True)
    try:
        _require_columns(path, rows.fieldnames or [], columns)
        for row in rows:
            yield rows.line_num, *_cells(path, rows.line_num, row, columns)
    except csv.Error as error:
        raise TrainingDataError(path, str(error), line=rows.reader.line_num) from error


def _read_tsv(path: Path, columns: Columns) -> Iterator[tuple[int, str, str]]:
    return _read_csv(path, columns, delimiter="\t")


def _read_jsonl(path: Path, columns: Columns) -> Iterator[tuple[int, str, str]]:
    for number, line in lines(path):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise TrainingDataError(path, f"is not JSON ({error})", line=number) from error
        if not isinstance(row, dict):
            raise TrainingDataError(path, "is not a JSON object", line=number)
        yield number, *_cells(path, number, row, columns)


def _read_txt(path: Path, _: Columns) -> Iterator[tuple[int, str, str]]:
    for number, line in lines(path):
        if not line.strip():
            continue
        at = min((line.find(mark) for mark in "|\t" if mark in line), default=-1)
        if at < 0:
            raise TrainingDataError(path, "has neither '|' nor a tab after the label", line=number)
        yield number, line[at + 1 :], line[:at]


def _require_columns(path: Path, present: Any, columns: Columns) -> None:
    if not present:
        raise TrainingDataError(path, "is empty")
    for column in (columns.text, columns.label):
        if column not in present:
            raise TrainingDataError(path, f"no such column among {', '.join(present)}", line=1, column=column)


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
