"""Isso: its database (SQLite), or comments in the JSON that Isso itself imports, as discussions."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from services.comments.import_export.exchange import Fate, ImportedComment
from services.transfer.errors import BadArchive
from services.transfer.talk import Discussion
from services.transfer.times import rfc3339
from shared.clock import from_ms

_SQLITE: Final = b"SQLite format 3\0"
_DELETED: Final = 4
_STATES: Final = {1: Fate.PUBLISHED, 2: Fate.HELD}
_ROWS: Final = (
    "SELECT t.uri, c.id, c.parent, c.created, c.mode, c.text, c.author, c.email, c.website "
    "FROM comments c JOIN threads t ON t.id = c.tid ORDER BY t.uri, c.id"
)


def discussions(path: Path) -> Iterator[Discussion]:
    """Each thread with its comments. Raises `BadArchive` for what is neither, and `OSError`."""
    with path.open("rb") as file:
        is_database = file.read(len(_SQLITE)) == _SQLITE
    yield from _of_database(path) if is_database else _of_json(path)


def _of_database(path: Path) -> Iterator[Discussion]:
    found: dict[str, list[ImportedComment]] = {}
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
            database.row_factory = sqlite3.Row
            for row in database.execute(_ROWS):
                if (comment := _comment(dict(row))) is not None:
                    found.setdefault(str(row["uri"]), []).append(comment)
    except sqlite3.Error as error:
        raise BadArchive(0, f"not a database of Isso: {error}") from error
    for uri, comments in found.items():
        yield Discussion(uri, comments)


def _of_json(path: Path) -> Iterator[Discussion]:
    try:
        threads = json.loads(path.read_bytes())
        for thread in threads:
            made = [_comment(comment) for comment in thread["comments"]]
            yield Discussion(str(thread.get("uri") or thread.get("id") or ""), [each for each in made if each])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadArchive(0, f"not the JSON of Isso: {type(error).__name__}") from error


def _comment(row: Mapping[str, Any]) -> ImportedComment | None:
    """None where it was deleted, or has no time. Texts are Markdown: what looks like a tag in them is none."""
    created, mode = _moment(row.get("created")), row.get("mode", 1)
    if created is None or mode == _DELETED:
        return None
    parent = row.get("parent")
    return ImportedComment(
        source_id=f"isso-{row['id']}",
        parent_source_id=f"isso-{parent}" if parent else None,
        author=str(row.get("author") or ""),
        text_or_html=escape(str(row.get("text") or ""), quote=False),
        created=created,
        state=_STATES.get(mode, Fate.HELD),
        website=str(row["website"]) if row.get("website") else None,
        email=str(row["email"]) if row.get("email") else None,
    )


def _moment(created: object) -> datetime | None:
    """Seconds since the epoch, or a text."""
    if isinstance(created, int | float):
        try:
            return from_ms(int(created * 1000)).astimezone(UTC)
        except (OverflowError, ValueError):
            return None
    return rfc3339(str(created)) if created else None
