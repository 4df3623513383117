"""What citizens do: comment, read, look after their own comment by its receipt, report others'.

check | find parent and earlier request | spend budget | judge | write (see `services.comments.writer`)
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.comments import changes, receipt
from services.comments.campaigns.lookout import Lookout
from services.comments.campaigns.model import Campaign, joined
from services.comments.flights import Flights
from services.comments.formtoken import issue, prove
from services.comments.judging import Judging
from services.comments.model import Change, Comment, Event, Judgement, Standing, State
from services.comments.submission import Checked, NewComment, check, check_text, unknown_parent
from services.comments.text import clean_paragraphs
from services.comments.thread import Directory, comment_id, thread_key
from services.comments.verdict import judgement_of, standing_of
from services.comments.writer import Added, Claim, Writer
from shared.clock import Clock
from shared.errors import FieldProblem, IdempotencyMismatch, InvalidInput, NotFound
from shared.ids import NewId
from shared.limits.budget import Budget

__all__ = ["Added", "Claim", "Comments", "Found", "Limits", "Posted", "Sender", "Threads"]

POSTED: Final = "post"
_WINDOW_SECONDS: Final = 600
_MOST_WORDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """What was there before a new comment: its parent, and what its Idempotency-Key had been used for."""

    parent_published: bool
    previous: str | None
    other_body: bool


class Threads(Protocol):
    """The threads, as far as citizens are concerned."""

    async def find(self, thread: str, parent: str | None, claim: Claim | None) -> Found: ...
    async def comment(self, identity: str) -> Comment | None: ...
    async def published(self, thread: str, after: str | None, limit: int) -> list[Comment]: ...
    async def newest(self, thread: str, limit: int, skip: int = 0) -> list[Comment]: ...
    async def counts(self, threads: Sequence[str]) -> list[int]: ...
    async def version(self, thread: str) -> int: ...
    async def report(self, identity: str, reader: str) -> int: ...


class Meter(Protocol):
    """Counts what happens."""

    def posted(self, state: State) -> None: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """``burst`` comments an address prefix may send at once, ``thread_burst`` a thread may get, each in ten minutes."""

    edit_window: timedelta
    burst: int
    thread_burst: int


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a request came from. ``trapped``: it filled in the field that people do not see."""

    prefix: str
    key: str | None = None
    trapped: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment and its author's receipt."""

    comment: Comment
    receipt: str


