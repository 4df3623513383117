"""What of the queue somebody wants to see. Pure.

What the index can answer (state, band, age, thread or reason) narrows where the queue looks; the rest is looked at
comment by comment. The state is looked at again, since the index may lag behind for a moment.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.comments.model import Comment, ReasonCode, State
from services.comments.moderation.places import Stretch, reason_facet, stretches, thread_facet
from services.comments.moderation.priority import Band, band_of
from services.comments.text.searching import speaks_of
from services.comments.threads.thread import key_of

MOST_SOUGHT: Final = 200


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """A filter; what is None or empty does not matter.

    ``thread`` is a thread key, ``campaign`` an identifier; ``before`` and ``since`` are when comments were made;
    ``sought`` are words of `services.comments.text.searching`; ``newcomers``: only by those under whose name nothing is
    public yet; ``least_certain``: in the order of `services.comments.moderation.doubtful`.
    """

    state: State = State.HELD
    reason: ReasonCode | None = None
    thread: str | None = None
    campaign: str | None = None
    bands: tuple[Band, ...] = ()
    before: datetime | None = None
    since: datetime | None = None
    sought: tuple[str, ...] = ()
    newcomers: bool = False
    least_certain: bool = False

    @property
    def facet(self) -> str | None:
        """What the index is asked for besides the state: the narrower of what it knows."""
        if self.thread is not None and self.state in _FILED_BY_THREAD:
            return thread_facet(self.thread)
        return None if self.reason is None else reason_facet(self.reason)

    @property
    def stretches(self) -> list[Stretch]:
        """Where in the index to look, in order."""
        return stretches(self.state, self.bands, self.before, self.since)

    def takes(self, comment: Comment) -> bool:
        """Whether a comment passes everything but ``newcomers``, which takes knowledge of others."""
        return (
            comment.state is self.state
            and self._is_filed(comment)
            and (self.before is None or comment.created < self.before)
            and (self.since is None or comment.created >= self.since)
            and speaks_of(comment, self.sought)
        )

    def _is_filed(self, comment: Comment) -> bool:
        reasons = {reason.code for reason in comment.standing.reasons}
        return (
            (self.reason is None or self.reason in reasons)
            and (self.thread is None or self.thread == key_of(comment.id))
            and (self.campaign is None or self.campaign == comment.campaign)
            and (not self.bands or self.state is not State.HELD or band_of(comment) in self.bands)
        )


_FILED_BY_THREAD: Final = frozenset({State.HELD, State.REJECTED, State.SPAM})
