"""What a report is computed from: plain facts about posts, comments, decisions, neighbours and reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.strategy.period import Period


@dataclass(frozen=True, slots=True)
class PostFact:
    """A public post; ``issue`` is the name that it gives, '' for none. ``thread`` is where it is discussed."""

    published: datetime
    issue: str
    agency: str
    thread: str


class Fate(StrEnum):
    """Where a comment stands now."""

    PUBLISHED = "published"
    WAITING = "waiting"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CommentFact:
    """A comment; ``asks`` says whether it is a citizen's question (`services.strategy.questions`)."""

    id: str
    thread: str
    parent: str | None
    created: datetime
    official: bool
    asks: bool
    fate: Fate


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """An entry of the ledger; ``undoes``: it takes one back.

    ``waits``: for each comment that it was the first to decide about, the seconds since that was made.
    """

    at: datetime
    action: str
    waits: tuple[float, ...]
    undoes: bool


@dataclass(frozen=True, slots=True)
class NeighbourFact:
    """An entry of another site, with the keys of the issues that the rules find in it."""

    when: datetime
    source: str
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReachFact:
    """One month: see `shared.reach.store.Reach`."""

    month: datetime
    pages: int
    fetches: int
    readers: int
    subscribers: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All there is to know about a period.

    ``posts`` are those of all times up to its end, ``comments`` all those of the discussions that went on in it.
    ``now`` is when they were gathered: months that have not begun are no months in which nobody spoke.
    """

    period: Period
    now: datetime
    posts: Sequence[PostFact]
    comments: Sequence[CommentFact]
    decisions: Sequence[DecisionFact]
    neighbours: Sequence[NeighbourFact]
    reach: Sequence[ReachFact]

    @property
    def months(self) -> tuple[datetime, ...]:
        """The months of the period that have begun."""
        return tuple(month for month in self.period.months if month <= self.now)

    @property
    def issue_of(self) -> Mapping[str, str]:
        """The issue of each thread's post."""
        return {post.thread: post.issue for post in self.posts}
