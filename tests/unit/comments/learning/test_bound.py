"""What one account alone calls spam pulls no more than a set sum, however much it says."""

import numpy as np
import pytest

from services.comments.learning.bound import ALONE, HEARD, SURE, bounded
from services.comments.learning.refit import STIFFNESS


@pytest.mark.parametrize("lies", [1, 50, 2000])
def test_pulls_of_what_nobody_bears_out_add_up_to_no_more_than_the_bound(lies: int) -> None:
    said = np.full(lies + HEARD, True)
    who = np.array(["ค"] * lies + ["ก"] * HEARD, dtype=object)
    agreement = np.where(who == "ค", SURE - 0.1, SURE + 0.01)
    weights = bounded(np.ones(len(who)), said, agreement, who, ["ก", "ค"])
    assert weights[:lies].sum() / STIFFNESS == pytest.approx(ALONE)
    assert (weights[lies:] == 1).all()


def test_what_calls_a_text_legitimate_or_is_borne_out_is_not_bounded() -> None:
    who = np.array(["ค"] * 20 + ["ก"] * HEARD, dtype=object)
    legitimate, sure = np.full(len(who), False), np.full(len(who), SURE)
    assert (bounded(np.ones(len(who)), legitimate, sure - 0.5, who, ["ก", "ค"]) == 1).all()
    assert (bounded(np.ones(len(who)), ~legitimate, sure, who, ["ก", "ค"]) == 1).all()


def test_whom_nobody_can_be_compared_with_is_not_bounded() -> None:
    who = np.array(["ค"] * 50 + ["ก"] * (HEARD - 1), dtype=object)
    weights = bounded(np.ones(len(who)), np.full(len(who), True), np.zeros(len(who)), who, ["ก", "ค"])
    assert (weights[:50] == 1).all()


def test_what_weighs_less_already_stays() -> None:
    who = np.array(["ค"] * 2 + ["ก"] * HEARD, dtype=object)
    light = np.where(who == "ค", ALONE * STIFFNESS / 4, 1.0)
    assert (bounded(light, np.full(len(who), True), np.zeros(len(who)), who, ["ค"]) == light).all()
