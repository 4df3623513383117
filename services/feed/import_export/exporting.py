"""The whole site as a few files, whose union is one archive: everything that is needed to make it again.

    posts.atom          every post in every state with its history (`archive_atom`), oldest first
    comments.jsonl      every comment, a line of JSON each; a feed service that runs alone knows none, and says so in
                        comments.missing.txt
    media/<id>/<name>   every kept file, and ``facts.json`` with what is known of it

Accounts, tokens, the moderators' ledger and what the neighbours publish are not the site's content and stay behind.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import msgspec

from services.feed.addresses import Addresses
from services.feed.import_export.archive_atom import TAIL, Head, Record, entry, head
from services.feed.import_export.members import COMMENTS, FACTS, MEDIA, MISSING, POSTS
from services.feed.media.model import Facts
from shared.clock import from_ms

_WITHOUT_COMMENTS: Final = (
    b"This archive holds no comments: the feed service that made it runs in a process of its own.\n"
    b"On the machine with the store, `saket export DIR` writes all of the site, with its comments.\n"
)
_AT_ONCE: Final = 100
_PIECE: Final = 64 * 1024

CommentLines = Callable[[bool], AsyncIterator[bytes]]
"""The comments of the site, a line of JSON each; for True also what only authors and moderators may see."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive: its content as it is made, or (``path``) where it lies on the disk already."""

    name: str
    pieces: AsyncIterator[bytes] | None = None
    path: Path | None = None


class Records(Protocol):
    """All there is of posts."""

    async def changes(self) -> dict[str, int]:
        """When each view changed (ms)."""

    def records(self) -> AsyncIterator[Record]:
        """Every post, in the order in which they were made."""


class Kept(Protocol):
    """Kept files (`services.feed.media.folder`)."""

    async def browse(self, before: str | None, limit: int) -> tuple[list[Facts], str | None]: ...
    async def file(self, media: str, name: str) -> Path | None: ...


class Export:
    """The use case."""

    def __init__(self, records: Records, kept: Kept, comments: CommentLines | None, addresses: Addresses) -> None:
        self._records = records
        self._kept = kept
        self._comments = comments
        self._to = addresses

    async def members(self, *, private: bool) -> AsyncIterator[Member]:
        """The files, one after the other; each is to be read before the next is asked for.

        ``private`` decides whether what only moderators may see of comments goes along.
        """
        yield Member(POSTS, _bundled(self._posts()))
        if self._comments is None:
            yield Member(MISSING, _alone(_WITHOUT_COMMENTS))
        else:
            yield Member(COMMENTS, _bundled(self._comments(private)))
        async for member in self._media():
            yield member

    async def _posts(self) -> AsyncIterator[bytes]:
        site, changes = self._to.site, await self._records.changes()
        yield head(Head(site.base_url, site.title, changes), from_ms(max(changes.values(), default=0)))
        async for record in self._records.records():
            yield entry(record, self._to.post(record.post.slug))
        yield TAIL

    async def _media(self) -> AsyncIterator[Member]:
        place: str | None = None
        while True:
            page, place = await self._kept.browse(place, _AT_ONCE)
            for facts in page:
                folder = f"{MEDIA}/{facts.id}"
                yield Member(f"{folder}/{FACTS}", _bundled(_alone(msgspec.json.encode(facts))))
                for file in dict.fromkeys(each.name for each in (facts.main, *facts.sizes)):
                    if path := await self._kept.file(facts.id, file):
                        yield Member(f"{folder}/{file}", path=path)
            if place is None:
                return


async def _alone(piece: bytes) -> AsyncIterator[bytes]:
    yield piece


async def _bundled(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """In pieces that are worth a write."""
    waiting: list[bytes] = []
    size = 0
    async for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)
