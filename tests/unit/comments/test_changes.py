from dataclasses import replace
from datetime import timedelta

import pytest

from services.comments import changes
from services.comments.model import (
    TRANSITIONS,
    Action,
    AppealedAlready,
    ChangedSince,
    Comment,
    EditWindowClosed,
    Judgement,
    NeedsAnother,
    NotPossible,
    Reason,
    ReasonCode,
    Standing,
    State,
    after,
    moderator_actions,
)
from tests.support.comments import NOW, a_comment

LATER = NOW + timedelta(minutes=1)
WINDOW = timedelta(minutes=15)
CLEAN = Judgement(0.01, -4.6, (), "m2")
HELD_BY_MODEL = (Reason(ReasonCode.MODEL, {"probability": "0.700"}),)


def test_every_pair_of_state_and_action_is_decided() -> None:
    for state in State:
        for action in Action:
            if (state, action) in TRANSITIONS:
                assert after(state, action) in State
            else:
                with pytest.raises(NotPossible):
                    after(state, action)


def test_a_withdrawn_comment_is_out_of_everybodys_reach() -> None:
    assert [pair for pair in TRANSITIONS if pair[0] is State.WITHDRAWN] == [(State.WITHDRAWN, Action.ERASE)]
    assert moderator_actions(State.WITHDRAWN) == ()


def test_what_is_erased_says_nothing_any_more_and_stays_so() -> None:
    told = a_comment(text="ความลับ", author="สมหญิง", email="a@b.example", website="https://b.example", sender="s")
    change = changes.erased(told, "author", LATER)
    assert change is not None
    gone = change.comment
    assert (gone.author, gone.text, gone.email, gone.website, gone.sender) == ("", "", None, None, "")
    assert (gone.judgement.parts, gone.state, gone.rev) == ((), State.ERASED, told.rev + 1)
    assert changes.erased(gone, "author", LATER) is None
    assert changes.withdrawn(gone, LATER) is None
    assert not [pair for pair in TRANSITIONS if pair[0] is State.ERASED]


def test_a_moderator_is_offered_what_is_possible() -> None:
    assert moderator_actions(State.HELD) == (Action.APPROVE, Action.REJECT, Action.SPAM)
    assert moderator_actions(State.SPAM) == (Action.APPROVE, Action.REJECT, Action.RESTORE)
    assert moderator_actions(State.PUBLISHED) == (Action.APPROVE, Action.REJECT, Action.SPAM)
    assert moderator_actions(State.PUBLISHED, reviewed=True) == (Action.REJECT, Action.SPAM)


def test_what_is_public_is_confirmed_and_nobody_sees_it() -> None:
    worked_for = a_comment(reasons=HELD_BY_MODEL)
    confirmed = changes.decided(worked_for, Action.APPROVE, decision="d1", actor="daeng", reason="", now=LATER).comment
    assert confirmed.standing == replace(worked_for.standing, reviewed=True)
    assert (confirmed.face, confirmed.rev) == (worked_for.face, 2)
    with pytest.raises(NotPossible):
        changes.decided(confirmed, Action.APPROVE, decision="d2", actor="dam", reason="", now=LATER)
    assert changes.reported(confirmed, 9, LATER) is None
    back = changes.undone(confirmed, "d1", decision="d3", actor="dam", now=LATER).comment
    assert (back.standing, back.face, back.in_force) == (worked_for.standing, worked_for.face, ())
    again = changes.undone(back, "d3", decision="d4", actor="dam", now=LATER).comment
    assert (again.standing, again.face) == (confirmed.standing, worked_for.face)
    edited = changes.edited(again, again.text, Standing(State.PUBLISHED), CLEAN, LATER).comment
    assert edited.face != worked_for.face, "an edit shows, whatever it says"
    spam = changes.decided(confirmed, Action.SPAM, decision="d5", actor="dam", reason="", now=LATER).comment
    assert spam.face is None
    assert changes.undone(spam, "d5", decision="d6", actor="dam", now=LATER).comment.updated == LATER


def test_a_decision_keeps_what_was_before() -> None:
    held = a_comment(state=State.HELD, reasons=HELD_BY_MODEL)
    change = changes.decided(held, Action.APPROVE, decision="d1", actor="daeng", reason="ดี", now=LATER)
    assert change.comment.standing == Standing(State.PUBLISHED, (), reviewed=True)
    assert (change.comment.rev, change.comment.updated) == (2, LATER)
    assert (change.event.actor, change.event.what, change.event.decision) == ("daeng", "approve", "d1")
    back = changes.undone(change.comment, "d1", decision="d2", actor="dam", now=LATER).comment
    assert back.standing == held.standing
    again = changes.undone(back, "d2", decision="d3", actor="dam", now=LATER).comment
    assert again.standing == change.comment.standing


