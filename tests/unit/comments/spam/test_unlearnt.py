"""Files that nothing was learnt from are judged by label and group."""

import numpy as np

from services.comments.spam.figures import Share
from services.comments.spam.model import Thresholds
from services.comments.spam.seed import Comment
from services.comments.spam.unlearnt import Group, by_group, group_table

ROWS = [
    Comment("ก", "ham", "job"),
    Comment("ข", "spam", "job"),
    Comment("ค", "spam", "loan"),
    Comment("ง", "ham", "all"),
]


def test_labels_that_share_a_group_are_told_apart() -> None:
    found = by_group(Thresholds(hold=0.5, reject=0.9), ROWS, np.array([0.1, 0.5, 0.95, 0.6]))
    assert list(found) == [
        Group("ham", "job", Share(0, 1), Share(0, 1)),
        Group("ham", "all", Share(1, 2), Share(0, 2)),
        Group("spam", "job", Share(1, 1), Share(0, 1)),
        Group("spam", "loan", Share(1, 1), Share(1, 1)),
        Group("spam", "all", Share(2, 2), Share(1, 2)),
    ]


def test_a_table_says_how_sure_its_shares_are() -> None:
    header, row = group_table([Group("spam", "loan", Share(4, 4), Share(0, 4))])
    assert row == ("spam loan", "4", "100.00% [39.76%, 100.00%]", "0.00% [0.00%, 60.24%]")
    assert len(header) == len(row)
    assert group_table([]) == []
