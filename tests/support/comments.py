"""Builders of comments for tests."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from services.comments.model import Change, Comment, Event, Judgement, Reason, Standing, State
from services.comments.spam.model import Part
from services.comments.threads.thread import comment_id, thread_key
from shared.ids import ulid

URL = "http://roiet.example/posts/strategy"
NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
BEFORE = Judgement(0.7, 0.85, (Part("bias", "bias", 0.85),), "m1")


def a_comment(
    number: int = 1, *, state: State = State.PUBLISHED, reasons: tuple[Reason, ...] = (), **with_: Any
) -> Comment:
    """Comment ``number`` of a thread; the numbers are the order of time."""
    url = with_.get("url", URL)
    made = Comment(
        id=comment_id(thread_key(url), ulid(NOW, number)),
        url=url,
        parent=None,
        author="สมชาย",
        text=f"ข้อความที่ {number}",
        email=None,
        website=None,
        created=NOW,
        updated=NOW,
        edited=None,
        standing=Standing(state, reasons),
        judgement=BEFORE,
        receipt_digest="0" * 64,
    )
    return replace(made, **with_)


def as_new(comment: Comment) -> Change:
    """The change by which a comment comes into being."""
    return Change(comment, Event(comment.created, "author", "post", comment.state))
