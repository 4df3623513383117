from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from services.feed.model import Post
from services.transfer.model import FoundComment
from services.transfer.reading import read
from services.transfer.sheaf import End, PostIn

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@dataclass
class Outcome:
    """Everything that was read."""

    posts: list[PostIn] = field(default_factory=list)
    comments: list[FoundComment] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)
    end: End = field(default_factory=End)

    def post(self, number: int = 0) -> Post:
        return self.posts[number].post


class Reads(Protocol):
    def __call__(self, kind: str, text: str | bytes) -> Outcome: ...


def outcome_of(kind: str, path: Path) -> Outcome:
    outcome = Outcome()
    for sheaf in read(kind, path, NOW):
        outcome.posts += sheaf.posts
        outcome.comments += [comment for comments in sheaf.comments for comment in comments.foreign]
        outcome.remarks.update(remark.code for post in sheaf.posts for remark in post.remarks)
        outcome.remarks.update(nothing.remark.code for nothing in sheaf.nothings)
        outcome.end = sheaf.end or outcome.end
    return outcome


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    """Read a text as the export of a host."""

    def reading(kind: str, text: str | bytes) -> Outcome:
        path = tmp_path / "export"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return outcome_of(kind, path)

    return reading
