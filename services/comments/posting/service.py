"""What a citizen does: comment.

check | one round trip: parent, earlier request, door, budgets, campaign, is the post still there | judge
| work, where it would settle a doubt | write (see `services.comments.writing.writer`)
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.comments import changes
from services.comments.campaigns.lookout import Lookout
from services.comments.campaigns.model import Campaign, joined
from services.comments.model import Change, Comment, Event, Judgement, Reason, ReasonCode, Standing, State
from services.comments.personal_data.pseudonyms import Pseudonyms, pseudonym
from services.comments.posting.coalescing import Coalescing
from services.comments.posting.judging import Judging
from services.comments.posting.repeats import may_have_again
from services.comments.posting.submission import Checked, NewComment, check, closed_thread, unknown_parent
from services.comments.posting.verdict import is_unsure, judgement_of, standing_of, under_name
from services.comments.proofs import proof_of_work, receipt
from services.comments.proofs.form_token import FormProof, prove
from services.comments.proofs.proof_of_work import WorkNeeded
from services.comments.threads.closing import Door, closed_since
from services.comments.threads.known import KnownPosts
from services.comments.threads.thread import comment_id
from services.comments.writing.writer import Added, Claim, Writer
from shared.asked import Ask, Asked, settled
from shared.clock import Clock
from shared.errors import FieldProblem, IdempotencyMismatch, InvalidInput, NotFound, RateLimited
from shared.ids import NewId
from shared.limits.together import Charge, Purse

__all__ = ["Added", "Claim", "Comments", "Found", "Limits", "Posted", "Sender", "Threads"]

POSTED: Final = "post"
_WINDOW_SECONDS: Final = 600
_NOT_JUDGED: Final = Judgement(None, 0.0, (), None)


@dataclass(frozen=True, slots=True)
class Found:
    """What was there before a new comment.

    Its parent, what its Idempotency-Key had been used for, what staff have said about the thread, its first comment,
    whether its sender has had a comment published today.
    """

    parent_published: bool
    previous: str | None
    other_body: bool
    door: Door | None = None
    first: datetime | None = None
    known_sender: bool = False


class Threads(Protocol):
    """The threads, as far as new comments are concerned."""

    def finding(self, thread: str, parent: str | None, claim: Claim | None) -> Asked[Found]: ...
    async def find(self, thread: str, parent: str | None) -> Found: ...
    async def comment(self, identity: str) -> Comment | None: ...


class KnownSenders(Protocol):
    """Those whose comments the public has seen, by their names of the day."""

    def knowing(self, sender: str) -> Asked[bool]: ...


class Meter(Protocol):
    """Counts what happens."""

    def posted(self, state: State) -> None: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """``burst`` comments an address prefix may send at once, ``thread_burst`` a thread may get, each in ten minutes.

    ``open_for`` is how long after a post its thread takes comments, None for ever.
    """

    edit_window: timedelta
    burst: int
    thread_burst: int
    open_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a request came from. ``trapped``: it filled in the field that people do not see.

    ``staff`` is the member of staff who answers for the province; whether they may is settled before.
    """

    prefix: str
    key: str | None = None
    trapped: bool = False
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment and its author's receipt."""

    comment: Comment
    receipt: str


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One request on its way: what was sent, what was found, who sends and what the request is called."""

    new: NewComment
    checked: Checked
    sender: Sender
    claim: Claim | None
    identity: str
    receipt: str
    now: datetime
    pseudonym: str


class Comments:
    """The use case."""

    def __init__(
        self,
        *,
        store: Ask,
        threads: Threads,
        writer: Writer,
        judging: Judging,
        lookout: Lookout,
        purse: Purse,
        limits: Limits,
        posts: KnownPosts,
        pseudonyms: Pseudonyms,
        known_senders: KnownSenders,
        secret: bytes,
        metrics: Meter,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._store = store
        self._threads = threads
        self._writer = writer
        self._judging = judging
        self._lookout = lookout
        self._purse = purse
        self._limits = limits
        self._posts = posts
        self._pseudonyms = pseudonyms
        self._known_senders = known_senders
        self._secret = secret
        self._metrics = metrics
        self._clock = clock
        self._new_id = new_id
        self._repeats: Coalescing[Posted] = Coalescing()

    async def post(self, new: NewComment, sender: Sender) -> Posted:
        """A new comment, or the one that the same request made before.

        Raises `InvalidInput` with all problems, `IdempotencyMismatch`, `RateLimited` and `WorkNeeded`.
        """
        checked = check(new, await self._posts.look_up(new.thread, "thread"))
        claim = self._claim(sender, checked)
        if claim is None:
            return await self._post(new, checked, sender, None)
        return await self._repeats.join((claim, sender.prefix), lambda: self._post(new, checked, sender, claim))

    async def _post(self, new: NewComment, checked: Checked, sender: Sender, claim: Claim | None) -> Posted:
        now = self._clock()
        identity = comment_id(checked.draft.thread, self._new_id(now)) if checked.draft.url else ""
        pseudonym = await self._pseudonyms.of("sender", sender.prefix)
        secret = receipt.receipt_of(self._secret, identity)
        attempt = _Attempt(new, checked, sender, claim, identity, secret, now, pseudonym)
        found, campaign = await self._ask(attempt)
        if found.previous is not None:
            return await self._again(found.previous, attempt)
        return await self._write(attempt, found, campaign)

    def _claim(self, sender: Sender, checked: Checked) -> Claim | None:
        if sender.key is None or checked.problems:
            return None
        return Claim(receipt.digest(sender.key), f"{checked.draft.digest}{'+' * (sender.staff is not None)}")

    async def _ask(self, attempt: _Attempt) -> tuple[Found, Campaign | None]:
        """All that has to be known, in one round trip; raises what forbids the comment.

        A comment that is refused, or was there before, is taken out of its campaign again.
        """
        draft, problems = attempt.checked.draft, attempt.checked.problems
        if not draft.url:
            raise InvalidInput(*problems)
        if problems:
            raise InvalidInput(*await self._all_problems(attempt))
        found: Found
        found, is_known, spent, campaign, is_same = await self._store.ask(
            self._threads.finding(draft.thread, draft.parent, attempt.claim),
            self._known_senders.knowing(attempt.pseudonym),
            self._spending(attempt),
            self._sighting(attempt),
            self._posts.is_same(),
        )
        try:
            if not is_same:
                await self._look_again(attempt)
            self._check(attempt, found, spent)
        except BaseException:
            await self._lookout.leave(campaign, attempt.identity)
            raise
        if found.previous is not None:
            await self._lookout.leave(campaign, attempt.identity)
        return replace(found, known_sender=is_known), campaign

    async def _all_problems(self, attempt: _Attempt) -> list[FieldProblem]:
        """What is wrong with the fields, and with the parent too, which only the store knows."""
        draft, problems = attempt.checked.draft, [*attempt.checked.problems]
        if draft.parent is not None and unknown_parent() not in problems:
            found = await self._threads.find(draft.thread, draft.parent)
            if not found.parent_published:
                problems.append(unknown_parent())
        return problems

    async def _look_again(self, attempt: _Attempt) -> None:
        """A post was written since this thread was looked up."""
        thread = await self._posts.look_up(attempt.new.thread, "thread")
        if problems := check(attempt.new, thread).problems:
            raise InvalidInput(*problems)

    def _check(self, attempt: _Attempt, found: Found, spent: RateLimited | None) -> None:
        if found.other_body:
            raise IdempotencyMismatch
        if found.previous is not None:
            return
        if attempt.checked.draft.parent is not None and not found.parent_published:
            raise InvalidInput(unknown_parent())
        closed = self._closed(attempt, found)
        if closed is not None and not self._began_before(attempt, closed):
            raise InvalidInput(closed_thread())
        if spent is not None:
            raise spent

    def _closed(self, attempt: _Attempt, found: Found) -> datetime | None:
        """Since when citizens can write here no more."""
        if attempt.sender.staff is not None:
            return None
        begun = attempt.checked.published or found.first
        return closed_since(found.door, begun, self._limits.open_for, attempt.now)

    def _began_before(self, attempt: _Attempt, closed: datetime) -> bool:
        """Whether somebody was writing while the thread was closed: then the words wait, and are not lost."""
        seconds = self._proof(attempt).seconds
        return seconds is not None and attempt.now - timedelta(seconds=seconds) < closed

    def _proof(self, attempt: _Attempt) -> FormProof:
        return prove(self._secret, attempt.checked.draft.thread, attempt.new.form, attempt.now)

    def _spending(self, attempt: _Attempt) -> Asked[RateLimited | None]:
        if attempt.sender.staff is not None:
            return settled(None)
        return self._purse.spending(
            Charge(f"a:{attempt.pseudonym}", self._limits.burst, _WINDOW_SECONDS),
            Charge(f"t:{attempt.checked.draft.thread}", self._limits.thread_burst, _WINDOW_SECONDS),
        )

    def _sighting(self, attempt: _Attempt) -> Asked[Campaign | None]:
        if attempt.sender.staff is not None:
            return settled(None)
        draft = attempt.checked.draft
        named = pseudonym(self._secret, "author", draft.author.casefold())
        return self._lookout.sighting(attempt.identity, draft.text, named)

    async def _write(self, attempt: _Attempt, found: Found, campaign: Campaign | None) -> Posted:
        try:
            change = self._made(attempt, found, campaign)
            added = await self._writer.add(change, attempt.claim)
        except BaseException:
            await self._lookout.leave(campaign, attempt.identity)
            raise
        if added.other_body:
            raise IdempotencyMismatch
        if added.before:
            return await self._again(added.id, attempt)
        self._metrics.posted(change.comment.state)
        return Posted(change.comment, attempt.receipt)

    def _made(self, attempt: _Attempt, found: Found, campaign: Campaign | None) -> Change:
        standing, judgement = self._judged(attempt, found)
        comment = self._comment(attempt, standing, judgement, campaign)
        event = Event(attempt.now, attempt.sender.staff or changes.AUTHOR, POSTED, comment.state)
        return joined(Change(comment, event), campaign)

    def _judged(self, attempt: _Attempt, found: Found) -> tuple[Standing, Judgement]:
        if attempt.sender.staff is not None:
            return Standing(State.PUBLISHED, reviewed=True), _NOT_JUDGED
        checked, proof = attempt.checked, self._proof(attempt)
        decision = self._judging.submitted(
            checked.draft.text, checked.title, proof, attempt.pseudonym, first=not found.known_sender
        )
        standing = standing_of(decision, trapped=attempt.sender.trapped)
        if is_unsure(standing) and attempt.new.work is not None:
            self._check_work(attempt)
            standing = Standing(State.PUBLISHED, standing.reasons)
        standing = under_name(standing, checked.draft.author, self._judging.advertises)
        closed = self._closed(attempt, found)
        if closed is not None:
            state = State.HELD if standing.state is State.PUBLISHED else standing.state
            standing = replace(standing, state=state, reasons=(*standing.reasons, Reason(ReasonCode.CLOSED_THREAD)))
        return standing, judgement_of(decision)

    def _check_work(self, attempt: _Attempt) -> None:
        """Raises `WorkNeeded` with a task for this very text, unless it is done."""
        digest = attempt.checked.draft.digest
        if not proof_of_work.is_done(self._secret, digest, attempt.new.work or "", attempt.now):
            raise WorkNeeded(proof_of_work.task(self._secret, digest, attempt.now))

    def _comment(
        self, attempt: _Attempt, standing: Standing, judgement: Judgement, campaign: Campaign | None
    ) -> Comment:
        draft, now = attempt.checked.draft, attempt.now
        return Comment(
            id=attempt.identity,
            url=draft.url,
            parent=draft.parent,
            author=draft.author,
            text=draft.text,
            email=draft.email,
            website=draft.website,
            created=now,
            updated=now,
            edited=None,
            standing=standing,
            judgement=judgement,
            receipt_digest=receipt.digest(attempt.receipt),
            official=attempt.sender.staff is not None,
            campaign=campaign.id if campaign else None,
            sender=attempt.pseudonym,
        )

    async def _again(self, identity: str, attempt: _Attempt) -> Posted:
        """The answer to a repeated request. Raises `IdempotencyMismatch` for whoever may only have guessed its key."""
        comment = await self._threads.comment(identity)
        if comment is None:
            raise NotFound("comment", identity)
        if not may_have_again(comment, attempt.sender.key or "", attempt.pseudonym):
            raise IdempotencyMismatch
        return Posted(comment, receipt.receipt_of(self._secret, identity))
