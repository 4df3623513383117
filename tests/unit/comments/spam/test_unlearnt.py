"""Files that nothing was learnt from are judged by label and group."""

from pathlib import Path

import numpy as np
import pytest

from services.comments.spam.errors import TrainingDataError
from services.comments.spam.figures import Share
from services.comments.spam.model import Thresholds
from services.comments.spam.seed import Comment
from services.comments.spam.unlearnt import Group, by_group, check, group_table

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


def test_files_that_can_be_judged_pass(tmp_path: Path) -> None:
    path = tmp_path / "site.jsonl"
    path.write_text('{"text": "ก"}\n\n{"text": "ข", "label": "spam", "group": "loan", "by": "x"}\n', "utf-8")
    check([path])


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", None),
        (b"\n \n", None),
        (b"\x93\x00\xff\xfe", 1),
        (b'{"text": "a"}\nnot JSON\n', 2),
        (b'{"text": "a"}\n{"text": 5}\n', 2),
        (b'{"label": "spam"}', 1),
        (b'{"text": "a", "label": "junk"}', 1),
        (b'["a"]', 1),
        (b"[" * 100_000, 1),
    ],
)
def test_what_cannot_be_judged_is_told_with_its_line(tmp_path: Path, content: bytes, line: int | None) -> None:
    path = tmp_path / "site.jsonl"
    path.write_bytes(content)
    with pytest.raises(TrainingDataError) as told:
        check([path])
    assert (told.value.path, told.value.line) == (path, line)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError):
        check([tmp_path / "nowhere.jsonl"])
