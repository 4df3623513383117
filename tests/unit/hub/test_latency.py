from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.latency import BOUNDS, bucket_of, percentile


def test_nothing_has_no_percentile() -> None:
    assert percentile({}, 0.5) is None
    assert percentile({3: 0}, 0.5) is None


@pytest.mark.parametrize(("seconds", "bucket"), [(-1, 0), (0, 0), (0.01, 0), (0.011, 1), (86400, 16), (1e6, 17)])
def test_buckets(seconds: float, bucket: int) -> None:
    assert bucket_of(timedelta(seconds=seconds)) == bucket


def test_what_took_longer_than_a_day_took_at_least_a_day() -> None:
    assert percentile({len(BOUNDS): 3}, 0.5) == BOUNDS[-1]


@given(st.lists(st.floats(0, 80_000), min_size=1, max_size=80), st.sampled_from([0.5, 0.95]))
def test_a_percentile_lies_in_the_bucket_of_the_real_one(durations: list[float], share: float) -> None:
    counts = Counter(bucket_of(timedelta(seconds=each)) for each in durations)
    ordered = sorted(durations)
    real = next(each for rank, each in enumerate(ordered, 1) if rank >= share * len(ordered))
    found = percentile(counts, share)
    assert found is not None
    bucket = bucket_of(timedelta(seconds=real))
    assert (BOUNDS[bucket - 1] if bucket else 0) <= found <= BOUNDS[bucket]
