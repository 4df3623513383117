import logging
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.spam.decide import Decider
from services.comments.spam.model import Context, Outcome, Part, Reason, Thresholds, probability_of, total
from services.comments.spam.normalise import Normalised
from services.comments.spam.passages import Passage


class FixedScorer:
    """Says the same of every text."""

    version = "fixed"
    thresholds = Thresholds(hold=0.6, reject=0.9)

    def __init__(self, score: float) -> None:
        self._score = score

    def parts(self, _: Normalised, /) -> tuple[Part, ...]:
        return (Part("bias", "bias", self._score - 1), Part("term", "x", 1.0))

    def passage(self, _: Normalised, /) -> Passage | None:
        return None


class BrokenScorer(FixedScorer):
    def parts(self, _: Normalised, /) -> tuple[Part, ...]:
        raise ZeroDivisionError


class SometimesBroken(FixedScorer):
    broken = True

    def parts(self, text: Normalised, /) -> tuple[Part, ...]:
        if self.broken:
            raise ZeroDivisionError
        return super().parts(text)


FAST = Context(seconds_to_submit=1.0)  # a rule worth 1.5


@pytest.mark.parametrize(
    ("score", "context", "outcome", "reasons"),
    [
        (-3.0, Context(), Outcome.PUBLISH, ()),
        (-3.0, FAST, Outcome.PUBLISH, ()),
        (0.0, FAST, Outcome.HOLD, (Reason.RULE,)),
        (0.5, Context(), Outcome.HOLD, (Reason.MODEL,)),
        (0.6, FAST, Outcome.HOLD, (Reason.MODEL,)),
        (1.0, FAST, Outcome.REJECT, (Reason.MODEL, Reason.RULE)),
        (3.0, Context(), Outcome.REJECT, (Reason.MODEL,)),
    ],
)
def test_outcome_and_reasons(score: float, context: Context, outcome: Outcome, reasons: tuple[Reason, ...]) -> None:
    decision = Decider(FixedScorer(score)).decide("ดี", context)
    assert (decision.outcome, decision.reasons, decision.model_version) == (outcome, reasons, "fixed")
    assert decision.score == total(decision.parts)
    assert decision.probability == probability_of(decision.score)


def test_without_a_model_everything_is_held_and_counted() -> None:
    decider = Decider(None)
    decision = decider.decide("ดู bit.ly/x", FAST)
    assert (decision.outcome, decision.reasons) == (Outcome.HOLD, (Reason.NOT_SCORED,))
    assert (decision.probability, decision.model_version) == (None, None)
    assert {part.name for part in decision.parts} == {"shortener", "too-fast"}
    assert decision.score == total(decision.parts)
    assert decider.unscored == 1


def test_a_failing_model_holds_counts_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    decider = Decider(BrokenScorer(0.0))
    with caplog.at_level(logging.ERROR):
        outcomes = {decider.decide("ดี", Context()).outcome for _ in range(3)}
    assert outcomes == {Outcome.HOLD}
    assert decider.unscored == 3
    assert len(caplog.records) == 1
    assert decider.model_version == "fixed"
    assert decider.impaired


def test_what_works_again_is_not_impaired() -> None:
    scorer = SometimesBroken(0.0)
    decider = Decider(scorer)
    assert decider.decide("ดี", Context()).reasons == (Reason.NOT_SCORED,)
    scorer.broken = False
    assert decider.decide("ดี", Context()).reasons == ()
    assert not decider.impaired


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_a_score_that_is_no_number_is_no_score(score: float) -> None:
    assert Decider(FixedScorer(score)).decide("ดี", Context()).reasons == (Reason.NOT_SCORED,)


def test_a_missing_model_is_logged_not_raised(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    decider = Decider.load(tmp_path)
    assert decider.decide("ดี", Context()).reasons == (Reason.NOT_SCORED,)
    assert decider.model_version is None
    assert len(caplog.records) == 1


def test_a_tampered_model_is_not_used(saved: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = saved / "weights.bin"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    decision = Decider.load(saved).decide("ขอบคุณครับ", Context())
    assert (decision.outcome, decision.reasons) == (Outcome.HOLD, (Reason.NOT_SCORED,))
    assert "not the file" in caplog.text


@given(
    text=st.text(max_size=80),
    context=st.builds(
        Context,
        has_form=st.booleans(),
        seconds_to_submit=st.none() | st.floats(),
        first_comment=st.booleans(),
        thread_title=st.text(max_size=30),
        known_campaign=st.booleans(),
        blocked_domains=st.frozensets(st.text(max_size=9), max_size=2),
    ),
)
def test_a_decision_never_raises_and_always_adds_up(text: str, context: Context) -> None:
    decision = SHIPPED.decide(text, context)
    assert decision.score == total(decision.parts)
    assert decision.probability is not None


SHIPPED = Decider.load()


@pytest.mark.parametrize("text", ["https://videos.example/watch?v=1", "@somchai.demo"])
def test_a_link_or_a_name_alone_is_not_rejected(text: str) -> None:
    decision = SHIPPED.decide(text, Context())
    assert (decision.outcome, decision.reasons[-1]) == (Outcome.HOLD, Reason.BARE)


@pytest.mark.parametrize(
    "context", [Context(blocked_domains=frozenset({"videos.example"})), Context(known_campaign=True)]
)
def test_a_link_of_which_a_person_has_spoken_is(context: Context) -> None:
    assert SHIPPED.decide("https://videos.example/watch?v=1", context).outcome is Outcome.REJECT
