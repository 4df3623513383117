"""What the author of a comment does with the receipt: look, change the text, take it back, appeal, take along."""

from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from services.comments import changes
from services.comments.campaigns.lookout import Lookout
from services.comments.campaigns.model import joined
from services.comments.model import Change, Comment, Event, Judgement, Reason, ReasonCode, Standing, State
from services.comments.personal_data.pseudonyms import pseudonym
from services.comments.personal_data.retention import Rule
from services.comments.posting.judging import Judging
from services.comments.posting.service import Limits
from services.comments.posting.submission import check_text
from services.comments.posting.verdict import judgement_of, standing_of, under_name
from services.comments.proofs import receipt
from services.comments.text.cleaning import clean_paragraphs
from services.comments.threads.known import KnownPosts
from services.comments.writing.writer import Writer
from shared.clock import Clock
from shared.errors import FieldProblem, InvalidInput, NotFound

_MOST_WORDS: Final = 1000


class Threads(Protocol):
    """The threads, as far as authors are concerned."""

    async def comment(self, identity: str) -> Comment | None: ...
    async def history(self, identity: str) -> list[Event]: ...


class Receipts:
    """Whoever has the receipt is the author."""

    def __init__(
        self,
        *,
        threads: Threads,
        writer: Writer,
        judging: Judging,
        lookout: Lookout,
        posts: KnownPosts,
        limits: Limits,
        undecided: Rule,
        secret: bytes,
        clock: Clock,
    ) -> None:
        self._threads = threads
        self._writer = writer
        self._judging = judging
        self._lookout = lookout
        self._posts = posts
        self._limits = limits
        self._undecided = undecided
        self._secret = secret
        self._clock = clock

    async def comment(self, secret: str) -> Comment:
        """The author's own comment. Raises `NotFound`, also for a wrong secret."""
        comment = await self._threads.comment(receipt.comment_of(secret))
        if comment is None or not receipt.matches(secret, comment.receipt_digest):
            raise NotFound("receipt", secret)
        return comment

    async def edit(self, secret: str, text: str) -> Comment:
        """The author's new text, judged again."""
        comment = await self.comment(secret)
        problems: list[FieldProblem] = []
        cleaned = check_text(text, problems)
        if problems:
            raise InvalidInput(*problems)
        changes.check_editable(comment, self._clock(), self._limits.edit_window)
        if cleaned == comment.text:
            return comment
        unseen = not comment.standing.reviewed  # by a person: else a link would come in behind a harmless first text
        decision = self._judging.edited(cleaned, await self._posts.title(comment.url), comment.sender, first=unseen)
        standing, judgement = standing_of(decision), judgement_of(decision)
        if unseen:
            standing = under_name(standing, comment.author, self._judging.advertises)
        return await self._rewrite(comment, cleaned, standing, judgement)

    async def withdraw(self, secret: str) -> Comment:
        """Taken back by its author; twice is as good as once."""
        comment = await self.comment(secret)
        return await self._writer.change(comment.id, lambda c: changes.withdrawn(c, self._clock()))

    async def appeal(self, secret: str, words: str) -> Comment:
        """Ask a moderator to look (again), once."""
        comment = await self.comment(secret)
        cleaned = clean_paragraphs(words)
        if len(cleaned) > _MOST_WORDS:
            raise InvalidInput(FieldProblem("reason", "too-long", f"at most {_MOST_WORDS} characters"))
        return await self._writer.change(comment.id, lambda c: changes.appealed(c, cleaned, self._clock()))

    async def told(self, secret: str) -> tuple[Comment, list[Event]]:
        """Everything that is kept about the comment, for its author to take along."""
        comment = await self.comment(secret)
        return comment, await self._threads.history(comment.id)

    def editable(self, comment: Comment) -> bool:
        """Whether its author can still change the text."""
        return changes.is_editable(comment, self._clock(), self._limits.edit_window)

    def appealable(self, comment: Comment) -> bool:
        """Whether its author can still ask for another look."""
        return changes.is_appealable(comment)

    def editable_until(self, comment: Comment) -> datetime:
        """When the author's time for changes ends."""
        return comment.created + self._limits.edit_window

    def kept_until(self, comment: Comment) -> datetime | None:
        """When a comment that waits is erased unless somebody decides about it."""
        return self._undecided.ends(comment)

    async def _rewrite(self, comment: Comment, text: str, standing: Standing, judgement: Judgement) -> Comment:
        """Write the text, and count the comment to the campaign that it belongs to then, whatever comes between."""
        named = pseudonym(self._secret, "author", comment.author.casefold())
        campaign = await self._lookout.sight(comment.id, text, named)
        counted = {comment.campaign, campaign.id if campaign else None}

        def plan(current: Comment) -> Change:
            counted.add(current.campaign)
            return joined(self._edited(current, text, standing, judgement), campaign)

        try:
            changed = await self._writer.change(comment.id, plan)
        except BaseException:
            now = await self._threads.comment(comment.id)
            await self._lookout.keep(comment.id, now.campaign if now else None, counted)
            raise
        await self._lookout.keep(changed.id, changed.campaign, counted)
        return changed

    def _edited(self, comment: Comment, text: str, standing: Standing, judgement: Judgement) -> Change:
        """What was public and waits now waits because of the edit."""
        now = self._clock()
        changes.check_editable(comment, now, self._limits.edit_window)
        if comment.published and standing.state is State.HELD:
            standing = replace(standing, reasons=(*standing.reasons, Reason(ReasonCode.AUTHOR_EDIT)))
        return changes.edited(comment, text, standing, judgement, now)
