"""Durations counted in buckets: bounded however much is delivered, and good enough for percentiles. Pure."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

BOUNDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21600, 86400)
"""Upper bounds in seconds; what is longer is counted beyond the last one."""


def bucket_of(duration: timedelta) -> int:
    """The index of the bucket; a negative duration (two clocks) counts as none."""
    return bisect_left(BOUNDS, duration.total_seconds())


def percentile(counts: Mapping[int, int], share: float) -> float | None:
    """The seconds within which ``share`` (0 to 1) of what was counted ended, straight within a bucket; None of none."""
    wanted, passed = share * sum(counts.values()), 0
    for bucket in sorted(counts):
        count = counts[bucket]
        if count and passed + count >= wanted:
            return _within(bucket, (wanted - passed) / count)
        passed += count
    return None


def _within(bucket: int, part: float) -> float:
    if bucket >= len(BOUNDS):
        return float(BOUNDS[-1])
    lower = BOUNDS[bucket - 1] if bucket else 0.0
    return lower + (BOUNDS[bucket] - lower) * part
