import numpy as np
import pytest

from services.comments.spam.circles import circles, hold_of, reject_of
from services.comments.spam.figures import Budget, probabilities

BUDGET = Budget(hold=0.005, reject=0.0005)
SCORES = np.linspace(-4.0, 6.0, 2_000)


def solved(corpus: str, beside: int = 1) -> tuple[float, float]:
    """The shares of a legitimate corpus that are held and rejected, ``beside`` times as many harmless texts."""
    corpora = np.array([corpus] * len(SCORES) + ["youtube"] * len(SCORES) * beside)
    scores = np.concatenate([SCORES, np.full(len(SCORES) * beside, -9.0)])
    within = circles(np.zeros(len(scores), dtype=bool), corpora, BUDGET)
    hold, reject = hold_of(scores, within), reject_of(scores, within)
    judged = probabilities(SCORES)
    return float((judged >= hold).mean()), float((judged >= reject).mean())


@pytest.mark.parametrize("corpus", ["wisesight", "thaigov", "file"])
def test_a_corpus_keeps_the_budget_by_itself(corpus: str) -> None:
    held, rejected = solved(corpus)
    assert 0.004 <= held <= 0.005
    assert rejected <= 0.0005


def test_thrice_as_many_of_the_comments_written_to_be_mistaken_are_held() -> None:
    held, _ = solved("seed_th", beside=9)
    assert 0.014 <= held <= 0.015
    held, rejected = solved("seed_th")
    assert 0.009 <= held <= 0.01, "all comments together still keep the budget"
    assert rejected > 0.1, "they do not tell what may be rejected"


def test_text_messages_do_not_count() -> None:
    held, _ = solved("sms")
    assert held > 0.3


def test_spam_does_not_count() -> None:
    spam = SCORES > 0
    within = circles(spam, np.array(["seed_en"] * len(SCORES)), BUDGET)
    assert hold_of(SCORES, within) <= 0.5 + 1e-9
