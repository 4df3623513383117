"""The plan as JSON, for programs."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from services.strategy.addresses import feed_path, issue_path
from services.strategy.model import Edition, Goal, Indicator, Issue
from services.strategy.progress import newest
from services.strategy.reading import LARGEST
from shared.clock import rfc3339


class IndicatorItem(msgspec.Struct, frozen=True):
    """An indicator; values by year of the Buddhist era. ``level``: of the last year measured, None if never."""

    key: str
    name: str
    unit: str
    better: str
    baseline: tuple[int, float] | None
    targets: Mapping[str, float]
    measured: Mapping[str, float]
    level: str | None


class GoalItem(msgspec.Struct, frozen=True):
    """What is to be reached."""

    name: str
    indicators: list[IndicatorItem]


class IssueItem(msgspec.Struct, frozen=True):
    """A strategic issue; ``posts`` is the address of its Atom feed."""

    key: str
    name: str
    url: str
    posts: str
    description: str
    national: tuple[int, ...]
    agencies: tuple[str, ...]
    goals: list[GoalItem]


class PlanItem(msgspec.Struct, frozen=True):
    """An edition of the plan."""

    edition: int
    since: str
    title: str
    years: tuple[int, int]
    vision: str
    issues: list[IssueItem]


class NewPlacing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's word on a neighbour's entry (``source/entry``): the keys of the issues that it is about."""

    entry: str
    issues: list[str]


class NewMeasurement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was measured of an indicator (its key) in a year of the Buddhist era; null takes a value away."""

    indicator: str
    year: int
    value: Annotated[float, msgspec.Meta(ge=-LARGEST, le=LARGEST)] | None


class NewText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that is being written."""

    title: str
    text: str


class Suggestion(msgspec.Struct, frozen=True):
    """The name of an issue, or null where nothing is probable enough."""

    issue: str | None


def plan_item(edition: Edition, base_url: str) -> PlanItem:
    """``base_url`` is the site's."""
    plan = edition.plan
    return PlanItem(
        edition=edition.number,
        since=rfc3339(edition.since),
        title=plan.title,
        years=(plan.years.first, plan.years.last),
        vision=plan.vision,
        issues=[_issue(issue, base_url) for issue in plan.issues],
    )


def _issue(issue: Issue, base_url: str) -> IssueItem:
    return IssueItem(
        key=issue.key,
        name=issue.name,
        url=base_url + issue_path(issue.key),
        posts=base_url + feed_path(issue.name, "atom"),
        description=issue.description,
        national=issue.national,
        agencies=issue.agencies,
        goals=[_goal(goal) for goal in issue.goals],
    )


def _goal(goal: Goal) -> GoalItem:
    return GoalItem(goal.name, [_indicator(indicator) for indicator in goal.indicators])


def _indicator(indicator: Indicator) -> IndicatorItem:
    base, last = indicator.baseline, newest(indicator)
    return IndicatorItem(
        key=indicator.key,
        name=indicator.name,
        unit=indicator.unit,
        better=indicator.better,
        baseline=(base.year, base.value) if base else None,
        targets={str(year): value for year, value in indicator.targets.items()},
        measured={str(year): value for year, value in indicator.measured.items()},
        level=last.level if last else None,
    )
