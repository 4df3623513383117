"""Campaigns: comments that say the same in several threads, as one thing that can be decided about. Pure.

What a moderator decided about a campaign binds those who join it later: they are held (or rejected, where the
spam decision rejects them anyway) until a person has looked, and an undo of the decision frees them too.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from services.comments.model import Action, Change, Decided, Reason, ReasonCode, Standing, State

FEWEST_COMMENTS: Final = 3
FEWEST_THREADS: Final = 2
FEWEST_AUTHORS: Final = 3
MOST_COMMENTS: Final = 1000
"""A campaign that has grown this large is continued by another one, which inherits what was decided."""
KEPT_DECIDED: Final = timedelta(days=30)
"""How long after its last comment a campaign is remembered about which something was decided."""
_BINDING: Final = frozenset({Action.REJECT, Action.SPAM})


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was decided about a campaign, and by whom; ``action`` is one of a moderator's."""

    decision: str
    action: Action
    actor: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """Comments alike. Times in milliseconds; of threads and authors (pseudonyms) only the first few are kept.

    ``former`` is a sentence that was undone, for the undo of the undo.
    """

    id: str
    first: int
    last: int
    count: int
    threads: tuple[str, ...]
    authors: tuple[str, ...]
    sentence: Sentence | None = None
    former: Sentence | None = None

    @property
    def established(self) -> bool:
        """Whether it is a campaign at all: one comment is not, nor is one person repeating it under one post."""
        spread = len(self.threads) >= FEWEST_THREADS or len(self.authors) >= FEWEST_AUTHORS
        return self.sentence is not None or (self.count >= FEWEST_COMMENTS and spread)

    @property
    def binding(self) -> Sentence | None:
        """What holds for those who join."""
        return self.sentence if self.sentence and self.sentence.action in _BINDING else None


def joined(change: Change, campaign: Campaign | None) -> Change:
    """A new (or newly worded) comment as a member of the campaign; of none, if there is none."""
    identity, comment = campaign.id if campaign else None, change.comment
    if comment.campaign != identity:
        comment = replace(comment, campaign=identity)
    sentence = campaign.binding if campaign else None
    if sentence is None:
        return Change(comment, change.event)
    before = comment.standing
    state = State.REJECTED if before.state is State.REJECTED else State.HELD
    standing = Standing(state, (*before.reasons, Reason(ReasonCode.CAMPAIGN, {"decision": sentence.decision})))
    decided = Decided(sentence.decision, before, sentence.actor, change.event.at)
    bound = replace(comment, standing=standing, in_force=(decided,))
    return Change(bound, replace(change.event, after=state, decision=sentence.decision))
