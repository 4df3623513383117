"""What a comment is, the states it can be in, and the one table of how it moves between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.comments.spam.model import Part
from shared.errors import Conflict


class State(StrEnum):
    """Where a comment stands. Only published ones are shown to the public."""

    PUBLISHED = "published"
    HELD = "held"
    REJECTED = "rejected"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Action(StrEnum):
    """What can be done to a comment: by a moderator, its author, or readers together."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    RESTORE = "restore"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"
    REPORT = "report"
    ERASE = "erase"
    EMPTY = "empty"


MODERATOR_ACTIONS: Final = (Action.APPROVE, Action.REJECT, Action.SPAM, Action.RESTORE)

TRANSITIONS: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    {
        (State.PUBLISHED, Action.APPROVE): State.PUBLISHED,
        (State.PUBLISHED, Action.REJECT): State.REJECTED,
        (State.PUBLISHED, Action.SPAM): State.SPAM,
        (State.PUBLISHED, Action.WITHDRAW): State.WITHDRAWN,
        (State.PUBLISHED, Action.REPORT): State.HELD,
        (State.HELD, Action.APPROVE): State.PUBLISHED,
        (State.HELD, Action.REJECT): State.REJECTED,
        (State.HELD, Action.SPAM): State.SPAM,
        (State.HELD, Action.WITHDRAW): State.WITHDRAWN,
        (State.HELD, Action.APPEAL): State.HELD,
        (State.REJECTED, Action.APPROVE): State.PUBLISHED,
        (State.REJECTED, Action.SPAM): State.SPAM,
        (State.REJECTED, Action.RESTORE): State.HELD,
        (State.REJECTED, Action.WITHDRAW): State.WITHDRAWN,
        (State.REJECTED, Action.APPEAL): State.HELD,
        (State.SPAM, Action.APPROVE): State.PUBLISHED,
        (State.SPAM, Action.REJECT): State.REJECTED,
        (State.SPAM, Action.RESTORE): State.HELD,
        (State.SPAM, Action.WITHDRAW): State.WITHDRAWN,
        (State.SPAM, Action.APPEAL): State.HELD,
        (State.PUBLISHED, Action.ERASE): State.ERASED,
        (State.HELD, Action.ERASE): State.ERASED,
        (State.REJECTED, Action.ERASE): State.ERASED,
        (State.SPAM, Action.ERASE): State.ERASED,
        (State.WITHDRAWN, Action.ERASE): State.ERASED,
    }
)
EDITABLE: Final = frozenset({State.PUBLISHED, State.HELD})
"""An edit is judged again, so where it leads is not the table's to say."""


class ReasonCode(StrEnum):
    """Why a comment is not, or no longer, simply published."""

    MODEL = "model"
    RULE = "rule"
    NOT_SCORED = "not-scored"
    APPEAL = "appeal"
    REPORT = "report"
    MODERATOR = "moderator"
    IMPORTED = "imported"
    CAMPAIGN = "campaign"
    CLOSED_THREAD = "closed-thread"
    NAME = "name"
    BARE = "bare"
    AUTHOR_EDIT = "author-edit"
    UNDECIDED = "undecided"


AGAINST: Final = "against"
"""In the data of an appeal: who had decided what it is made against."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and its data: the rules that fired, the number of reports, a moderator's words."""

    code: ReasonCode
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the spam decision said: ``score`` is the sum of ``parts``; no probability without a model."""

    probability: float | None
    score: float
    parts: tuple[Part, ...]
    model_version: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision changes and an undo restores. ``reviewed``: a person has approved this very text."""

    state: State
    reasons: tuple[Reason, ...] = ()
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about a comment, where it stood before, who decided, and when (None: older than this was kept)."""

    decision: str
    before: Standing
    actor: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """One citizen's word. ``rev`` grows by one with every change; ``updated`` is the time of the last that shows.

    ``in_force`` are the decisions that can still be undone, one after the other, the last one first; ``undone`` is
    the undo that nothing has followed, so that it can be undone in its turn. What the author or readers do clears both,
    but for an appeal: the decision that it is made against stays in force.
    ``campaign`` names the comments that say the same (`services.comments.campaigns`), one or many. ``sender`` is a
    pseudonym of the address prefix that it came from, made with a key of that day which is gone soon after. ``gone``
    is when the public lost sight of it, None while it is public or if it never was.
    """

    id: str
    url: str
    parent: str | None
    author: str
    text: str
    email: str | None
    website: str | None
    created: datetime
    updated: datetime
    edited: datetime | None
    standing: Standing
    judgement: Judgement
    receipt_digest: str
    rev: int = 1
    official: bool = False
    appealed: bool = False
    in_force: tuple[Decided, ...] = ()
    undone: Decided | None = None
    campaign: str | None = None
    sender: str = ""
    gone: datetime | None = None

    @property
    def state(self) -> State:
        return self.standing.state

    @property
    def published(self) -> bool:
        return self.standing.state is State.PUBLISHED

    @property
    def face(self) -> tuple[object, ...] | None:
        """All that the public sees of it; None of what it does not see."""
        if not self.published:
            return None
        return self.url, self.parent, self.author, self.text, self.created, self.updated, self.edited, self.official


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a comment's history; ``actor`` is ``author``, ``readers`` or a member of staff.

    ``text`` is what stood there before an edit, so that a moderator can see what was changed.
    """

    at: datetime
    actor: str
    what: str
    after: State
    reason: str = ""
    decision: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A comment as it will be, and the line that its history gains."""

    comment: Comment
    event: Event


class NotPossible(Conflict):
    """The comment's state does not allow this action."""

    code = "not-possible"

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(f"{action} is not possible for a comment that is {state}")


class EditWindowClosed(Conflict):
    """The time in which the author could change the text is over."""

    code = "edit-window-closed"


class AppealedAlready(Conflict):
    """An author may appeal once."""

    code = "appealed-already"

    def __init__(self) -> None:
        super().__init__("there was an appeal already")


class NeedsAnother(Conflict):
    """Who decided first does not decide about the appeal against it."""

    code = "needs-another"

    def __init__(self) -> None:
        super().__init__("an appeal is for somebody else than who decided first")


class ChangedSince(Conflict):
    """A decision cannot be undone once another change has followed it."""

    code = "changed-since"

    def __init__(self) -> None:
        super().__init__("another change has followed")


def after(state: State, action: Action) -> State:
    """The next state by the table. Raises `NotPossible`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise NotPossible(state, action) from None


def appealed_against(comment: Comment) -> str | None:
    """Who decided what the author has appealed against; None without an appeal, or where no person had decided.

    The appeal itself says so: an edit or an undo may have taken that decision out of force since.
    """
    appeal = open_appeal(comment)
    if appeal is None:
        return None
    return appeal.data.get(AGAINST) or (comment.in_force[-1].actor if comment.in_force else None)


def open_appeal(comment: Comment) -> Reason | None:
    """The appeal that nobody has heard yet, if there is one."""
    return next((reason for reason in comment.standing.reasons if reason.code is ReasonCode.APPEAL), None)


def moderator_actions(state: State, *, reviewed: bool = False) -> tuple[Action, ...]:
    """What a moderator may do with a comment in this state; what a person has let through already is not again."""
    possible = [action for action in MODERATOR_ACTIONS if (state, action) in TRANSITIONS]
    return tuple(action for action in possible if not reviewed or TRANSITIONS[state, action] is not state)