def test_an_undo_knows_its_decision() -> None:
    held = a_comment(state=State.HELD)
    decided = changes.decided(held, Action.SPAM, decision="d1", actor="daeng", reason="", now=LATER).comment
    for comment, decision in ((held, "d1"), (decided, "d2")):
        with pytest.raises(ChangedSince):
            changes.undone(comment, decision, decision="d9", actor="x", now=LATER)
    withdrawn = changes.withdrawn(decided, LATER)
    assert withdrawn is not None
    with pytest.raises(ChangedSince):
        changes.undone(withdrawn.comment, "d1", decision="d9", actor="x", now=LATER)


def test_decisions_are_undone_one_after_the_other() -> None:
    held = a_comment(state=State.HELD, reasons=HELD_BY_MODEL)
    spam = changes.decided(held, Action.SPAM, decision="d1", actor="daeng", reason="", now=LATER).comment
    approved = changes.decided(spam, Action.APPROVE, decision="d2", actor="daeng", reason="", now=LATER).comment
    with pytest.raises(ChangedSince):
        changes.undone(approved, "d1", decision="d9", actor="dam", now=LATER)
    once = changes.undone(approved, "d2", decision="d3", actor="dam", now=LATER).comment
    assert (once.standing, once.in_force) == (spam.standing, spam.in_force)
    twice = changes.undone(once, "d1", decision="d4", actor="dam", now=LATER).comment
    assert twice.standing == held.standing
    for gone in ("d1", "d2", "d3"):
        with pytest.raises(ChangedSince):
            changes.undone(twice, gone, decision="d9", actor="dam", now=LATER)
    redone = changes.undone(once, "d3", decision="d5", actor="dam", now=LATER).comment
    assert redone.standing == approved.standing
    back = changes.undone(redone, "d5", decision="d6", actor="dam", now=LATER).comment
    assert changes.undone(back, "d1", decision="d7", actor="dam", now=LATER).comment.standing == held.standing


def test_decisions_in_force_are_bounded() -> None:
    comment = a_comment(state=State.HELD)
    for number in range(130):
        action = Action.SPAM if comment.state is State.REJECTED else Action.REJECT
        comment = changes.decided(comment, action, decision=f"d{number}", actor="daeng", reason="", now=LATER).comment
    assert [decided.decision for decided in comment.in_force] == [f"d{number}" for number in range(30, 130)]


def test_edits_end_with_their_time() -> None:
    comment = a_comment()
    changes.check_editable(comment, NOW + WINDOW, WINDOW)
    with pytest.raises(EditWindowClosed):
        changes.check_editable(comment, NOW + WINDOW + timedelta(seconds=1), WINDOW)
    with pytest.raises(NotPossible):
        changes.check_editable(a_comment(state=State.REJECTED), NOW, WINDOW)


def test_an_edit_does_not_shake_off_an_appeal_or_reports() -> None:
    published = Standing(State.PUBLISHED)
    for code in (ReasonCode.APPEAL, ReasonCode.REPORT, ReasonCode.MODERATOR):
        held = a_comment(state=State.HELD, reasons=(Reason(code),))
        assert changes.edited(held, "ใหม่", published, CLEAN, LATER).comment.standing == held.standing
    by_model = a_comment(state=State.HELD, reasons=HELD_BY_MODEL)
    change = changes.edited(by_model, "ใหม่", published, CLEAN, LATER)
    assert (change.comment.state, change.comment.text, change.comment.edited) == (State.PUBLISHED, "ใหม่", LATER)
    assert change.event.after is State.PUBLISHED


def test_one_appeal() -> None:
    rejected = a_comment(state=State.REJECTED, reasons=HELD_BY_MODEL)
    change = changes.appealed(rejected, "ไม่ใช่", LATER)
    assert change.comment.standing.reasons == (*HELD_BY_MODEL, Reason(ReasonCode.APPEAL, {"words": "ไม่ใช่"}))
    assert not changes.is_appealable(change.comment)
    with pytest.raises(AppealedAlready):
        changes.appealed(change.comment, "", LATER)
    with pytest.raises(NotPossible):
        changes.appealed(a_comment(), "", LATER)


