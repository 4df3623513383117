from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.retention import Limits, Weight, kept, surplus

NOW = datetime(2026, 1, 5, tzinfo=UTC)
WEIGHTS = st.dictionaries(
    st.text(min_size=1, max_size=3), st.tuples(st.integers(0, 50), st.integers(0, 100)), max_size=20
).map(lambda found: {name: Weight(NOW - timedelta(days=age), size) for name, (age, size) in found.items()})


@given(WEIGHTS, st.integers(1, 10), st.integers(1, 300), st.integers(0, 3))
def test_limits_hold_the_newest_stay_and_pins_always(
    weights: dict[str, Weight], entries: int, size: int, pins: int
) -> None:
    pinned = sorted(weights)[:pins]
    stay = kept(weights, Limits(entries=entries, bytes=size), pinned)
    assert set(pinned) <= stay
    others = stay - set(pinned)
    assert len(stay) <= max(entries, len(pinned))
    assert not others or sum(weights[name].size for name in stay) <= size
    oldest = min((weights[name].position for name in others), default=None)
    gone = set(weights) - stay
    assert oldest is None or all(weights[name].position <= oldest for name in gone) or len(gone) == 0


def test_of_all_together_those_that_came_first_go() -> None:
    order = [("a", 10), ("b", 10), ("c", 10)]
    assert surplus(order, entries=3, size=30, limits=Limits(all_entries=3, all_bytes=30)) == []
    assert surplus(order, entries=3, size=30, limits=Limits(all_entries=2, all_bytes=30)) == ["a"]
    assert surplus(order, entries=3, size=30, limits=Limits(all_entries=3, all_bytes=15)) == ["a", "b"]
