"""How far indicators have come, and which edition of the plan speaks about which time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.strategy.editions import edition_for, with_value
from services.strategy.model import Baseline, Better, Edition, Indicator, Span
from services.strategy.period import Period
from services.strategy.plan_file import read_plan
from services.strategy.progress import Level, newest, progress
from tests.unit.strategy.builders import PLAN

PLANNED = read_plan(PLAN)


def indicator(value: float | None, target: float | None, start: float | None = None, **more: Better) -> Indicator:
    return Indicator(
        key="k",
        name="n",
        unit="u",
        baseline=None if start is None else Baseline(2560, start),
        targets={} if target is None else {2561: target},
        measured={} if value is None else {2561: value},
        **more,
    )


@pytest.mark.parametrize(
    ("one", "level", "share"),
    [
        (indicator(110, 110, 100), Level.REACHED, 1.0),
        (indicator(105, 110, 100), Level.BEHIND, 0.5),
        (indicator(95, 110, 100), Level.BEHIND, -0.5),
        (indicator(18, 20, 25, better=Better.LOWER), Level.REACHED, 1.4),
        (indicator(24, 20, 25, better=Better.LOWER), Level.BEHIND, 0.2),
        (indicator(50, 100), Level.BEHIND, 0.5),
        (indicator(None, 100), Level.UNKNOWN, None),
        (indicator(50, None), Level.AIMLESS, None),
        (indicator(100, 100, 100), Level.REACHED, None),
    ],
)
def test_levels_and_shares(one: Indicator, level: Level, share: float | None) -> None:
    found = progress(one, 2561)
    assert found.level is level
    assert found.share == (None if share is None else pytest.approx(share))


def test_the_last_year_measured_counts() -> None:
    one = replace(indicator(1, 2), measured={2561: 1, 2563: 3})
    last = newest(one)
    assert last is not None
    assert (last.year, last.value) == (2563, 3)
    assert newest(indicator(None, 2)) is None


def editions() -> list[Edition]:
    """Made during 2563, changed in 2565 (another target), measured for 2563 only in 2566."""
    later = replace(PLANNED, vision="ใหม่")
    measured = with_value(later, "yield", 2563, 371.0)
    year = Period(2563).start
    return [
        Edition(1, PLANNED, year, "a"),
        Edition(2, later, Period(2565).start, "a"),
        Edition(3, measured, Period(2566).start, "a"),
    ]


def test_a_report_reads_the_plan_of_its_time_and_what_was_measured_since() -> None:
    found = edition_for(editions(), Period(2563))
    assert found is not None
    assert (found.number, found.plan.vision) == (1, PLANNED.vision)
    assert found.plan.issues[0].indicators[0].measured == {2561: 365, 2563: 371}


def test_before_the_first_edition_the_first_that_covers_the_year_counts() -> None:
    found = edition_for(editions(), Period(2561))
    assert found is not None
    assert found.number == 1
    assert edition_for(editions(), Period(2570)) is None
    assert edition_for([], Period(2563)) is None


def test_a_new_plan_does_not_speak_about_years_of_an_old_one() -> None:
    new = Edition(4, replace(PLANNED, years=Span(2566, 2570)), Period(2566).start + timedelta(days=9), "a")
    assert edition_for([*editions(), new], Period(2565, 4)).number == 2  # type: ignore[union-attr]
    assert edition_for([*editions(), new], Period(2567, 1)).number == 4  # type: ignore[union-attr]


def test_a_value_that_was_taken_back_is_in_no_report() -> None:
    first = Edition(1, with_value(PLANNED, "yield", 2562, 9.0), Period(2562).start, "a")
    mended = Edition(2, PLANNED, Period(2563).start, "a")
    found = edition_for([first, mended], Period(2562))
    assert found is not None
    assert (found.number, found.plan.issues[0].indicators[0].measured) == (1, {2561: 365})
    other = Edition(3, replace(PLANNED, years=Span(2562, 2570), vision="x"), Period(2564).start, "a")
    more = replace(other, plan=with_value(with_value(other.plan, "yield", 2561, None), "yield", 2562, 8.0))
    found = edition_for([first, mended, more], Period(2562))
    assert found is not None
    assert found.plan.issues[0].indicators[0].measured == {2561: 365, 2562: 8.0}


def test_a_value_comes_and_goes() -> None:
    there = with_value(PLANNED, "yield", 2562, 3.0)
    assert there.issues[0].indicators[0].measured == {2561: 365, 2562: 3.0}
    assert with_value(there, "yield", 2562, None) == PLANNED
    assert with_value(PLANNED, "other", 2562, 3.0) == PLANNED
