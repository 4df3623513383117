"""Comments that move in: from other sites, and from our own export. No budget is spent and no text is judged.

    find the thread | names for all, known ones as they are | in chunks by time: make comments, write, derive, tell

Names depend on nothing but a comment's source and time, and a thread remembers which sources it has: an import that is
repeated, or goes on after a crash, doubles nothing. A reply comes with what it answers, or after it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from services.comments.import_export.conversion import Carrier, Place, moment, without_loops
from services.comments.import_export.exchange import ExportedComment, ImportedComment, Report
from services.comments.model import Change, Comment, Event
from services.comments.threads.names import imported_name, own_name
from services.comments.threads.thread import Directory, comment_id, thread_key
from services.comments.writing.writer import Arrival, Arrivals
from shared.clock import Clock
from shared.errors import FieldProblem, InvalidInput

IMPORT: Final = "import"
"""What happened, in a comment's history, and who did it."""
CHUNK: Final = 200

Make = Callable[[Carrier, Place], Comment | None]


class Sources(Arrivals, Protocol):
    """What threads remember of imports."""

    async def names(self, key: str, sources: Sequence[str]) -> dict[str, str]:
        """The names under which a thread keeps the comments of these sources."""


class Bringer(Protocol):
    """Writes comments from elsewhere (`services.comments.writing.writer.Writer`)."""

    async def bring(self, url: str, arrivals: Sequence[Arrival], into: Arrivals) -> list[bool]: ...


@dataclass(frozen=True, slots=True)
class _Item:
    """A comment on its way in; ``name`` is the one that it had here, if it can have it again."""

    source: str
    parent: str | None
    created: datetime
    name: str | None
    make: Make


class CommentImport:
    """The use case: comments of one thread at a time."""

    def __init__(self, *, sources: Sources, writer: Bringer, directory: Directory, secret: bytes, clock: Clock) -> None:
        self._sources = sources
        self._writer = writer
        self._directory = directory
        self._secret = secret
        self._clock = clock

    async def bring(self, thread: str, comments: Sequence[ImportedComment]) -> Report:
        """Comments of another site, for the post at the address ``thread``.

        Raises `InvalidInput` where no post is; it may be a draft.
        """
        return await self._carry(thread, [_foreign(comment) for comment in comments])

    async def restore(self, thread: str, comments: Sequence[ExportedComment]) -> Report:
        """Comments of our own export, with their identifiers if the thread has kept its address. Raises as `bring`."""
        return await self._carry(thread, [_own(comment) for comment in comments])

    async def known(self, thread: str, comments: Sequence[ImportedComment | ExportedComment]) -> int:
        """How many of them are here already. Raises as `bring`."""
        items = [_foreign(each) if isinstance(each, ImportedComment) else _own(each) for each in comments]
        sources = list(dict.fromkeys(item.source for item in items))
        return len(await self._sources.names(thread_key(await self._url(thread)), sources))

    async def _carry(self, thread: str, items: Sequence[_Item]) -> Report:
        url, now = await self._url(thread), self._clock()
        carrier = Carrier(self._secret, now)
        distinct = _distinct(items, carrier)
        known = await self._sources.names(thread_key(url), [*distinct, *_parents(distinct)])
        names = {source: item.name or _name(item, now) for source, item in distinct.items()} | known
        new = sorted((item for item in distinct.values() if item.source not in known), key=lambda item: item.created)
        loops = without_loops({item.source: item.parent for item in new})
        written = 0
        for start in range(0, len(new), CHUNK):
            made = [_made(item, url, names, loops, carrier) for item in new[start : start + CHUNK]]
            written += await self._write(url, [(source, comment) for source, comment in made if comment], now)
        blank = sum(hitch.code == "blank" for hitch in carrier.hitches)
        return Report(written, len(distinct) - written - blank, tuple(carrier.hitches))

    async def _write(self, url: str, made: Sequence[tuple[str, Comment]], now: datetime) -> int:
        arrivals = [
            Arrival(source, Change(comment, Event(now, IMPORT, IMPORT, comment.state))) for source, comment in made
        ]
        return sum(await self._writer.bring(url, arrivals, self._sources)) if arrivals else 0

    async def _url(self, address: str) -> str:
        thread = await self._directory.find(address, "thread")
        if thread is None:
            raise InvalidInput(FieldProblem("thread", "unknown-post", "a post of this site"))
        return thread.url


def _foreign(comment: ImportedComment) -> _Item:
    return _Item(
        source=comment.source_id,
        parent=comment.parent_source_id or None,
        created=comment.created,
        name=None,
        make=lambda carrier, place: carrier.arrived(comment, place),
    )


def _own(comment: ExportedComment) -> _Item:
    return _Item(
        source=comment.id,
        parent=comment.parent,
        created=comment.created,
        name=own_name(comment.id, comment.created),
        make=lambda carrier, place: carrier.restored(comment, place),
    )


def _distinct(items: Sequence[_Item], carrier: Carrier) -> dict[str, _Item]:
    """By source; of those that are called the same, the first."""
    found: dict[str, _Item] = {}
    for item in items:
        if found.setdefault(item.source, item) is not item:
            carrier.note(item.source, "doubled")
    return found


def _name(item: _Item, now: datetime) -> str:
    return imported_name(item.source, moment(item.created, now))


def _parents(items: Mapping[str, _Item]) -> list[str]:
    """What is answered and does not come along."""
    return [item.parent for item in items.values() if item.parent and item.parent not in items]


def _made(
    item: _Item, url: str, names: dict[str, str], loops: set[str], carrier: Carrier
) -> tuple[str, Comment | None]:
    """The comment by its source; where nothing becomes of it, there is nothing to answer either."""
    comment = item.make(carrier, _place(item, url, names, loops, carrier))
    if comment is None:
        del names[item.source]
    return item.source, comment


def _place(item: _Item, url: str, names: Mapping[str, str], loops: set[str], carrier: Carrier) -> Place:
    """Under what it answers; at the root of the thread where that is unknown, or would lead in a circle."""
    key, parent = thread_key(url), item.parent
    if parent is not None and (parent not in names or item.source in loops):
        carrier.note(item.source, "loop" if item.source in loops else "orphan", parent)
        parent = None
    return Place(comment_id(key, names[item.source]), url, comment_id(key, names[parent]) if parent else None)