def test_reports_hold_a_comment_once_there_are_enough() -> None:
    comment = a_comment()
    assert changes.reported(comment, 2, LATER) is None
    change = changes.reported(comment, 3, LATER)
    assert change is not None
    assert change.comment.standing == Standing(State.HELD, (Reason(ReasonCode.REPORT, {"reports": "3"}),))
    reviewed = replace(comment, standing=Standing(State.PUBLISHED, reviewed=True))
    assert changes.reported(reviewed, 9, LATER) is None
    assert changes.reported(a_comment(state=State.HELD), 3, LATER) is None


def test_withdrawing_twice_is_withdrawing_once() -> None:
    change = changes.withdrawn(a_comment(), LATER)
    assert change is not None
    assert changes.withdrawn(change.comment, LATER) is None


def test_an_appeal_is_for_another_moderator_who_is_heard() -> None:
    held = a_comment(state=State.HELD, reasons=HELD_BY_MODEL)
    rejected = changes.decided(held, Action.REJECT, decision="d1", actor="daeng", reason="โฆษณา", now=LATER).comment
    appealed = changes.appealed(rejected, "ไม่ใช่", LATER).comment
    with pytest.raises(NeedsAnother):
        changes.decided(appealed, Action.APPROVE, decision="d2", actor="daeng", reason="", now=LATER)
    granted = changes.decided(appealed, Action.APPROVE, decision="d2", actor="dam", reason="จริง", now=LATER).comment
    told = Reason(ReasonCode.MODERATOR, {"words": "จริง", "appeal": "heard"})
    assert granted.standing == Standing(State.PUBLISHED, (told,), reviewed=True)
    assert changes.undone(granted, "d2", decision="d3", actor="dam", now=LATER).comment.standing == appealed.standing


def _appealed(before: Comment) -> Comment:
    rejected = changes.decided(before, Action.REJECT, decision="d1", actor="daeng", reason="", now=LATER).comment
    return changes.appealed(rejected, "ไม่ใช่", LATER).comment


def test_who_decided_first_gets_no_second_go_by_undoing_it() -> None:
    appealed = _appealed(a_comment(state=State.HELD, reasons=HELD_BY_MODEL))
    undone = changes.undone(appealed, "d1", decision="d2", actor="daeng", now=LATER).comment
    appeal = Reason(ReasonCode.APPEAL, {"words": "ไม่ใช่", "against": "daeng"})
    assert undone.standing == Standing(State.HELD, (*HELD_BY_MODEL, appeal))
    again = changes.undone(undone, "d2", decision="d3", actor="dam", now=LATER).comment
    for waiting in (undone, again):
        with pytest.raises(NeedsAnother):
            changes.decided(waiting, Action.REJECT, decision="d4", actor="daeng", reason="", now=LATER)
    assert changes.decided(undone, Action.REJECT, decision="d4", actor="dam", reason="", now=LATER)
    rejected = _appealed(a_comment(state=State.SPAM))
    assert changes.undone(rejected, "d1", decision="d2", actor="daeng", now=LATER).comment.state is State.HELD
    public = changes.undone(_appealed(a_comment()), "d1", decision="d2", actor="daeng", now=LATER).comment
    assert public.standing == a_comment().standing


def test_who_decided_first_gets_no_second_go_by_an_edit() -> None:
    appealed = _appealed(a_comment(state=State.HELD, reasons=HELD_BY_MODEL))
    edited = changes.edited(appealed, "ใหม่", Standing(State.PUBLISHED), CLEAN, LATER).comment
    assert edited.state is State.HELD
    with pytest.raises(NeedsAnother):
        changes.decided(edited, Action.REJECT, decision="d2", actor="daeng", reason="", now=LATER)


def test_an_appeal_against_the_filter_is_for_anybody() -> None:
    appealed = changes.appealed(a_comment(state=State.REJECTED, reasons=HELD_BY_MODEL), "", LATER).comment
    change = changes.decided(
        appealed, Action.REJECT, decision="d1", actor="daeng", reason="", now=LATER, ground="gambling"
    )
    assert change.comment.standing.reasons == (Reason(ReasonCode.MODERATOR, {"ground": "gambling", "appeal": "heard"}),)


def test_an_edit_keeps_in_the_history_what_stood_there() -> None:
    comment = a_comment()
    change = changes.edited(comment, "ใหม่", Standing(State.PUBLISHED), CLEAN, LATER)
    assert (change.event.text, change.comment.text) == (comment.text, "ใหม่")
