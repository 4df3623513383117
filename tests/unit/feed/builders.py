"""Posts and submissions for tests: complete, unless said otherwise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.feed.model import Post, Status, Submission

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def submission(**fields: Any) -> Submission:
    return replace(Submission(title="ข่าวเกษตร", content="<p>ข้าวหอมมะลิ</p>"), **fields)


def post(number: int = 1, **fields: Any) -> Post:
    """The post that was published ``number`` minutes before `NOW`."""
    moment = NOW - timedelta(minutes=number)
    usual: dict[str, Any] = {
        "id": f"01k{number:023d}",
        "atom_id": f"tag:roiet.example,2026-03-02:posts/{number}",
        "thread": f"ข่าว-{number}",
        "slug": f"ข่าว-{number}",
        "title": f"ข่าวที่ {number}",
        "content": f"<p>เนื้อหา {number}</p>",
        "status": Status.PUBLISHED,
        "created": moment,
        "updated": moment,
        "published": moment,
    }
    return Post(**{**usual, **fields})
