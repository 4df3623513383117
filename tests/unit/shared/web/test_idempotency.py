import pytest

from shared.errors import InvalidInput
from shared.web.idempotency import HEADER, checked_key, key_of


def test_a_key_is_optional() -> None:
    assert key_of({}) is None
    assert key_of({HEADER: "k-1"}) == checked_key("k-1") == "k-1"


@pytest.mark.parametrize("wrong", ["", " ", "ก", "a\n", "x" * 201])
def test_a_key_is_short_visible_ascii(wrong: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        key_of({HEADER: wrong})
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [(HEADER, "bad-key")]
