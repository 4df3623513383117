"""What moderators send and get as JSON, filled by `services.comments.moderation.present`. Times: RFC 3339, +07:00."""

import msgspec

from services.comments.grounds import Ground
from services.comments.model import Action
from services.comments.moderation.orders import Order
from services.comments.moderation.priority import Band
from services.comments.wire import CommentOut


class DecisionIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A moderator's decision about some comments, or (instead of ``ids``) about all of a campaign."""

    action: Action
    ids: list[str] | None = None
    campaign: str | None = None
    reason: str = ""
    ground: Ground | None = None

    def order(self) -> Order:
        """As sent, not yet checked."""
        return Order(self.action, tuple(self.ids or ()), self.campaign, self.reason, self.ground)


class IdsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Comments to claim or to give back."""

    ids: list[str]


class TextsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Texts to try the spam decision on."""

    texts: list[str]
    thread: str | None = None


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


class ReasonOut(msgspec.Struct, frozen=True):
    """A reason: its code, its data, and both in words."""

    code: str
    data: dict[str, str]
    text: str


class HoldOut(msgspec.Struct, frozen=True):
    """Who works on a comment, and until when nobody else should."""

    person: str
    until: str
    mine: bool


class QueueItem(CommentOut, frozen=True, kw_only=True):
    """A comment as a moderator sees it in the queue; ``barred``: the code of why there are no ``actions`` for them."""

    status: str
    reasons: list[ReasonOut]
    band: Band
    probability: float | None
    actions: list[Action]
    campaign: CampaignOut | None = None
    claim: HoldOut | None = None
    barred: str | None = None


class CampaignDetail(CampaignOut, frozen=True, kw_only=True):
    """A campaign with all its comments, oldest first: it is bounded (`services.comments.campaigns.model`)."""

    items: list[QueueItem]
    next: str | None = None


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
    text: str | None


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


class RulingOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a decision did; ``decision`` is null if it could not be applied to any comment.

    ``pending`` (else absent): it waits for a second person to confirm it, and nothing has changed yet.
    """

    decision: str | None
    applied: list[str]
    skipped: list[SkippedOut]
    pending: bool = False


class EntryOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of the chain of `services.comments.moderation.ledger`, without the fields that are empty."""

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
    ground: str | None = None
    second: str | None = None
    thread: str | None = None
    door: list[str] | None = None
    confirmed: list[str] | None = None


class ProposalOut(msgspec.Struct, frozen=True):
    """A decision that waits for a second person; ``count`` comments would change by it when it was proposed.

    Where ``action`` is ``undo``, it is the decision ``undoes`` that would be taken back, and ``count`` are the comments
    that this would publish or refuse again.
    """

    decision: str
    at: str
    actor: str
    action: str
    ids: list[str]
    campaign: str | None
    reason: str
    ground: str | None
    count: int
    undoes: str | None = None


class CountsOut(msgspec.Struct, frozen=True):
    """How many comments there are by state; of those that wait by band and reason, the ``oldest``."""

    states: dict[str, int]
    bands: dict[str, int]
    reasons: dict[str, int]
    oldest: str | None


class ClaimedOut(msgspec.Struct, frozen=True):
    """What is one's own now, and what others work on."""

    mine: dict[str, HoldOut]
    others: dict[str, HoldOut]


class TriedOut(msgspec.Struct, frozen=True):
    """What the spam decision says of a text that nobody has sent."""

    outcome: str
    probability: float | None
    score: float
    parts: list[PartOut]
