"""Builders of comments that move in, for tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.comments.import_export.exchange import ImportedComment

LONG_AGO = datetime(2015, 6, 1, 3, 0, tzinfo=UTC)


def a_foreign(number: int = 1, **with_: Any) -> ImportedComment:
    """Comment ``number`` of another site; the numbers are the order of time."""
    made = ImportedComment(
        source_id=f"wp-{number}",
        parent_source_id=None,
        author="สมหญิง",
        text_or_html=f"<p>ข้อความที่ {number}</p>",
        created=LONG_AGO + timedelta(minutes=number),
    )
    return replace(made, **with_)
