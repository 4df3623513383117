"""The search index: SQLite's FTS5 with trigrams, which finds Thai words wherever they stand. Synchronous; no rules.

One file a machine, shared by its processes (WAL); lost or outdated, it is made anew from the store.

Words of one or two letters make no trigram. They are looked for in the newest entries; where those hold too few, the
word is rare, and so are the trigrams that begin with it: any of these is looked for in all entries.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from services.aggregator.model import EntryRef, Place

_TRIGRAM: Final = 3
_SCANNED: Final = 2000
_ALL: Final = -1
_END: Final = "\n" * (_TRIGRAM - 1)
"""Behind each text, so that its last letters begin a trigram, too."""
_LAST: Final = chr(0x10FFFF)
_BUSY_MS: Final = 10_000
_MEMORY: Final = ":memory:"
_SCHEMA: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS docs (
    id INTEGER PRIMARY KEY, member TEXT NOT NULL UNIQUE, source TEXT NOT NULL, grp TEXT NOT NULL,
    position INTEGER NOT NULL, arrival INTEGER NOT NULL, text TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS docs_position ON docs (position DESC, member DESC);
CREATE INDEX IF NOT EXISTS docs_source ON docs (source);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    text, content='docs', content_rowid='id', tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE IF NOT EXISTS trigrams USING fts5vocab(words, 'row');
"""


@dataclass(frozen=True, slots=True)
class Document:
    """An entry as it is searched; times in milliseconds, ``text`` folded."""

    ref: EntryRef
    group: str
    position: int
    arrival: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """All ``terms``, in one source, in some groups or everywhere, after ``place``; with ``since`` by arrival."""

    terms: Sequence[str]
    limit: int
    source: str = ""
    groups: Sequence[str] | None = None
    since: int | None = None
    place: Place | None = None


class SearchIndex:
    """An open index; one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """The index in this file; without one it lives in memory, as long as the process."""
        if path is None:
            return cls(_opened(_MEMORY))
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return cls(_opened(path))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # whatever is in this file, it is no index any more
            path.unlink()
            return cls(_opened(path))

    def close(self) -> None:
        """Leave the file."""
        self._db.close()

    def state(self) -> tuple[str, str]:
        """(which store this was derived from, up to which position of its log); empty where nothing was."""
        found = dict(self._db.execute("SELECT name, value FROM meta"))
        return found.get("epoch", ""), found.get("at", "")

    def clear(self) -> None:
        """Forget everything."""
        with _Transaction(self._db):
            self._db.execute("INSERT INTO words (words) VALUES ('delete-all')")
            self._db.execute("DELETE FROM docs")
            self._db.execute("DELETE FROM meta")

    def apply(self, put: Iterable[Document], dropped: Iterable[EntryRef], epoch: str, at: str) -> None:
        """Take documents in and out, and note how far that has come."""
        with _Transaction(self._db):
            for ref in dropped:
                self._remove(_member(ref))
            for document in put:
                self._remove(_member(document.ref))
                self._insert(document)
            self._db.executemany(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [("epoch", epoch), ("at", at)],
            )

    def find(self, asked: Question) -> list[tuple[EntryRef, Place]]:
        """The newest that hold all terms."""
        long = [_quoted(term) for term in asked.terms if len(term) >= _TRIGRAM]
        short = [term for term in asked.terms if len(term) < _TRIGRAM]
        found = self._look(asked, long, short, within=_SCANNED if short else _ALL)
        if not short or len(found) == asked.limit or self._is_all(asked, long):
            return found
        rarest = self._rarest(short)
        return self._look(asked, [*long, rarest], short) if rarest else []

    def _is_all(self, asked: Question, long: Sequence[str]) -> bool:
        """Whether no more than the newest `_SCANNED` come into question."""
        return len(self._look(replace(asked, limit=_SCANNED), long, ())) < _SCANNED

    def _rarest(self, short: Sequence[str]) -> str:
        """An expression for one of the words: any of the trigrams that begin with it; '' if nothing holds it."""

        def trigrams(term: str) -> list[tuple[str, int]]:
            chosen = "SELECT term, doc FROM trigrams WHERE term >= ? AND term < ?"
            return self._db.execute(chosen, [term, f"{term}{_LAST}"]).fetchall()

        rarest = min(map(trigrams, short), key=lambda found: sum(count for _, count in found))
        return f"({' OR '.join(_quoted(trigram) for trigram, _ in rarest)})" if rarest else ""

    def _look(
        self, asked: Question, matched: Sequence[str], held: Sequence[str], within: int = _ALL
    ) -> list[tuple[EntryRef, Place]]:
        """Of the newest ``within`` that match all expressions, those that hold all words."""
        column = "arrival" if asked.since is not None else "position"
        conditions, values = _conditions(asked, column)
        if matched:
            conditions.append("id IN (SELECT rowid FROM words WHERE words MATCH ?)")
            values.append(" AND ".join(matched))
        # Only names of columns and numbers of ours are put together here; what somebody asks for is bound.
        chosen = f"SELECT member, {column} AS score, text FROM docs WHERE {' AND '.join(conditions)}"  # noqa: S608
        ordered = f"{chosen} ORDER BY {column} DESC, member DESC LIMIT {within}"
        looked_for = " AND ".join(["instr(text, ?) > 0"] * len(held)) or "1"
        found = f"SELECT member, score FROM ({ordered}) WHERE {looked_for} LIMIT ?"  # noqa: S608
        rows = self._db.execute(found, [*values, *held, asked.limit])
        return [(_ref(member), Place(member, score)) for member, score in rows]

    def _remove(self, member: str) -> None:
        with closing(self._db.execute("DELETE FROM docs WHERE member = ? RETURNING id, text", [member])) as cursor:
            for identity, text in cursor.fetchall():
                self._db.execute("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)", [identity, text])

    def _insert(self, document: Document) -> None:
        row = [_member(document.ref), document.ref.source, document.group, document.position, document.arrival]
        cursor = self._db.execute(
            "INSERT INTO docs (member, source, grp, position, arrival, text) VALUES (?, ?, ?, ?, ?, ?)",
            [*row, document.text + _END],
        )
        self._db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", [cursor.lastrowid, document.text + _END])


def _opened(path: Path | str) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        db.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        db.executescript(_SCHEMA)
    except sqlite3.Error:
        db.close()
        raise
    return db


class _Transaction:
    """All or nothing, and nobody else meanwhile."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")


def _conditions(asked: Question, column: str) -> tuple[list[str], list[object]]:
    conditions, values = ["1"], list[object]()
    if asked.source:
        conditions.append("source = ?")
        values.append(asked.source)
    if asked.groups is not None:
        conditions.append(f"grp IN ({', '.join('?' * len(asked.groups))})")
        values += asked.groups
    if asked.since is not None:
        conditions.append("arrival >= ?")
        values.append(asked.since)
    if asked.place is not None:
        conditions.append(f"({column}, member) < (?, ?)")
        values += [asked.place.score, asked.place.member]
    return conditions, values


def _quoted(term: str) -> str:
    escaped = term.replace('"', '""')
    return f'"{escaped}"'


def _member(ref: EntryRef) -> str:
    return f"{ref.source}/{ref.entry}"


def _ref(member: str) -> EntryRef:
    source, _, entry = member.partition("/")
    return EntryRef(source, entry)
