"""What is hidden among harmless sentences is found, and everybody who judges a text finds the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.learning.shadow import Shadow
from services.comments.spam.attack import Strength
from services.comments.spam.attack_padding import SENTENCES_EN, SENTENCES_TH, Padding, padded
from services.comments.spam.bundle import shipped
from services.comments.spam.decide import Decider, score_with, what_counts
from services.comments.spam.model import Context, Outcome, Thresholds, log_odds_of, probability_of, total
from services.comments.spam.normalise import Normalised, normalise
from services.comments.spam.passages import LONGEST, SHORTEST, Passage, by_passage, ceiling, passages
from services.comments.spam.passed import LEAST, Looked, Scored, hide, look, settle, with_passages
from services.comments.spam.rules import fired
from services.comments.spam.scorer import LinearScorer

BASE = shipped()
PLAIN = LinearScorer(BASE.weights, replace(BASE.thresholds, discount=None), "plain")
SCORER = LinearScorer(BASE.weights, replace(BASE.thresholds, discount=0.8), "passages")
DECIDER, BLIND = Decider(SCORER), Decider(PLAIN)
SPAM = (
    "สล็อตเว็บตรง แตกง่าย ฝาก 50 รับ 100 สมัครฟรี แอดไลน์ @demoslot",
    "ปล่อยเงินกู้ด่วน ไม่เช็คบูโร อนุมัติทันที ทักไลน์ @demoloan เลยค่ะ",
    "Free casino bonus! Register now at https://casino-a.example and win big, instant withdrawal, no deposit",
)
PIECES = st.sampled_from(
    [*SPAM, *SENTENCES_TH, *SENTENCES_EN, "\n", " ", "ๆ", "https://a.example", "ส\u200bล็\u200bอ\u200bต"]
)
TEXTS = st.lists(PIECES | st.text(max_size=60), max_size=9).map(" ".join)
LETTERS = st.text(st.sampled_from("กเ็าะ a  ."), max_size=600)


@given(LETTERS)
def test_passages_are_stretches_of_the_text(normal: str) -> None:
    for start, end in passages(normal):
        assert 0 <= start < end <= len(normal)
        assert end - start >= SHORTEST - 1
        assert (start, end) != (0, len(normal))


def test_passages_are_not_much_longer_than_they_may() -> None:
    assert max(end - start for start, end in passages("กา" * 400)) <= LONGEST
    assert max(end - start for start, end in passages(" ".join(SENTENCES_EN))) <= LONGEST


@pytest.mark.parametrize("normal", ["", "ก" * 60, "ขอบคุณครับ อ่านแล้วเข้าใจดีขึ้นมากเลย"])
def test_a_short_text_is_looked_at_as_a_whole(normal: str) -> None:
    assert passages(normal) == []


def test_without_spaces_borders_stand_between_syllables() -> None:
    thai = "".join(SENTENCES_TH).replace(" ", "")
    starts = {start for start, _ in passages(thai)}
    assert len(starts) > len(thai) // 90
    assert all(thai[start] not in "ะัาำิีึืุู็่้๊๋์" and thai[start - 1] not in "เแโใไ" for start in starts - {0})


@given(TEXTS)
def test_a_passage_is_scored_like_a_text_of_its_own(text: str) -> None:
    normal = normalise(text).text
    for one in SCORER.examined(normal, 0.0):
        assert one.score == pytest.approx(PLAIN.score(Normalised(normal[one.start : one.end])), abs=1e-9)


@given(TEXTS)
def test_it_adds_up_points_into_the_text_and_costs_no_spam(text: str) -> None:
    decision, before = DECIDER.decide(text, Context()), BLIND.decide(text, Context())
    assert decision.score == total(decision.parts)
    assert decision.score >= before.score
    assert all(
        0 <= part.start < part.end <= len(text) for part in decision.parts if part.start is not None and part.end
    )
    if decision.parts != before.parts:
        (off,) = [part for part in decision.parts if part.kind == "passage"]
        assert (before.outcome, decision.outcome) == (Outcome.PUBLISH, Outcome.HOLD)
        inside = [part for part in decision.parts if part.kind == "term"]
        assert all(off.start <= part.start and part.end <= off.end for part in inside)  # type: ignore[operator]
        assert off.weight < 0


@given(TEXTS, st.booleans())
def test_everybody_judges_alike(text: str, has_form: bool) -> None:
    context = Context(has_form=has_form)
    served = DECIDER.decide(text, context)
    assert Shadow(SCORER).probability(text, BLIND.decide(text, context)) == pytest.approx(served.probability, abs=1e-9)
    normal = normalise(text)
    rules = total(fired(normal, Context()))
    rows = Scored(np.array([PLAIN.score(normal) + rules]), look(SCORER, [normal.text]), np.array([rules]))
    assert with_passages(rows, SCORER.thresholds)[0] == pytest.approx(score_with(SCORER, normal, rules), abs=1e-9)


@pytest.mark.parametrize("place", Padding)
@pytest.mark.parametrize("spam", SPAM[:2])
def test_plain_thai_spam_is_not_published_among_harmless_sentences(spam: str, place: Padding) -> None:
    for strength in Strength:
        assert DECIDER.decide(padded(spam, place, strength, 1), Context()).outcome is not Outcome.PUBLISH


def test_harmless_sentences_are_published() -> None:
    for sentences in (SENTENCES_TH, SENTENCES_EN):
        assert DECIDER.decide(" ".join(sentences), Context()).outcome is Outcome.PUBLISH


THRESHOLDS = Thresholds(hold=0.9, reject=0.99, discount=1.0)


@pytest.mark.parametrize(
    ("whole", "score", "rules", "expected"),
    [
        (0.0, 4.0, 0.0, 3.0),
        (0.0, 9.0, 0.0, log_odds_of(0.99) - 0.01),  # never rejected for a passage
        (0.0, 3.0, 0.0, None),  # not enough to be held
        (0.0, 3.0, 0.5, 2.5),  # but with a rule
        (2.5, 9.0, 0.0, None),  # held as a whole
        (6.0, 9.0, 0.0, None),
    ],
)
def test_when_a_passage_is_heeded(whole: float, score: float, rules: float, expected: float | None) -> None:
    passage = Passage(0, 50, 0.0, score, 1.0)
    found = by_passage(whole, rules, THRESHOLDS, lambda: passage)
    assert (found and found[1]) == (None if expected is None else pytest.approx(expected))
    assert THRESHOLDS.outcome(probability_of(ceiling(THRESHOLDS))) is Outcome.HOLD


def test_where_no_passage_can_matter_none_is_asked_for() -> None:
    assert by_passage(9.0, 0.0, THRESHOLDS, lambda: pytest.fail("asked")) is None
    assert PLAIN.passage(normalise(" ".join([*SPAM, *SENTENCES_TH]))) is None


@pytest.mark.parametrize("discount", [-0.1, float("inf"), float("nan")])
def test_a_discount_is_a_number(discount: float) -> None:
    with pytest.raises(ValueError, match="discount"):
        Thresholds(0.5, 0.9, discount)


def test_only_passages_whose_letters_agree_are_heeded() -> None:
    scores, letters = np.array([[5.0, 9.0], [-np.inf, -np.inf]]), np.array([[0.5, -2.0], [-np.inf, -np.inf]])
    looked = Looked(scores, letters, np.array([[0.5, 0.5], [0.0, 0.0]]))
    assert looked.heeded(0.5).tolist() == [4.0, -np.inf]
    assert looked.heeded(1.5).tolist() == [-np.inf, -np.inf]


def test_the_discount_finds_the_hidden_without_losing_the_plain() -> None:
    """Passages of harmless texts come to 2, of hidden spam to 4; the threshold is the worst harmless text."""
    spam = np.array([False] * 50 + [True] * 50)
    whole, rules = np.where(spam, 3.0, 0.0), np.zeros(100)
    none = np.full((50, 1), -np.inf)
    looked = Looked(
        np.vstack([np.full((50, 1), 4.5), none]), np.vstack([np.full((50, 1), 4.5), none]), np.zeros((100, 1))
    )
    six = np.full((50, 1), 6.0)
    hidden = Scored(np.full(50, -3.0), Looked(six, six, np.zeros((50, 1))), np.zeros(50))
    found = settle(lambda scores: scores[~spam].max() + 0.01, Scored(whole, looked, rules), spam, hidden)
    assert LEAST <= 4.5 - 3.0 < found + 0.06
    assert found < 4.5


def test_spam_is_hidden_between_texts_of_its_kind() -> None:
    written, at = hide(["ก", "ข", "x", "y"], np.array([False, True, True, True]), ["th", "th", "en", "th"])
    assert written == ["ก ข ก", "ก y ก"]
    assert at.tolist() == [1, 3]


@given(st.text(max_size=30), st.sampled_from(Padding), st.sampled_from(Strength), st.integers(0, 99))
def test_the_attacker_keeps_his_text_whole(text: str, place: Padding, strength: Strength, seed: int) -> None:
    written = padded(text, place, strength, seed)
    assert written == padded(text, place, strength, seed)
    assert text in written
    assert len(written) >= len(text) + 20 * {"light": 1, "medium": 2, "heavy": 4}[strength]


@given(TEXTS)
def test_what_counts_is_what_was_scored(text: str) -> None:
    normal = normalise(text)
    counted, added = what_counts(SCORER, normal, 0.3)
    assert counted in normal.text
    expected = score_with(SCORER, normal, 0.3)
    assert PLAIN.score(Normalised(counted)) + added + 0.3 == pytest.approx(expected, abs=1e-9)
