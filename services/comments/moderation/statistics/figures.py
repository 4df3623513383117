"""How much there was to decide, how long it took, and whether people and filter agree. Pure.

A case is one comment that somebody decided about, by the decision that holds: what was undone, or did not come about,
counts for nothing. Nor does a public comment that somebody confirmed: nobody waited for that.
Days are those of Thailand.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from typing import Final

from services.comments.changes import UNDO
from services.comments.model import Action, Comment, Decided, State
from services.comments.moderation.ledger import Entry, effective
from services.comments.threads.names import moment_of
from shared.clock import day_of

_DECIDING: Final = frozenset({Action.APPROVE.value, Action.REJECT.value, Action.SPAM.value})
_EVEN: Final = 0.5
_FEWEST_FOR_QUANTILES: Final = 2


@dataclass(frozen=True, slots=True)
class Case:
    """One comment and the decision about it. ``before`` is where it stood, None where nobody remembers."""

    created: datetime
    decided: datetime
    approved: bool
    before: State | None = None
    probability: float | None = None
    appealed: bool = False

    @property
    def hours(self) -> float:
        """From coming in to being decided."""
        return max((self.decided - self.created).total_seconds() / 3600, 0.0)

    @property
    def agreed(self) -> bool | None:
        """Whether the filter leant the same way; None where it did not say, or nobody remembers."""
        return None if self.probability is None else (self.probability < _EVEN) is self.approved

    @property
    def falsely_held(self) -> bool:
        """The filter held what a person then let through."""
        return self.before is State.HELD and self.approved and not self.appealed


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what came in for a decision, what was decided, and how."""

    day: date
    came: int
    decided: int
    median_hours: float | None
    agreed: int
    judged: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A span of days. ``slowest_hours``: nine of ten cases took no longer."""

    days: tuple[Day, ...]
    decided: int
    waiting: int
    median_hours: float | None
    slowest_hours: float | None
    agreed: int
    judged: int
    falsely_held: int
    held: int
    undone: int
    decisions: int
    appeals: int
    granted: int
    campaign_hours: tuple[tuple[datetime, int], ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What figures are made of.

    Entries oldest first, comments by identifier, names of those that wait, and when
    comments of campaigns came in.
    """

    entries: Sequence[Entry]
    comments: Mapping[str, Comment]
    waiting: Sequence[str]
    campaigns: Sequence[datetime]


def figures(material: Material, first: date, last: date) -> Figures:
    """Of the days from ``first`` to ``last``."""
    cases = cases_in(material.entries, material.comments)
    came = Counter(day_of(each.created) for each in cases)
    came.update(day_of(moment_of(name)) for name in material.waiting)
    days = tuple(_day(day, came[day], [c for c in cases if day_of(c.decided) == day]) for day in _days(first, last))
    cases = [case for case in cases if first <= day_of(case.decided) <= last]
    held = [case for case in cases if case.before is State.HELD and not case.appealed]
    appeals = [case for case in cases if case.appealed]
    hours = sorted(case.hours for case in cases)
    decisions = [entry for entry in material.entries if entry.action in _DECIDING]
    undone = {entry.undoes for entry in material.entries if entry.action == UNDO}
    return Figures(
        days=days,
        decided=len(cases),
        waiting=len(material.waiting),
        median_hours=median(hours) if hours else None,
        slowest_hours=_nine_of_ten(hours),
        agreed=sum(case.agreed is True for case in cases),
        judged=sum(case.agreed is not None for case in cases),
        falsely_held=sum(case.falsely_held for case in cases),
        held=len(held),
        undone=sum(entry.decision in undone for entry in decisions),
        decisions=len(decisions),
        appeals=len(appeals),
        granted=sum(case.approved for case in appeals),
        campaign_hours=tuple(sorted(Counter(map(_hour, material.campaigns)).items())),
    )


def cases_in(entries: Sequence[Entry], comments: Mapping[str, Comment]) -> list[Case]:
    """The cases that entries of the ledger tell of; of several decisions about one comment the last one."""
    changed = effective(entries)
    undone = {entry.undoes for entry in entries if entry.action == UNDO and changed.get(entry.decision)}
    found: dict[str, Case] = {}
    for entry in entries:
        if entry.action in _DECIDING and entry.decision not in undone:
            confirmed = {*(entry.confirmed or ())}
            for identity in changed.get(entry.decision, ()):
                if identity not in confirmed:
                    found[identity] = _case(entry, identity, comments.get(identity))
    return [*found.values()]


def _case(entry: Entry, identity: str, comment: Comment | None) -> Case:
    created, decided = moment_of(identity.rpartition(".")[2]), datetime.fromisoformat(entry.at)
    approved = entry.action == Action.APPROVE
    then = _in_force(comment, entry.decision)
    if comment is None or then is None:
        return Case(created, decided, approved)
    appealed = any(reason.code == "appeal" for reason in then.before.reasons)
    return Case(created, decided, approved, then.before.state, comment.judgement.probability, appealed)


def _in_force(comment: Comment | None, decision: str) -> Decided | None:
    in_force: Iterable[Decided] = comment.in_force if comment else ()
    return next((each for each in in_force if each.decision == decision), None)


def _day(day: date, came: int, cases: Sequence[Case]) -> Day:
    hours = [case.hours for case in cases]
    agreed = [case.agreed for case in cases if case.agreed is not None]
    return Day(day, came, len(cases), median(hours) if hours else None, sum(agreed), len(agreed))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _nine_of_ten(hours: Sequence[float]) -> float | None:
    if len(hours) < _FEWEST_FOR_QUANTILES:
        return hours[0] if hours else None
    return quantiles(hours, n=10, method="inclusive")[-1]


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
