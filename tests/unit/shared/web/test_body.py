"""What msgspec says becomes field paths."""

import msgspec
import pytest

from shared.web.body import field_problem


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    name: str


class Body(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    labels: list[str] = []
    inner: Inner | None = None


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ("{}", "title", "missing"),
        ('{"title": 1}', "title", "wrong-type"),
        ('{"title": "a", "labels": ["x", 2]}', "labels[1]", "wrong-type"),
        ('{"title": "a", "color": "red"}', "color", "unknown-field"),
        ('{"title": "a", "inner": {}}', "inner.name", "missing"),
        ('{"title": "a", "inner": {"name": "b", "x": 1}}', "inner.x", "unknown-field"),
        ("[]", "", "wrong-type"),
    ],
)
def test_field_paths(sent: str, field: str, code: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(sent, type=Body)
    problem = field_problem(str(caught.value))
    assert (problem.field, problem.code) == (field, code)
