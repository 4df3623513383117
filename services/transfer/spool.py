"""What must wait for the end of a file: comments for their posts, and files for those who name them by number.

In a database on disk that is gone with the process, so that memory does not grow with the file.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Final

from msgspec import msgpack

from services.transfer.model import Attachment, FoundComment, Remark
from services.transfer.sheaf import CommentsIn, NothingIn
from shared.clock import to_ms

_TABLES: Final = """
    PRAGMA journal_mode = OFF;
    PRAGMA cache_size = -8000;
    PRAGMA temp_store = FILE;
    CREATE TABLE posts (name TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID;
    CREATE TABLE files (number TEXT PRIMARY KEY, url TEXT, alt TEXT, post TEXT) WITHOUT ROWID;
    CREATE INDEX by_post ON files (post);
    CREATE TABLE comments (post TEXT, created INTEGER, line INTEGER, record BLOB);
"""
_WITH_POST: Final = """
    SELECT posts.id, comments.record FROM comments JOIN posts ON posts.name = comments.post
    ORDER BY posts.id, comments.created, comments.rowid
"""
_WITHOUT_POST: Final = """
    SELECT line, post FROM comments WHERE post NOT IN (SELECT name FROM posts) ORDER BY rowid
"""
_AT_ONCE: Final = 500
"""Comments handed over, and rows written, in one go."""
_MOST_FILES: Final = 200

_comment: Final[msgpack.Decoder[FoundComment]] = msgpack.Decoder(FoundComment)


class Spool:
    """`services.transfer.model.Attachments`, too."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._posts: list[tuple[str, str]] = []
        self._base = sqlite3.connect("", isolation_level=None)  # '': on disk, unnamed
        self._base.executescript(_TABLES)
        self._base.execute("BEGIN")

    def file(self, number: str, attachment: Attachment) -> None:
        """Remember a file."""
        row = (number, attachment.url, attachment.alt, attachment.post)
        self._base.execute("INSERT OR IGNORE INTO files VALUES (?, ?, ?, ?)", row)

    def find(self, number: str) -> Attachment | None:
        row = self._base.execute("SELECT url, alt, post FROM files WHERE number = ?", (number,)).fetchone()
        return None if row is None else Attachment(*row)

    def of(self, post: str) -> list[Attachment]:
        rows = self._base.execute("SELECT url, alt, post FROM files WHERE post = ? LIMIT ?", (post, _MOST_FILES))
        return [Attachment(*row) for row in rows]

    def post(self, name: str, post_id: str) -> None:
        """Remember under which id a post comes in."""
        self._posts.append((name, post_id))
        if len(self._posts) >= _AT_ONCE:
            self._write_posts()

    def _write_posts(self) -> None:
        self._base.executemany("INSERT OR IGNORE INTO posts VALUES (?, ?)", self._posts)
        self._posts.clear()

    def id_of(self, name: str) -> str | None:
        """The id of a post."""
        self._write_posts()
        row = self._base.execute("SELECT id FROM posts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def comment(self, found: FoundComment) -> None:
        """Put a comment aside."""
        kept = replace(found, created=found.created or self._now)
        row = (kept.post, to_ms(kept.created or self._now), kept.line, msgpack.encode(kept))
        self._base.execute("INSERT INTO comments VALUES (?, ?, ?, ?)", row)

    def comments(self) -> Iterator[CommentsIn | NothingIn]:
        """All of them, post by post, in the order of time; then those that belong to no post."""
        self._write_posts()
        for post, rows in groupby(self._base.execute(_WITH_POST), key=lambda row: row[0]):
            while records := [_comment.decode(row[1]) for row, _ in zip(rows, range(_AT_ONCE), strict=False)]:
                yield CommentsIn(post, foreign=tuple(records))
        for line, post in self._base.execute(_WITHOUT_POST):
            yield NothingIn(Remark("comment-without-post", post), line)
