"""The comments that the filter is least certain about, as the version sees them that serves now.

which there are (places of public ones, the queue of held ones) | read | sieve | score anew | in order | a page

What is done for a page is bounded (`services.comments.moderation.doubt.MOST_SCORED`), so the list is too; what comes
after its end comes up when something before it was decided.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol

from services.comments.model import Comment, State
from services.comments.moderation.browsing import Browsing, Index, Threads
from services.comments.moderation.doubt import MOST_SCORED, Place, candidates, is_doubted, turn_of
from services.comments.moderation.places import id_at
from services.comments.moderation.queue_filter import QueueFilter
from services.comments.posting.verdict import judgement_of
from services.comments.spam.model import Decision

ORDERED: Final = (State.HELD, State.PUBLISHED)
"""States whose comments can be had in this order."""


class Doubts(Protocol):
    """The places of public comments in doubt, and the likenesses that are settled."""

    async def everything(self) -> tuple[list[Place], frozenset[str]]: ...


class Judge(Protocol):
    """The spam decision about texts (`services.comments.posting.judging.Judging`)."""

    async def tried(self, texts: Sequence[str], title: str) -> list[Decision]: ...


class Doubtful:
    """Reads only. Comments come with what the filter says of them now."""

    def __init__(self, *, browsing: Browsing, threads: Threads, index: Index, doubts: Doubts, judge: Judge) -> None:
        self._browsing = browsing
        self._threads = threads
        self._index = index
        self._doubts = doubts
        self._judge = judge

    async def queue(self, wanted: QueueFilter, after: str | None, limit: int) -> tuple[list[Comment], str | None]:
        """The least certain first, and the place to go on from."""
        judged = await self._judged(await self._sieved(wanted))
        if wanted.state is State.PUBLISHED:
            judged = [comment for comment in judged if is_doubted(comment)]
        left = [comment for comment in sorted(judged, key=turn_of) if after is None or turn_of(comment) > after]
        page = left[:limit]
        return page, turn_of(page[-1]) if len(left) > limit else None

    async def _sieved(self, wanted: QueueFilter) -> list[Comment]:
        """Candidates that pass the filter and that nobody has reviewed: a place may lag behind for a moment."""
        ids = await (self._public() if wanted.state is State.PUBLISHED else self._held(wanted))
        found = [
            comment
            for comment in await self._threads.comments(ids)
            if comment is not None and not comment.standing.reviewed and wanted.takes(comment)
        ]
        if not wanted.newcomers:
            return found
        new = await self._browsing.newcomers(found)
        return [comment for comment in found if comment.id in new]

    async def _public(self) -> list[str]:
        return candidates(*await self._doubts.everything())

    async def _held(self, wanted: QueueFilter) -> list[str]:
        """The first of the queue: when they are decided, others come up."""
        found: list[str] = []
        for stretch in wanted.stretches:
            found += await self._index.places(wanted.state, wanted.facet, stretch, None, MOST_SCORED - len(found))
            if len(found) >= MOST_SCORED:
                break
        return [id_at(place) for place in found]

    async def _judged(self, comments: Sequence[Comment]) -> list[Comment]:
        """What the version that serves makes of the texts alone; what it cannot score stands as it stood."""
        decisions = await self._judge.tried([comment.text for comment in comments], "")
        return [
            replace(comment, judgement=judgement_of(decision)) if decision.probability is not None else comment
            for comment, decision in zip(comments, decisions, strict=True)
        ]
