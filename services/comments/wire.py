"""What goes over the wire as JSON. Times are RFC 3339 in +07:00. `services.comments.present` fills it."""

import msgspec

from services.comments.model import Action
from services.comments.priority import Band
from services.comments.submission import NewComment


class CommentIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new comment. ``form`` is a token from ``GET /comments/api/form``."""

    thread: str
    author: str
    text: str
    parent: str | None = None
    email: str | None = None
    website: str | None = None
    form: str | None = None

    def new(self) -> NewComment:
        return NewComment(self.thread, self.author, self.text, self.parent, self.email, self.website, self.form)


class EditIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new text."""

    text: str


class ReasonIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why somebody appeals or reports, in words."""

    reason: str = ""


class DecisionIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A moderator's decision about some comments, or (instead of ``ids``) about all of a campaign."""

    action: Action
    ids: list[str] | None = None
    campaign: str | None = None
    reason: str = ""


class TextsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Texts to try the spam decision on."""

    texts: list[str]
    thread: str | None = None


class PostedOut(msgspec.Struct, frozen=True):
    """What became of a new comment."""

    id: str
    status: str
    receipt: str
    created: str


class CommentOut(msgspec.Struct, frozen=True):
    """A comment as everybody sees it."""

    id: str
    thread: str
    parent: str | None
    author: str
    text: str
    html: str
    created: str
    edited: str | None
    official: bool


class ReasonOut(msgspec.Struct, frozen=True):
    """A reason: its code, its data, and both in words."""

    code: str
    data: dict[str, str]
    text: str


class ToldOut(msgspec.Struct, frozen=True):
    """A reason as its author is told."""

    code: str
    text: str


class ReceiptOut(msgspec.Struct, frozen=True):
    """A comment as its author sees it."""

    id: str
    thread: str
    status: str
    message: str
    reasons: list[ToldOut]
    author: str
    text: str
    created: str
    edited: str | None
    editable_until: str | None
    appealable: bool


class CampaignOut(msgspec.Struct, frozen=True):
    """Comments that say the same; ``action`` is what was decided about all of them, those to come included."""

    id: str
    count: int
    threads: int
    authors: int
    first: str
    last: str
    action: Action | None
    decision: str | None


class QueueItem(CommentOut, frozen=True, kw_only=True):
    """A comment as a moderator sees it in the queue."""

    status: str
    reasons: list[ReasonOut]
    band: Band
    probability: float | None
    actions: list[Action]
    campaign: CampaignOut | None = None


class PartOut(msgspec.Struct, frozen=True):
    """One share of a score, in log-odds of spam; ``start`` and ``end`` are offsets into the text."""

    kind: str
    name: str
    weight: float
    start: int | None
    end: int | None


class EventOut(msgspec.Struct, frozen=True):
    """One line of a comment's history."""

    at: str
    actor: str
    what: str
    status: str
    reason: str
    decision: str | None


class CommentDetail(QueueItem, frozen=True, kw_only=True):
    """Everything a moderator can know about a comment."""

    email: str | None
    website: str | None
    score: float
    parts: list[PartOut]
    model_version: str | None
    history: list[EventOut]


class SkippedOut(msgspec.Struct, frozen=True):
    """A comment that a decision did not change, and why."""

    id: str
    why: str


class RulingOut(msgspec.Struct, frozen=True):
    """What a decision did; ``decision`` is null if it could not be applied to any comment."""

    decision: str | None
    applied: list[str]
    skipped: list[SkippedOut]


class EntryOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of the ledger's chain (see `services.comments.ledger`), without ``campaign`` where there is none."""

    number: int
    decision: str
    at: str
    actor: str
    action: str
    ids: list[str]
    reason: str
    undoes: str | None
    model_versions: list[str]
    prev: str
    hash: str
    campaign: str | None = None


class TriedOut(msgspec.Struct, frozen=True):
    """What the spam decision says of a text that nobody has sent."""

    outcome: str
    probability: float | None
    score: float
    parts: list[PartOut]


class FormOut(msgspec.Struct, frozen=True):
    """A signed form token."""

    form: str
    thread: str


class StatusOut(msgspec.Struct, frozen=True):
    """Something was received."""

    status: str
