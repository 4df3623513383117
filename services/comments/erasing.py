"""Erasure: nothing of what somebody said, nor of who said it, stays; not in the thread, and not in what was made of it.

    record and history emptied in the thread's slot | index, feeds and tombstones follow (`services.comments.writer`)
    | campaign, reports and training data forget it

The store's files forget it when they are next rewritten: `saket privacy erase` and the daily purge see to that.
"""

from collections.abc import Sequence
from typing import Protocol

from services.comments import changes
from services.comments.campaigns.lookout import Campaigns
from services.comments.model import Comment, State
from services.comments.writer import Writer
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


class Labels(Protocol):
    """What is kept for training."""

    async def forget(self, comments: Sequence[str]) -> None: ...


class Labelled:
    """`Forgetful` of training data."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    async def forget(self, comment: Comment) -> None:
        """Nothing is learnt from the comment."""
        await self._labels.forget([comment.id])


class Erasing:
    """The use case. ``others`` forget first: what a crash stops is repeated, as the comment is still what it was."""

    def __init__(self, writer: Writer, others: Sequence[Forgetful], clock: Clock) -> None:
        self._writer = writer
        self._others = others
        self._clock = clock

    async def erase(self, comment: Comment, actor: str = changes.AUTHOR) -> Comment:
        """Twice is as good as once."""
        if comment.state is State.ERASED:
            return comment
        for other in self._others:
            await other.forget(comment)
        return await self._writer.change(comment.id, lambda c: changes.erased(c, actor, self._clock()))
