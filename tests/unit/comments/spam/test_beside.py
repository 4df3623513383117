"""Two pipelines that judged the same texts are compared text by text."""

from pathlib import Path

import numpy as np
import pytest

from services.comments.spam.beside import beside_plain, paired
from services.comments.spam.corpora import read_videos


def test_agreement_about_every_text_leaves_no_room() -> None:
    right = np.arange(60) % 3 > 0
    assert paired(right, right, np.arange(60)) == (0.0, 0.0)


def test_the_interval_holds_the_difference_and_is_narrower_than_that_of_strangers() -> None:
    ours = np.arange(200) % 10 > 0
    other = ours & (np.arange(200) % 20 > 1)
    low, high = paired(ours, other, np.arange(200))
    assert 0 < low < ours.mean() - other.mean() < high < 0.1


def test_near_duplicates_are_no_further_evidence() -> None:
    ours, other = np.tile(np.arange(40) % 4 > 0, 5), np.tile(np.arange(40) % 3 > 0, 5)
    alike, apart = paired(ours, other, np.tile(np.arange(40), 5)), paired(ours, other, np.arange(200))
    assert alike[1] - alike[0] > 1.5 * (apart[1] - apart[0])


@pytest.mark.corpora
@pytest.mark.slow
def test_youtube_is_judged_better_than_by_a_plain_pipeline_beyond_chance(corpora: Path) -> None:
    found = {(one.texts, one.share): one for one in beside_plain(read_videos(corpora), 1)}
    for texts in ("as they come", "no near-duplicates"):
        right, blocked = found[texts, "right"], found[texts, "ham blocked"]
        assert right.low > 0
        assert blocked.ours < blocked.plain
        assert right.whole > blocked.whole
