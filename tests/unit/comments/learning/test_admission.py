"""A model of an operator's own texts takes over if it is better on them and has learnt enough."""

import pytest

from services.comments.learning.admission import NOT_BETTER, TOO_FEW_LEGITIMATE, TOO_FEW_OWN, Unseen, admission

GOOD = [Unseen(f"{number}", number % 2 == 0, 0.9 if number % 2 == 0 else 0.1) for number in range(60)]
BAD = [Unseen(one.text, one.spam, 1 - one.probability) for one in GOOD]


@pytest.mark.parametrize(
    ("own", "serves", "legitimate", "failings"),
    [
        (GOOD, 0.5, 1000, ()),
        (GOOD, None, 1000, ()),
        (GOOD, 0.5, 499, (TOO_FEW_LEGITIMATE,)),
        (GOOD[:19], 0.5, 1000, (TOO_FEW_OWN,)),
        ([], 0.5, 10, (TOO_FEW_LEGITIMATE, TOO_FEW_OWN)),
        (BAD, 0.5, 1000, (NOT_BETTER,)),
    ],
)
def test_what_stands_against_a_candidate(
    own: list[Unseen], serves: float | None, legitimate: int, failings: tuple[str, ...]
) -> None:
    found = admission(own, lambda _: serves, legitimate=legitimate, served=1000)
    assert found.failings == failings
