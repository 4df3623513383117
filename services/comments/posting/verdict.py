"""From the spam decision to a comment's standing. Pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from services.comments.model import Judgement, Reason, ReasonCode, Standing, State
from services.comments.spam.model import Decision, Outcome
from services.comments.spam.model import Reason as SpamReason

HONEYPOT: Final = "honeypot"
_STATES: Final = {Outcome.PUBLISH: State.PUBLISHED, Outcome.HOLD: State.HELD, Outcome.REJECT: State.REJECTED}
_CODES: Final = {
    SpamReason.MODEL: ReasonCode.MODEL,
    SpamReason.RULE: ReasonCode.RULE,
    SpamReason.BARE: ReasonCode.BARE,
    SpamReason.NOT_SCORED: ReasonCode.NOT_SCORED,
}


def standing_of(decision: Decision, *, trapped: bool = False) -> Standing:
    """Where a comment starts. ``trapped``: the field that people do not see was filled in; it is never published."""
    state = _STATES[decision.outcome]
    reasons = tuple(_reason(reason, decision) for reason in decision.reasons)
    if not trapped:
        return Standing(state, reasons)
    caught = Reason(ReasonCode.RULE, {"rules": HONEYPOT})
    return Standing(State.HELD if state is State.PUBLISHED else state, (*reasons, caught))


def under_name(standing: Standing, author: str, advertises: Callable[[str], bool]) -> Standing:
    """What would be published waits if the name given with it is an advert: readers see that as they see the text."""
    if standing.state is not State.PUBLISHED or not advertises(author):
        return standing
    return replace(standing, state=State.HELD, reasons=(*standing.reasons, Reason(ReasonCode.NAME)))


def is_unsure(standing: Standing) -> bool:
    """Held for nothing but the model's doubt: a little work may settle it, since those who send thousands will not."""
    return standing.state is State.HELD and {reason.code for reason in standing.reasons} == {ReasonCode.MODEL}


def judgement_of(decision: Decision) -> Judgement:
    """The record of a decision."""
    return Judgement(decision.probability, decision.score, decision.parts, decision.model_version)


def _reason(reason: SpamReason, decision: Decision) -> Reason:
    match _CODES[reason]:
        case ReasonCode.MODEL if decision.probability is not None:
            return Reason(ReasonCode.MODEL, {"probability": f"{decision.probability:.3f}"})
        case ReasonCode.RULE:
            against = [part.name for part in decision.parts if part.kind == "rule" and part.weight > 0]
            return Reason(ReasonCode.RULE, {"rules": " ".join(against)})
        case code:
            return Reason(code)
