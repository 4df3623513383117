"""Reports of readers: one each, weighed by how often that reader was right; enough of them, and the comment waits.

A report is about a text: an edit begins anew. What a moderator decides about the comment is what its reporters are
measured by; an undo takes that back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from services.comments import changes
from services.comments.model import Comment, State
from services.comments.personal_data.pseudonyms import Pseudonyms
from services.comments.reports.trust import Record, was_right
from services.comments.writing.writer import Writer
from shared.clock import Clock
from shared.errors import NotFound
from shared.limits.together import Charge, Purse

_BURST: Final = 30
_WINDOW_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reports: an address prefix, and a name that a browser keeps (`token`), if it has reported before."""

    prefix: str
    token: str | None = None


class Shelf(Protocol):
    """What is kept of reports and of those who make them."""

    async def record(self, reader: str) -> Record: ...

    async def report(self, comment: Comment, readers: Sequence[str], weight: float) -> float:
        """Count a report on the text as it is, unless one of these names has; what all of them weigh together."""

    async def reporters(self, identity: str) -> list[str]: ...
    async def judge(self, reader: str, identity: str, *, right: bool | None) -> None: ...
    async def forget(self, comment: Comment) -> None: ...


class Threads(Protocol):
    """Comments by name."""

    async def comment(self, identity: str) -> Comment | None: ...


class Reports:
    """The use case of readers."""

    def __init__(
        self, *, threads: Threads, shelf: Shelf, writer: Writer, purse: Purse, pseudonyms: Pseudonyms, clock: Clock
    ) -> None:
        self._threads = threads
        self._shelf = shelf
        self._writer = writer
        self._purse = purse
        self._pseudonyms = pseudonyms
        self._clock = clock

    async def report(self, identity: str, reader: Reader) -> None:
        """A reader finds that a published comment should not be there. Raises `NotFound` and `RateLimited`."""
        comment = await self._threads.comment(identity)
        if comment is None or not comment.published:
            raise NotFound("comment", identity)
        address = await self._pseudonyms.of("reader", reader.prefix)
        await self._purse.spend(Charge(address, _BURST, _WINDOW_SECONDS))
        readers = [f"t:{reader.token}", f"a:{address}"] if reader.token else [f"a:{address}"]
        weight = (await self._shelf.record(readers[0])).weight
        total = await self._shelf.report(comment, readers, weight)
        after = await self._writer.change(identity, lambda c: changes.reported(c, total, self._clock()))
        if after.state is State.ERASED:  # meanwhile: nothing of it stays
            await self._shelf.forget(after)


class Weighing:
    """`services.comments.writing.aftermath.Weigh`: what becomes of a comment is what its reporters are measured by."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def weigh(self, comment: Comment) -> None:
        """Idempotent, so that it may be done again after a crash."""
        right = was_right(comment)
        for reader in await self._shelf.reporters(comment.id):
            await self._shelf.judge(reader, comment.id, right=right)
