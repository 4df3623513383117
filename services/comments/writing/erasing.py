"""Erasure: nothing of what somebody said, nor of who said it, stays; not in the thread, and not in what was made of it.

    campaign and reports forget it | record and history emptied in the thread's slot | index, training data, feeds and
    tombstones follow (`services.comments.writing.writer`) | campaign and reports forget what came between

The store's files forget it when they are next rewritten: `saket privacy erase` and the daily purge see to that.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from services.comments import changes
from services.comments.campaigns.lookout import Campaigns
from services.comments.model import Change, Comment, Reason, State
from services.comments.writing.writer import Writer
from shared.clock import Clock


class Forgetful(Protocol):
    """What keeps something about comments besides the threads."""

    async def forget(self, comment: Comment) -> None:
        """Keep nothing of a comment. Idempotent; ``comment`` is as it was before."""


class Campaigned:
    """`Forgetful` of campaigns."""

    def __init__(self, campaigns: Campaigns) -> None:
        self._campaigns = campaigns

    async def forget(self, comment: Comment) -> None:
        """The comment belongs to none."""
        if comment.campaign is not None:
            await self._campaigns.leave(comment.campaign, comment.id)


class Erasing:
    """The use case. ``others`` forget first: what a crash stops is repeated, as the comment is still what it was.

    They forget once more when nothing can be added any longer: until then others may have reported or reworded it.
    """

    def __init__(self, writer: Writer, others: Sequence[Forgetful], clock: Clock) -> None:
        self._writer = writer
        self._others = others
        self._clock = clock

    async def erase(
        self,
        comment: Comment,
        actor: str = changes.AUTHOR,
        *,
        reasons: tuple[Reason, ...] = (),
        still: Callable[[Comment], bool] | None = None,
    ) -> Comment:
        """Twice is as good as once. ``still`` is asked of the comment as it is when it would be erased."""
        if comment.state is State.ERASED:
            return comment
        await self._forget(comment)
        last = comment

        def plan(current: Comment) -> Change | None:
            nonlocal last
            last = current
            if still is not None and not still(current):
                return None
            return changes.erased(current, actor, self._clock(), reasons)

        erased = await self._writer.change(comment.id, plan)
        await self._forget(last)
        return erased

    async def _forget(self, comment: Comment) -> None:
        for other in self._others:
            await other.forget(comment)
