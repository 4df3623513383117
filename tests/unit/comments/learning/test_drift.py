"""Alarms ring when comments or people move away from the model, and not for noise."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.comments.learning.drift import (
    BINS,
    Disagreement,
    Histograms,
    Seen,
    alarms,
    bin_of,
    disagreement,
    doubted,
)
from services.comments.learning.gate import Beside
from services.comments.learning.labels import Label
from services.comments.learning.versions import Trust
from services.comments.model import State
from tests.support.comments import NOW

CALM = Seen(0.01, Beside(1000, 10), Disagreement(1, 100))


@settings(deadline=None)
@given(st.floats(0, 1))
def test_every_probability_has_a_bin(probability: float) -> None:
    assert 0 <= bin_of(probability) < BINS
    assert bin_of(0.0) == 0
    assert bin_of(1.0) == BINS - 1


def test_drift_is_seen_when_the_shares_move_and_not_when_only_the_number_grows() -> None:
    first = [800, 100, 50, 20, 10, 5, 5, 5, 3, 1, 1]
    assert Histograms(first, [count // 3 for count in first]).drift == pytest.approx(0, abs=0.02)
    moved = Histograms(first, first[::-1]).drift
    assert moved is not None
    assert moved > 1
    assert Histograms(first, [1] * BINS).drift is None


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (CALM, None),
        (replace(CALM, drift=0.3), "drift"),
        (replace(CALM, drift=None), None),
        (replace(CALM, shadow=Beside(300, 60)), "shadow-disagrees"),
        (replace(CALM, shadow=Beside(100, 60)), None),
        (replace(CALM, moderators=Disagreement(20, 100)), "moderators-disagree"),
        (replace(CALM, moderators=Disagreement(4, 10)), None),
    ],
)
def test_alarms(seen: Seen, code: str | None) -> None:
    assert [alarm.code for alarm in alarms(seen)] == ([code] if code else [])


def test_only_recent_verdicts_of_the_version_that_serves_can_be_contradicted() -> None:
    label = Label("c", "ข้อความ", True, "m", NOW, "v1", State.PUBLISHED)
    right = replace(label, first=State.HELD)
    labels = [label, right, replace(label, version="v0"), replace(label, at=NOW - timedelta(days=8))]
    assert disagreement(labels, "v1", NOW - timedelta(days=7)) == Disagreement(1, 2)


def test_who_contradicts_alone_is_named_and_nobody_where_there_is_nobody_else() -> None:
    label = Label("c", "ข้อความ", True, "m", NOW, "v1", State.PUBLISHED)
    other = replace(label, moderator="n", first=State.HELD)
    since = NOW - timedelta(days=7)
    assert disagreement([label] * 3 + [other], "v1", since).by == "m"
    assert disagreement([label] * 3, "v1", since).by == ""
    assert disagreement([label, replace(label, moderator="n")], "v1", since).by == ""
    assert disagreement([other], "v1", since) == Disagreement(0, 1)
    (alarm,) = alarms(replace(CALM, moderators=Disagreement(20, 100, "m")))
    assert alarm.detail == "m"


@pytest.mark.parametrize(
    ("labels", "trust", "against", "rings"),
    [(20, 0.9, 0.1, False), (20, 0.1, 0.0, True), (20, 0.9, 0.4, True), (19, 0.0, 1.0, False)],
)
def test_an_account_that_nobody_bears_out_is_named(*, labels: int, trust: float, against: float, rings: bool) -> None:
    said = Trust("m", True, labels, trust, 10.0, against)
    found = doubted([said, Trust("n", False, 20, 1.0, 10.0)])
    assert [alarm.detail for alarm in found] == ["m"] * rings
    assert not doubted([said, Trust("m", False, 500, 1.0, 10.0), Trust("n", False, 19, 1.0, 10.0)]), "who else says so?"
