"""Which edition of the plan speaks about which time. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from services.strategy.model import Edition, Goal, Indicator, Issue, Plan
from services.strategy.period import Period


def edition_for(editions: Sequence[Edition], period: Period) -> Edition | None:
    """The edition in force when the period ended: its last one that covers the year, else the first that does.

    Values measured later count all the same: they say what was reached, not what had been planned. Of the same plan
    the newest edition knows best, also which values were wrong; another plan may know more.
    """
    covering = [edition for edition in editions if period.year in edition.plan.years]
    if not covering:
        return None
    then = [edition for edition in covering if edition.since < period.end]
    chosen = then[-1] if then else covering[0]
    same = [edition.plan for edition in covering if edition.plan.years == chosen.plan.years]
    return replace(chosen, plan=with_measured(with_measured(chosen.plan, same[-1]), covering[-1].plan))


def with_measured(plan: Plan, source: Plan) -> Plan:
    """``plan`` with what ``source`` knows to have been measured, by the keys of indicators.

    What an edition of the same plan does not know any more is gone.
    """
    is_same = plan.years == source.years
    known = {indicator.key: indicator for issue in source.issues for indicator in issue.indicators}

    def measured(indicator: Indicator) -> Indicator:
        newer = known.get(indicator.key)
        if newer is None:
            return indicator
        return replace(indicator, measured=newer.measured if is_same else {**indicator.measured, **newer.measured})

    def goal(each: Goal) -> Goal:
        return replace(each, indicators=tuple(map(measured, each.indicators)))

    def issue(each: Issue) -> Issue:
        return replace(each, goals=tuple(map(goal, each.goals)))

    return replace(plan, issues=tuple(map(issue, plan.issues)))


def with_value(plan: Plan, key: str, year: int, value: float | None) -> Plan:
    """``plan`` with what was measured of one indicator in one year; None takes it away."""

    def changed(indicator: Indicator) -> Indicator:
        if indicator.key != key:
            return indicator
        kept = {at: known for at, known in indicator.measured.items() if at != year}
        return replace(indicator, measured=kept if value is None else {**kept, year: value})

    return replace(
        plan,
        issues=tuple(
            replace(
                issue,
                goals=tuple(replace(goal, indicators=tuple(map(changed, goal.indicators))) for goal in issue.goals),
            )
            for issue in plan.issues
        ),
    )
