"""The figures of a report (``docs/report.md`` defines each of them). Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from services.strategy.model import Indicator, Issue, Plan
from services.strategy.period import Period
from services.strategy.progress import Progress, progress
from services.strategy.report.facts import CommentFact, Facts, Fate, NeighbourFact, ReachFact
from shared.clock import BANGKOK

NO_ISSUE: Final = ""
_DAY: Final = timedelta(days=1)
_HOUR_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True)
class Coverage:
    """Posts by name and month: a row for every name, a number for every month of the period."""

    months: tuple[datetime, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def silent(self) -> tuple[str, ...]:
        """The names about which nothing was said."""
        return tuple(name for name, counts in self.rows if not any(counts))


@dataclass(frozen=True, slots=True)
class Sectors:
    """Posts by agency and issue: a row for every agency, a number for every one of ``issues``."""

    issues: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    silent: tuple[tuple[str, str], ...]
    """Agencies with an issue that the plan gives them and about which they said nothing."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What citizens said about an issue; ``days`` is the median time to the first official answer, if there is one."""

    issue: str
    comments: int
    questions: int
    answered: int
    days: float | None


@dataclass(frozen=True, slots=True)
class Moderation:
    """``hours``: the median wait of a comment for the first decision about it."""

    received: int
    published: int
    waiting: int
    refused: int
    withdrawn: int
    decisions: int
    undone: int
    hours: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator with where it stands in the period's year."""

    issue: Issue
    indicator: Indicator
    progress: Progress


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Entries of neighbours about an issue, and of how many sources."""

    issue: str
    entries: int
    sources: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is said about a period."""

    period: Period
    plan: Plan
    issues: Coverage
    agencies: Coverage
    sectors: Sectors
    talks: tuple[Talk, ...]
    moderation: Moderation
    indicators: tuple[Measured, ...]
    neighbours: tuple[Neighbourhood, ...]
    reach: tuple[ReachFact, ...]

    @property
    def posts(self) -> int:
        """How many posts were published."""
        return sum(sum(counts) for _, counts in self.issues.rows)


def report_of(plan: Plan, facts: Facts) -> Report:
    """All figures of the facts' period."""
    return Report(
        period=facts.period,
        plan=plan,
        issues=_issues(plan, facts),
        agencies=_agencies(plan, facts),
        sectors=_sectors(plan, facts),
        talks=_talks(plan, facts),
        moderation=_moderation(facts),
        indicators=_indicators(plan, facts.period),
        neighbours=_neighbours(plan, facts.neighbours),
        reach=tuple(facts.reach),
    )


def _issues(plan: Plan, facts: Facts) -> Coverage:
    named = [(post.issue, post.published) for post in facts.posts]
    return _coverage([issue.name for issue in plan.issues], named, facts)


def _agencies(plan: Plan, facts: Facts) -> Coverage:
    named = [(post.agency, post.published) for post in facts.posts if post.agency]
    return _coverage(_planned_agencies(plan), named, facts)


def _sectors(plan: Plan, facts: Facts) -> Sectors:
    told = Counter((post.agency, post.issue) for post in facts.posts if post.agency and post.published in facts.period)
    agencies = _names(_planned_agencies(plan), {agency for agency, _ in told})
    issues = _names([issue.name for issue in plan.issues], {issue for _, issue in told})
    given = [(agency, issue.name) for issue in plan.issues for agency in issue.agencies]
    return Sectors(
        issues=tuple(issues),
        rows=tuple((agency, tuple(told[agency, issue] for issue in issues)) for agency in agencies),
        silent=tuple(pair for pair in given if not told[pair]),
    )


def _planned_agencies(plan: Plan) -> list[str]:
    return list(dict.fromkeys(agency for issue in plan.issues for agency in issue.agencies))


def _names(planned: Sequence[str], named: AbstractSet[str]) -> list[str]:
    """Planned names come first and stay in even if nothing was said; other names follow, the lack of one last."""
    return [*planned, *sorted(named - {*planned, NO_ISSUE}), *named & {NO_ISSUE}]


def _coverage(planned: Sequence[str], named: Iterable[tuple[str, datetime]], facts: Facts) -> Coverage:
    counted = Counter((name, _month(moment)) for name, moment in named if moment in facts.period)
    names, months = _names(planned, {name for name, _ in counted}), facts.months
    return Coverage(months, tuple((name, tuple(counted[name, _month(month)] for month in months)) for name in names))


def _talks(plan: Plan, facts: Facts) -> tuple[Talk, ...]:
    issue_of = facts.issue_of
    answers = _answers(facts.comments)
    said = [comment for comment in facts.comments if comment.created in facts.period and not comment.official]
    by_issue: dict[str, list[CommentFact]] = {issue.name: [] for issue in plan.issues}
    for comment in said:
        by_issue.setdefault(issue_of.get(comment.thread, NO_ISSUE), []).append(comment)
    return tuple(_talk(name, comments, answers) for name, comments in by_issue.items())


def _talk(name: str, comments: Sequence[CommentFact], answers: Mapping[str, datetime]) -> Talk:
    asked = [comment for comment in comments if comment.asks and comment.fate is Fate.PUBLISHED]
    waits = [(answers[comment.id] - comment.created) / _DAY for comment in asked if comment.id in answers]
    return Talk(name, len(comments), len(asked), len(waits), median(waits) if waits else None)


def _answers(comments: Sequence[CommentFact]) -> dict[str, datetime]:
    """When each comment was first answered officially, directly or further down."""
    parents = {comment.id: comment.parent for comment in comments}
    found: dict[str, datetime] = {}
    replies = (comment for comment in comments if comment.official and comment.fate is Fate.PUBLISHED)
    for reply in sorted(replies, key=lambda comment: comment.created):
        place, steps = reply.parent, 0
        while place is not None and steps < len(parents):
            found.setdefault(place, reply.created)
            place, steps = parents.get(place), steps + 1
    return found


def _moderation(facts: Facts) -> Moderation:
    received = [comment for comment in facts.comments if comment.created in facts.period and not comment.official]
    fates = Counter(comment.fate for comment in received)
    decisions = [decision for decision in facts.decisions if decision.at in facts.period]
    waits = [wait for decision in decisions for wait in decision.waits]
    return Moderation(
        received=len(received),
        published=fates[Fate.PUBLISHED],
        waiting=fates[Fate.WAITING],
        refused=fates[Fate.REFUSED],
        withdrawn=fates[Fate.WITHDRAWN],
        decisions=sum(not decision.undoes for decision in decisions),
        undone=sum(decision.undoes for decision in decisions),
        hours=median(waits) / _HOUR_SECONDS if waits else None,
    )


def _indicators(plan: Plan, period: Period) -> tuple[Measured, ...]:
    return tuple(
        Measured(issue, indicator, progress(indicator, period.year))
        for issue in plan.issues
        for indicator in issue.indicators
    )


def _neighbours(plan: Plan, facts: Sequence[NeighbourFact]) -> tuple[Neighbourhood, ...]:
    found = []
    for issue in plan.issues:
        about = [fact for fact in facts if issue.key in fact.issues]
        found.append(Neighbourhood(issue.name, len(about), len({fact.source for fact in about})))
    return tuple(found)


def _month(moment: datetime) -> tuple[int, int]:
    local = moment.astimezone(BANGKOK)
    return local.year, local.month
