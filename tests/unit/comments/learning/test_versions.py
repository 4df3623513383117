"""Which version serves, runs beside, can be gone back to, and may be thrown away."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.comments.learning.gate import Comparison, Verdict
from services.comments.learning.versions import (
    MOST_REMEMBERED,
    Activation,
    Roll,
    Version,
    activated,
    dispensable,
    shadowed,
)
from tests.support.comments import NOW

NONE = Comparison(0, 0.0, 0.0, 0.0)


def activation(version: str) -> Activation:
    return Activation(version, "daeng", NOW)


def test_the_base_serves_until_somebody_says_otherwise_and_a_new_base_begins_anew() -> None:
    roll = shadowed(Roll(), "base", "v1")
    assert (roll.active("base"), roll.beside("base")) == ("base", "v1")
    roll = activated(roll, "base", activation("v1"))
    assert (roll.active("base"), roll.beside("base"), roll.preferred("base")) == ("v1", None, ("v1", "base"))
    assert (roll.active("new base"), roll.beside("new base"), roll.preferred("new base")) == (
        "new base",
        None,
        ("new base",),
    )
    over = activated(shadowed(roll, "base", "v2"), "new base", activation("v1"))
    assert (over.active("new base"), over.shadow, len(over.history)) == ("v1", None, 1)


def test_going_back_is_an_activation_like_any_other() -> None:
    roll = shadowed(activated(Roll(), "base", activation("v1")), "base", "v2")
    back = activated(roll, "base", activation("base"))
    assert (back.active("base"), back.beside("base"), back.preferred("base")) == ("base", "v2", ("base", "v1"))


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["v1", "v2", "v3", "base"])), max_size=60))
def test_every_change_has_its_number_and_history_is_bounded(steps: list[tuple[bool, str]]) -> None:
    roll = Roll()
    for number, (serve, version) in enumerate(steps, start=1):
        roll = activated(roll, "base", activation(version)) if serve else shadowed(roll, "base", version)
        assert roll.number == number
        assert not serve or roll.active("base") == version
        assert roll.beside("base") != roll.active("base")
    assert len(roll.history) <= MOST_REMEMBERED


def test_only_what_nothing_names_is_thrown_away_the_oldest_first() -> None:
    versions = [Version(f"v{n}", "base", NOW + timedelta(n), 1, Verdict(NONE, NONE, 0.0)) for n in range(6)]
    roll = shadowed(activated(Roll(), "base", activation("v1")), "base", "v2")
    assert [version.id for version in dispensable(versions[::-1], roll, keep=2)] == ["v0", "v3"]
    assert dispensable(versions, roll, keep=10) == []
