"""What moderators' decisions teach, and that an undone one teaches nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.comments import changes
from services.comments.learning.labels import label_of
from services.comments.model import Action, Comment, Decided, Reason, ReasonCode, Standing, State
from shared.errors import Conflict
from tests.support.comments import NOW, a_comment

SECRET = b"secret"
ACTIONS = (Action.APPROVE, Action.REJECT, Action.SPAM, Action.RESTORE)


def after(comment: Comment, *actions: Action, actor: str = "daeng") -> Comment:
    """After those of a moderator's actions that were possible."""
    for number, action in enumerate(actions):
        try:
            comment = changes.decided(
                comment, action, decision=f"d{number}", actor=actor, reason="", now=NOW + timedelta(minutes=number)
            ).comment
        except Conflict:
            continue
    return comment


@pytest.mark.parametrize(
    ("start", "actions", "spam"),
    [
        (State.HELD, (Action.APPROVE,), False),
        (State.HELD, (Action.SPAM,), True),
        (State.PUBLISHED, (Action.SPAM,), True),
        (State.PUBLISHED, (Action.SPAM, Action.APPROVE), False),
        (State.PUBLISHED, (Action.APPROVE,), False),
        (State.PUBLISHED, (Action.APPROVE, Action.SPAM), True),
        (State.HELD, (Action.REJECT,), None),
        (State.SPAM, (Action.RESTORE,), None),
        (State.PUBLISHED, (), None),
        (State.HELD, (), None),
    ],
)
def test_a_person_has_to_say_whether_it_is_spam(
    start: State, actions: tuple[Action, ...], *, spam: bool | None
) -> None:
    label = label_of(after(a_comment(state=start), *actions), SECRET)
    assert (label.spam if label else None) is spam


def test_a_label_names_nobody_and_says_what_it_contradicts() -> None:
    label = label_of(after(a_comment(state=State.PUBLISHED), Action.SPAM), SECRET)
    assert label is not None
    assert "daeng" not in label.moderator
    assert (label.version, label.first, label.contradicts) == ("m1", State.PUBLISHED, True)
    confirmed = label_of(after(a_comment(state=State.PUBLISHED), Action.APPROVE), SECRET)
    assert confirmed is not None
    assert not confirmed.contradicts
    other = label_of(after(a_comment(state=State.HELD), Action.SPAM), b"another site")
    assert other is not None
    assert (other.moderator != label.moderator, other.contradicts) == (True, False)


def test_a_text_is_no_spam_for_the_name_above_it() -> None:
    waits = replace(a_comment(state=State.HELD), standing=Standing(State.HELD, (Reason(ReasonCode.NAME),)))
    assert label_of(after(waits, Action.SPAM), SECRET) is None
    approved = label_of(after(waits, Action.APPROVE), SECRET)
    assert approved is not None
    assert not approved.spam


def test_a_label_is_as_old_as_the_decision_and_not_as_the_comment() -> None:
    later = NOW + timedelta(days=9)
    confirmed = changes.decided(a_comment(), Action.APPROVE, decision="d1", actor="daeng", reason="", now=later).comment
    label = label_of(confirmed, SECRET)
    assert label is not None
    assert (label.at, confirmed.updated) == (later, NOW)
    before_that_was_kept = replace(confirmed, in_force=(Decided("d1", a_comment().standing, "daeng"),))
    label = label_of(before_that_was_kept, SECRET)
    assert label is not None
    assert label.at == NOW


@settings(deadline=None)
@given(st.sampled_from([State.PUBLISHED, State.HELD, State.REJECTED]), st.lists(st.sampled_from(ACTIONS), max_size=5))
def test_undoing_everything_is_never_having_labelled(start: State, actions: list[Action]) -> None:
    comment = before = a_comment(state=start)
    for action in actions:
        comment = after(comment, action, actor=f"moderator of {action}")
    while comment.in_force:
        last = comment.in_force[-1].decision
        comment = changes.undone(comment, last, decision="u", actor="daeng", now=NOW).comment
    assert label_of(comment, SECRET) == label_of(before, SECRET) is None


def test_what_its_author_changes_or_takes_back_teaches_nothing() -> None:
    approved = after(a_comment(state=State.HELD), Action.APPROVE)
    withdrawn, erased = changes.withdrawn(approved, NOW), changes.erased(approved, "author", NOW)
    assert withdrawn is not None
    assert erased is not None
    edited = changes.edited(approved, "อื่น", approved.standing, approved.judgement, NOW)
    assert [label_of(change.comment, SECRET) for change in (withdrawn, erased, edited)] == [None] * 3