class Comments:
    """The citizen's use cases."""

    def __init__(
        self,
        *,
        threads: Threads,
        writer: Writer,
        judging: Judging,
        lookout: Lookout,
        budget: Budget,
        limits: Limits,
        directory: Directory,
        secret: bytes,
        metrics: Meter,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._threads = threads
        self._writer = writer
        self._judging = judging
        self._lookout = lookout
        self._budget = budget
        self._limits = limits
        self._directory = directory
        self._secret = secret
        self._metrics = metrics
        self._clock = clock
        self._new_id = new_id
        self._flights: Flights[Posted] = Flights()

    async def post(self, new: NewComment, sender: Sender) -> Posted:
        """A new comment, or the one that the same request made before.

        Raises `InvalidInput` with all problems, `IdempotencyMismatch` and `RateLimited`.
        """
        checked = check(new, await self._directory.look_up(new.thread, "thread"))
        claim = self._claim(sender, checked)
        if claim is None:
            return await self._post(checked, new.form, sender, None)
        return await self._flights.join(claim, lambda: self._post(checked, new.form, sender, claim))

    async def edit(self, secret: str, text: str) -> Comment:
        """The author's new text, judged again."""
        comment = await self.by_receipt(secret)
        problems: list[FieldProblem] = []
        cleaned = check_text(text, problems)
        if problems:
            raise InvalidInput(*problems)
        changes.check_editable(comment, self._clock(), self._limits.edit_window)
        decision = self._judging.edited(cleaned, await self._title(comment.url))
        standing, judgement = standing_of(decision), judgement_of(decision)
        campaign = await self._sight(comment.id, cleaned, comment.author, comment.campaign)
        return await self._writer.change(
            comment.id, lambda c: joined(self._edited(c, cleaned, standing, judgement), campaign)
        )

    async def withdraw(self, secret: str) -> Comment:
        """Taken back by its author; twice is as good as once."""
        comment = await self.by_receipt(secret)
        return await self._writer.change(comment.id, lambda c: changes.withdrawn(c, self._clock()))

    async def appeal(self, secret: str, words: str) -> Comment:
        """Ask a moderator to look (again), once."""
        comment = await self.by_receipt(secret)
        cleaned = clean_paragraphs(words)
        if len(cleaned) > _MOST_WORDS:
            raise InvalidInput(FieldProblem("reason", "too-long", f"at most {_MOST_WORDS} characters"))
        return await self._writer.change(comment.id, lambda c: changes.appealed(c, cleaned, self._clock()))

    async def report(self, identity: str, prefix: str) -> None:
        """A reader finds that a published comment should not be there."""
        await self.public(identity)
        reader = receipt.pseudonym(self._secret, "reader", prefix)
        await self._budget.spend(f"report:{reader}", burst=self._limits.burst, per_seconds=_WINDOW_SECONDS)
        reports = await self._threads.report(identity, reader)
        await self._writer.change(identity, lambda c: changes.reported(c, reports, self._clock()))

    async def public(self, identity: str) -> Comment:
        """A published comment. Raises `NotFound`, also for one that is not (or no longer) public."""
        comment = await self._threads.comment(identity)
        if comment is None or not comment.published:
            raise NotFound("comment", identity)
        return comment

    async def by_receipt(self, secret: str) -> Comment:
        """The author's own comment. Raises `NotFound`, also for a wrong secret."""
        comment = await self._threads.comment(receipt.comment_of(secret))
        if comment is None or not receipt.matches(secret, comment.receipt_digest):
            raise NotFound("receipt", secret)
        return comment

    async def thread(self, url: str, after: str | None, limit: int) -> list[Comment]:
        """Published comments of the thread with this normalised address, oldest first."""
        return await self._threads.published(thread_key(url), after, limit)

    async def newest(self, url: str, limit: int, skip: int = 0) -> list[Comment]:
        """The last published comments of a thread but ``skip``, newest first."""
        return await self._threads.newest(thread_key(url), limit, skip)

    async def counts(self, urls: Sequence[str]) -> dict[str, int]:
        """How many comments each thread shows, by its address as asked."""
        counts = await self._threads.counts([thread_key(url) for url in urls])
        return dict(zip(urls, counts, strict=True))

    async def version(self, url: str) -> int:
        """Changes whenever anything in the thread does."""
        return await self._threads.version(thread_key(url))

    async def title(self, url: str) -> str:
        """What the post is called; its address if nobody knows."""
        return await self._title(url) or url

    async def titles(self, urls: Iterable[str]) -> dict[str, str]:
        """What the posts of some threads are called, each asked for once and all at the same time."""
        distinct = list(dict.fromkeys(urls))
        return dict(zip(distinct, await asyncio.gather(*map(self.title, distinct)), strict=True))

    def form_token(self, url: str) -> str:
        """A signed token for a form of this thread, issued now."""
        return issue(self._secret, thread_key(url), self._clock())

    def editable(self, comment: Comment) -> bool:
        """Whether its author can still change the text."""
        return changes.is_editable(comment, self._clock(), self._limits.edit_window)

    def appealable(self, comment: Comment) -> bool:
        """Whether its author can still ask for another look."""
        return changes.is_appealable(comment)

    def editable_until(self, comment: Comment) -> datetime:
        """When the author's time for changes ends."""
        return comment.created + self._limits.edit_window

    async def _post(self, checked: Checked, form: str | None, sender: Sender, claim: Claim | None) -> Posted:
        found = await self._find(checked, claim)
        if found.other_body:
            raise IdempotencyMismatch
        if found.previous is not None:
            return await self._again(found.previous)
        await self._spend(sender.prefix, checked.draft.thread)
        return await self._add(checked, form, sender, claim)

    def _claim(self, sender: Sender, checked: Checked) -> Claim | None:
        if sender.key is None or checked.problems:
            return None
        return Claim(receipt.digest(sender.key), checked.draft.digest)

    async def _find(self, checked: Checked, claim: Claim | None) -> Found:
        """What was there before; raises every problem with what was sent."""
        draft, problems = checked.draft, [*checked.problems]
        known = Found(parent_published=False, previous=None, other_body=False)
        may_have_parent = draft.parent is not None and unknown_parent() not in problems
        if draft.url and (claim is not None or may_have_parent):
            known = await self._threads.find(draft.thread, draft.parent if may_have_parent else None, claim)
        if draft.url and may_have_parent and not known.parent_published and known.previous is None:
            problems.append(unknown_parent())
        if problems:
            raise InvalidInput(*problems)
        return known

    async def _spend(self, prefix: str, thread: str) -> None:
        reader = receipt.pseudonym(self._secret, "sender", prefix)
        await self._budget.spend(f"comment:a:{reader}", burst=self._limits.burst, per_seconds=_WINDOW_SECONDS)
        await self._budget.spend(f"comment:t:{thread}", burst=self._limits.thread_burst, per_seconds=_WINDOW_SECONDS)

    async def _add(self, checked: Checked, form: str | None, sender: Sender, claim: Claim | None) -> Posted:
        draft, now = checked.draft, self._clock()
        proof = prove(self._secret, draft.thread, form, now)
        decision = self._judging.submitted(draft.text, checked.title, proof)
        identity = comment_id(draft.thread, self._new_id(now))
        secret = receipt.receipt_of(self._secret, identity)
        comment = Comment(
            id=identity,
            url=draft.url,
            parent=draft.parent,
            author=draft.author,
            text=draft.text,
            email=draft.email,
            website=draft.website,
            created=now,
            updated=now,
            edited=None,
            standing=standing_of(decision, trapped=sender.trapped),
            judgement=judgement_of(decision),
            receipt_digest=receipt.digest(secret),
        )
        event = Event(now, changes.AUTHOR, POSTED, comment.state)
        change = joined(Change(comment, event), await self._sight(identity, draft.text, draft.author))
        added = await self._writer.add(change, claim)
        if added.other_body:
            raise IdempotencyMismatch
        if added.before:
            return await self._again(added.id)
        self._metrics.posted(change.comment.state)
        return Posted(change.comment, secret)

    async def _sight(self, identity: str, text: str, author: str, before: str | None = None) -> Campaign | None:
        named = receipt.pseudonym(self._secret, "author", author.casefold())
        return await self._lookout.sight(identity, text, named, before)

    async def _title(self, url: str) -> str:
        thread = await self._directory.at(url)
        return thread.title if thread else ""

    async def _again(self, identity: str) -> Posted:
        """The answer to a repeated request."""
        comment = await self._threads.comment(identity)
        if comment is None:
            raise NotFound("comment", identity)
        return Posted(comment, receipt.receipt_of(self._secret, identity))

    def _edited(self, comment: Comment, text: str, standing: Standing, judgement: Judgement) -> Change:
        now = self._clock()
        changes.check_editable(comment, now, self._limits.edit_window)
        return changes.edited(comment, text, standing, judgement, now)
