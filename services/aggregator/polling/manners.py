"""What follows from a poll for the source: all manners in one place. Pure: ``(source, outcome, now, jitter)`` decide.

what it is asked with next  ->  the validators as they came, byte for byte, also those of an unchanged body
where it is asked next      ->  `moving`: permanent redirects, believed late
how often it brings news    ->  `rhythm`
when it is asked next       ->  `schedule`
whether it is asked at all  ->  always, but after 410
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from services.aggregator.model import Pace, Source, SourceState
from services.aggregator.polling import moving, rhythm, schedule
from services.aggregator.polling.exchange import Outcome, Verdict
from services.aggregator.polling.schedule import Terms

_DOUBTFUL: Final = 5
"""So many failures at an adopted address lead back to the first one."""
_REMEMBERED: Final = 12


def after(source: Source, outcome: Outcome, now: datetime, jitter: float, terms: Terms) -> Source:
    """The source once this poll is over."""
    failed = outcome.verdict in {Verdict.FAILED, Verdict.GONE}
    pace = _after_failure(source, outcome, now) if failed else _after_success(source, outcome, now)
    due, why = schedule.next_poll(pace, outcome, now, jitter, terms)
    planned = (*pace.intervals, round((due - now).total_seconds())) if due else pace.intervals
    return replace(
        source,
        facts=outcome.facts or source.facts,
        pace=replace(pace, next_poll=due, why=why, intervals=planned[-_REMEMBERED:]),
    )


def after_push(source: Source, outcome: Outcome, now: datetime) -> Source:
    """The source once a push was read: it is asked when and with what it would have been, but known to bring news."""
    pace = source.pace
    told = replace(
        pace,
        changed=now if outcome.brought else pace.changed,
        latest=max((*outcome.news, *filter(None, [pace.latest])), default=None),
        rhythm=rhythm.learnt(pace.rhythm, pace.latest, outcome.news),
    )
    return replace(source, pace=told)


def _after_failure(source: Source, outcome: Outcome, now: datetime) -> Pace:
    pace, failures = source.pace, source.pace.failures + 1
    is_doubtful = pace.address is not None and failures >= _DOUBTFUL
    return replace(
        pace,
        state=SourceState.GONE if outcome.verdict is Verdict.GONE else SourceState.FAILING,
        address=None if is_doubtful else pace.address,
        last_attempt=now,
        failures=failures,
        error=outcome.problem,
    )


def _after_success(source: Source, outcome: Outcome, now: datetime) -> Pace:
    pace = source.pace
    probation = moving.observed(pace.moving, source.address, outcome.moved, now)
    is_moved = moving.is_settled(probation, now)
    return replace(
        pace,
        state=SourceState.OK,
        validators=outcome.validators,
        address=outcome.found or (probation.url if probation and is_moved else pace.address),
        moving=None if is_moved else probation,
        hints=outcome.hints or pace.hints,
        last_attempt=now,
        last_success=now,
        changed=now if outcome.brought else pace.changed,
        latest=max((*outcome.news, *filter(None, [pace.latest])), default=None),
        rhythm=rhythm.learnt(pace.rhythm, pace.latest, outcome.news),
        failures=0,
        error=None,
        is_page=pace.is_page or outcome.found is not None,
        left_out=outcome.left_out if outcome.facts else pace.left_out,
    )
