"""A `Plan` as the file that `plan_file.read_plan` reads back to the same plan. Pure."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

from services.strategy.model import Goal, Indicator, Issue, Partner, Plan

_WIDTH: Final = 110
_Dumper: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def write_plan(plan: Plan) -> str:
    """The file; what is empty is left out."""
    head = {
        "title": plan.title,
        "first_year": plan.years.first,
        "last_year": plan.years.last,
        "vision": plan.vision,
    }
    tree = _filled(
        plan=head,
        issues=[_issue(issue) for issue in plan.issues],
        partners=[_partner(partner) for partner in plan.partners],
    )
    text: str = yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return text


def _issue(issue: Issue) -> dict[str, Any]:
    return _filled(
        key=issue.key,
        name=issue.name,
        description=issue.description,
        national=list(issue.national),
        agencies=list(issue.agencies),
        follow=_filled(labels=list(issue.follow.labels), words=list(issue.follow.words)),
        goals=[_goal(goal) for goal in issue.goals],
    )


def _goal(goal: Goal) -> dict[str, Any]:
    return _filled(name=goal.name, indicators=[_indicator(each) for each in goal.indicators])


def _indicator(indicator: Indicator) -> dict[str, Any]:
    base = indicator.baseline
    return _filled(
        key=indicator.key,
        name=indicator.name,
        unit=indicator.unit,
        better=indicator.better.value,
        baseline={"year": base.year, "value": _plain(base.value)} if base else None,
        targets=_by_year(indicator.targets),
        measured=_by_year(indicator.measured),
        source=indicator.source,
    )


def _partner(partner: Partner) -> dict[str, Any]:
    return _filled(name=partner.name, kind=partner.kind.value, home=partner.home, feed=partner.feed)


def _by_year(values: Mapping[int, float]) -> dict[int, float | int]:
    return {year: _plain(value) for year, value in sorted(values.items())}


def _plain(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _filled(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
