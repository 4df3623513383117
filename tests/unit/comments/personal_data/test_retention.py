"""What the document promises about data is what the code does."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from services.comments.model import State
from services.comments.personal_data.retention import TABLE
from services.comments.privacy.purging import Due, due
from tests.support.comments import NOW, a_comment

DOCUMENT = Path(__file__).parents[4] / "docs" / "privacy.md"
ROW = re.compile(r"^\| (?P<what>[^|]+) \| (?P<why>[^|]+) \| (?P<kept>[^|]+) \| (?P<how>[^|]+) \|$", re.MULTILINE)
SECOND = timedelta(seconds=1)


def test_the_document_and_the_code_say_the_same() -> None:
    rows = [tuple(match.group("what", "why", "kept", "how")) for match in ROW.finditer(DOCUMENT.read_text())]
    said = [(rule.what, rule.why, f"{rule.days} days" if rule.days else "-", rule.how) for rule in TABLE]
    assert rows[1:] == said


@pytest.mark.parametrize(
    ("state", "age", "email", "what"),
    [
        (State.PUBLISHED, timedelta(days=4000), None, None),
        (State.HELD, timedelta(days=180) + SECOND, None, Due.ERASE),
        (State.HELD, timedelta(days=180), None, None),
        (State.PUBLISHED, timedelta(days=365) + SECOND, "a@b.example", Due.EMPTY),
        (State.PUBLISHED, timedelta(days=365), "a@b.example", None),
        (State.WITHDRAWN, timedelta(days=30) + SECOND, None, Due.ERASE),
        (State.WITHDRAWN, timedelta(days=30), None, None),
        (State.SPAM, timedelta(days=180) + SECOND, None, Due.ERASE),
        (State.REJECTED, timedelta(days=180) + SECOND, "a@b.example", Due.ERASE),
        (State.REJECTED, timedelta(days=180), None, None),
        (State.ERASED, timedelta(days=4000), None, None),
    ],
)
def test_what_is_due(state: State, age: timedelta, email: str | None, what: Due | None) -> None:
    assert due(a_comment(state=state, email=email), NOW + age) is what
