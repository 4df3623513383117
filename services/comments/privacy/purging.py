"""The daily purge: what the rules (`services.comments.personal_data.retention`) say is to go, goes.

every comment | pure: is it due, and for what? | erased, or its contacts emptied | traffic files | store files
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from services.comments import changes
from services.comments.model import Comment, Reason, ReasonCode, State
from services.comments.personal_data.retention import CONTACTS, TABLE, UNDECIDED, Rule
from services.comments.writing.erasing import Erasing
from services.comments.writing.writer import Writer
from shared.clock import Clock
from shared.errors import NotFound, SaketError

log = logging.getLogger(__name__)

PURGE: Final = "purge"
"""Who did it, in a comment's history."""
_LATELY: Final = timedelta(days=2)
_PAUSE_SECONDS: Final = 24 * 3600.0


class Due(StrEnum):
    """What the purge does to a comment."""

    ERASE = "erase"
    EMPTY = "empty"


def due(comment: Comment, now: datetime, table: Sequence[Rule] = TABLE) -> Due | None:
    """What is to be done about a comment today. Pure."""
    if any(ends < now for rule in table if (ends := rule.ends(comment)) is not None):
        return Due.ERASE
    has_contacts = comment.email is not None or comment.website is not None
    return Due.EMPTY if has_contacts and comment.created + CONTACTS.period < now else None


class Everything(Protocol):
    """All comments there are; one may come twice."""

    def everything(self) -> AsyncIterator[Comment]: ...


@dataclass(frozen=True, slots=True)
class Purged:
    """What one purge did: comments erased, those whose contacts were emptied, traffic files and requests destroyed.

    ``leftovers``: something was erased lately, by whomever, of which the store's files may still tell.
    """

    erased: int = 0
    emptied: int = 0
    files: int = 0
    wishes: int = 0
    leftovers: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Purge:
    """The use case. ``destroy`` does away with old traffic files, ``forget_old`` with requests; they say how many."""

    everything: Everything
    erasing: Erasing
    writer: Writer
    destroy: Callable[[datetime], int]
    forget_old: Callable[[], Awaitable[int]]
    clock: Clock
    table: Sequence[Rule] = TABLE

    async def run(self) -> Purged:
        """May be repeated, and stopped anywhere."""
        now, erased, emptied, lately = self.clock(), 0, 0, False
        files, wishes = await asyncio.to_thread(self.destroy, now), await self.forget_old()
        async for comment in self.everything.everything():
            what = due(comment, now, self.table)
            lately |= comment.state is State.ERASED and now - comment.updated < _LATELY
            if what is Due.ERASE:
                erased += await self._erase(comment, now)
            elif what is Due.EMPTY:
                await self._empty(comment, now)
                emptied += 1
        return Purged(erased, emptied, files, wishes, leftovers=lately or erased + emptied + wishes > 0)

    async def _erase(self, comment: Comment, now: datetime) -> bool:
        """Unless somebody has decided about it meanwhile. Its author is told why nobody else had decided."""
        undecided = (Reason(ReasonCode.UNDECIDED),) if comment.state in UNDECIDED.states else ()

        def still(current: Comment) -> bool:
            return due(current, now, self.table) is Due.ERASE

        done = await self.erasing.erase(comment, PURGE, reasons=undecided, still=still)
        return done.state is State.ERASED

    async def _empty(self, comment: Comment, now: datetime) -> None:
        try:
            await self.writer.change(comment.id, lambda c: changes.emptied(c, PURGE, now))
        except NotFound:
            log.info("comment %s went while it was being purged", comment.id)


async def purge_daily(purge: Purge, rewrite: Callable[[], Awaitable[None]]) -> None:
    """Until cancelled; the first time soon after the start. ``rewrite`` makes the store's files forget, too."""
    while True:
        try:
            done = await purge.run()
            if done.leftovers:
                await rewrite()
        except SaketError as error:
            log.warning("the purge is tried again tomorrow: %s", error)
        else:
            log.info(
                "purged: %d comments, %d contacts, %d files, %d requests",
                done.erased,
                done.emptied,
                done.files,
                done.wishes,
            )
        await asyncio.sleep(_PAUSE_SECONDS)
