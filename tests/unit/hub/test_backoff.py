from datetime import timedelta
from itertools import count, takewhile

import pytest

from services.hub.backoff import DELIVERING, READING, Backoff

FLAT = Backoff(timedelta(seconds=10), factor=2, tries=4)


def test_pauses_grow_and_end_with_the_last_try() -> None:
    assert [FLAT.pause(tried, 0) for tried in range(1, 5)] == [
        timedelta(seconds=10),
        timedelta(seconds=20),
        timedelta(seconds=40),
        None,
    ]


def test_jitter_stretches_by_up_to_half() -> None:
    assert FLAT.pause(1, 0.5) == timedelta(seconds=12.5)


@pytest.mark.parametrize(
    ("backoff", "least", "most"),
    [
        (DELIVERING, timedelta(hours=18), timedelta(hours=28)),
        (READING, timedelta(minutes=4), timedelta(minutes=7)),
    ],
)
@pytest.mark.parametrize("jitter", [0.0, 0.999])
def test_all_tries_fit_into_the_time_that_is_promised(
    backoff: Backoff, least: timedelta, most: timedelta, jitter: float
) -> None:
    pauses = takewhile(lambda pause: pause is not None, (backoff.pause(tried, jitter) for tried in count(1)))
    assert least <= sum((pause for pause in pauses if pause), timedelta()) <= most
