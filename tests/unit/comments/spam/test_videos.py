"""YouTube with a video left out: what an operator's own labels teach, beside a plain pipeline that learns the same."""

from pathlib import Path

import pytest

from services.comments.spam.corpora import read_videos
from services.comments.spam.figures import Share
from services.comments.spam.videos import Video, leave_one_video_out

pytestmark = [pytest.mark.corpora, pytest.mark.slow]


@pytest.fixture(scope="module")
def videos(corpora: Path) -> list[Video]:
    return leave_one_video_out(read_videos(corpora), [], 1)


def share(videos: list[Video], way: str, of: str) -> float:
    shares: list[Share] = [getattr(one, of) for one in videos if one.way == way]
    return sum(one.hits for one in shares) / sum(one.whole for one in shares)


def test_each_video_is_judged_in_each_way(videos: list[Video]) -> None:
    assert len(videos) == len({(one.way, one.name) for one in videos}) == 9


def test_more_is_right_than_of_a_plain_pipeline(videos: list[Video]) -> None:
    assert share(videos, "alone", "right") > max(0.945, share(videos, "plain", "right") + 0.015)


def test_less_legitimate_is_blocked_than_by_a_plain_pipeline(videos: list[Video]) -> None:
    assert share(videos, "alone", "blocked") < min(0.05, share(videos, "plain", "blocked") - 0.01)
