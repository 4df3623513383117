"""Nesting, priority, verdicts, words."""

import pytest

from services.comments import wording
from services.comments.model import Reason, ReasonCode, State
from services.comments.moderation import wording as desk_wording
from services.comments.moderation.priority import Band, band_of
from services.comments.posting.verdict import standing_of
from services.comments.spam.model import Decision, Outcome, Part
from services.comments.spam.model import Reason as SpamReason
from services.comments.spam.rules import RULES
from services.comments.threads.tree import Node, nest
from shared.errors import FieldProblem
from tests.support.comments import BEFORE, a_comment


def shape(nodes: list[Node]) -> list[object]:
    return [(int(n.comment.text.split()[-1]), n.level, shape(n.replies)) for n in nodes]


def test_replies_stand_below_what_they_answer_three_levels_deep() -> None:
    comments = [a_comment(1)]
    for number in range(2, 6):
        comments.append(a_comment(number, parent=comments[-1].id))
    assert shape(nest(comments)) == [(1, 1, [(2, 2, [(3, 3, []), (4, 3, []), (5, 3, [])])])]
    (root,) = nest(comments)
    deep = root.replies[0].replies
    assert [node.answers and node.answers.id for node in deep] == [None, comments[2].id, comments[3].id]


def test_a_reply_without_its_parent_stands_by_itself() -> None:
    assert shape(nest([a_comment(2, parent=a_comment(1).id)])) == [(2, 1, [])]


def test_circles_do_not_hang() -> None:
    one, two = a_comment(1, parent=a_comment(2).id), a_comment(2, parent=a_comment(1).id)
    assert len(nest([one, two, a_comment(3, parent=a_comment(3).id)])) == 1


def test_bands() -> None:
    assert band_of(a_comment()) is Band.UNSURE
    assert band_of(a_comment(judgement=type(BEFORE)(0.95, 3.0, (), "m"))) is Band.LIKELY_SPAM
    assert band_of(a_comment(judgement=type(BEFORE)(None, 0.0, (), None))) is Band.UNSURE


def decision(outcome: Outcome, *reasons: SpamReason) -> Decision:
    parts = (Part("bias", "bias", -1.0), Part("rule", "shortener", 1.2), Part("rule", "official-links", -1.5))
    return Decision(outcome, 0.7, 0.85, parts, reasons, "m1")


def test_outcomes_become_states_with_reasons() -> None:
    assert standing_of(decision(Outcome.PUBLISH)).state is State.PUBLISHED
    held = standing_of(decision(Outcome.HOLD, SpamReason.MODEL, SpamReason.RULE))
    assert held.state is State.HELD
    assert [(r.code, r.data) for r in held.reasons] == [
        (ReasonCode.MODEL, {"probability": "0.700"}),
        (ReasonCode.RULE, {"rules": "shortener"}),
    ]
    assert standing_of(decision(Outcome.REJECT)).state is State.REJECTED


def test_who_fills_in_the_hidden_field_is_never_published() -> None:
    assert standing_of(decision(Outcome.PUBLISH), trapped=True).state is State.HELD
    assert standing_of(decision(Outcome.REJECT), trapped=True).state is State.REJECTED


def same(message: str) -> str:
    return message


def test_everything_has_words() -> None:
    for state in State:
        assert wording.STATES[state]
        assert wording.to_author(state, same)
    for code in ReasonCode:
        assert wording.reason_words(Reason(code), same)
    for band in Band:
        assert desk_wording.BANDS[band]
    names = {part: wording.part_words(Part("rule", part, 1.0), same) for part in (rule.name for rule in RULES)}
    assert [name for name, words in names.items() if name == words] == []


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Part("bias", "bias", 1.0), "starting point of every comment"),
        (Part("terms", "terms", 1.0), "all other words together"),
        (Part("term", "คำ", 1.0), "“คำ”"),
        (Part("passage", "passage", -1.0), "taken off, since only one passage of the comment was looked at"),
        (Part("rule", "new-rule", 1.0), "new-rule"),
    ],
)
def test_parts_in_words(part: Part, words: str) -> None:
    assert wording.part_words(part, same) == words


def test_authors_learn_no_tricks() -> None:
    rule = Reason(ReasonCode.RULE, {"rules": "shortener many-links"})
    assert "a shortened link, many links" in wording.reason_words(rule, same)
    assert "link" not in wording.reason_to_author(rule, same)
    said = Reason(ReasonCode.MODERATOR, {"words": "หยาบคาย"})
    assert wording.reason_to_author(said, same).endswith(": หยาบคาย")
    assert wording.shown_state(State.SPAM) is State.REJECTED


def test_mistakes_in_words() -> None:
    assert "80" in wording.problem_words(FieldProblem("author", "too-long"), same)
    assert wording.problem_words(FieldProblem("x", "y"), same)
