"""What becomes of a comment under each action: comment in, `Change` out. Pure; raises what forbids the action."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from services.comments.model import (
    AGAINST,
    EDITABLE,
    TRANSITIONS,
    Action,
    AppealedAlready,
    Change,
    ChangedSince,
    Comment,
    Decided,
    EditWindowClosed,
    Event,
    Judgement,
    NeedsAnother,
    NotPossible,
    Reason,
    ReasonCode,
    Standing,
    State,
    after,
    appealed_against,
    open_appeal,
)

AUTHOR: Final = "author"
READERS: Final = "readers"
UNDO: Final = "undo"
ENOUGH: Final = 3.0
"""The weight of reports from which on a comment is held: three readers of whom nothing is known."""
_MOST_IN_FORCE: Final = 100
"""Decisions about one comment, one on top of the other, that can be undone; more are a quarrel or a broken program."""
_FROM_PEOPLE: Final = frozenset({ReasonCode.APPEAL, ReasonCode.REPORT, ReasonCode.MODERATOR})


def check_editable(comment: Comment, now: datetime, window: timedelta) -> None:
    """Raise what forbids the author to change the text now."""
    if comment.state not in EDITABLE:
        raise NotPossible(comment.state, Action.EDIT)
    if now - comment.created > window:
        raise EditWindowClosed(f"a comment can be changed for {window.total_seconds() / 60:.0f} minutes")


def is_editable(comment: Comment, now: datetime, window: timedelta) -> bool:
    """Whether the author can change the text now."""
    return comment.state in EDITABLE and now - comment.created <= window


def is_appealable(comment: Comment) -> bool:
    """Whether the author can ask for another look."""
    return not comment.appealed and (comment.state, Action.APPEAL) in TRANSITIONS


def edited(comment: Comment, text: str, standing: Standing, judgement: Judgement, now: datetime) -> Change:
    """The author's new text, judged again. What was held for another reason than its text stays held."""
    kept = tuple(reason for reason in comment.standing.reasons if reason.code in _FROM_PEOPLE)
    if kept and comment.state is State.HELD:
        state = State.HELD if standing.state is State.PUBLISHED else standing.state
        standing = Standing(state, (*standing.reasons, *kept))
    changed = replace(comment, text=text, edited=now, judgement=judgement)
    return _moved(changed, standing, Event(now, AUTHOR, Action.EDIT, standing.state, text=comment.text))


def withdrawn(comment: Comment, now: datetime) -> Change | None:
    """Taken back by its author; None if it was already."""
    if comment.state in {State.WITHDRAWN, State.ERASED}:
        return None
    state = after(comment.state, Action.WITHDRAW)
    return _moved(comment, Standing(state), Event(now, AUTHOR, Action.WITHDRAW, state))


def emptied(comment: Comment, actor: str, now: datetime) -> Change | None:
    """Without the author's e-mail address and website, whose time is over; the comment stands as it stood."""
    if comment.email is None and comment.website is None:
        return None
    without = replace(comment, email=None, website=None, updated=comment.updated, rev=comment.rev + 1)
    return Change(without, Event(now, actor, Action.EMPTY, comment.state))


def erased(comment: Comment, actor: str, now: datetime, reasons: tuple[Reason, ...] = ()) -> Change | None:
    """Nothing of what was said, nor of who said it, is left but that there was something; None if it was done before.

    The digest of the receipt stays, so that whoever holds it can see that it was done, and for which ``reasons``.
    """
    if comment.state is State.ERASED:
        return None
    emptied = replace(
        comment,
        author="",
        text="",
        email=None,
        website=None,
        edited=None,
        judgement=Judgement(None, 0.0, (), None),
        sender="",
        campaign=None,
    )
    return _moved(emptied, Standing(State.ERASED, reasons), Event(now, actor, Action.ERASE, State.ERASED))


def appealed(comment: Comment, reason: str, now: datetime) -> Change:
    """Before a moderator again, once."""
    if comment.appealed:
        raise AppealedAlready
    state = after(comment.state, Action.APPEAL)
    said = {"words": reason, AGAINST: comment.in_force[-1].actor if comment.in_force else ""}
    appeal = Reason(ReasonCode.APPEAL, {name: word for name, word in said.items() if word})
    standing = Standing(state, (*comment.standing.reasons, appeal))
    change = _moved(comment, standing, Event(now, AUTHOR, Action.APPEAL, state, reason))
    return replace(change, comment=replace(change.comment, appealed=True, in_force=comment.in_force))


def reported(comment: Comment, weight: float, now: datetime) -> Change | None:
    """Held when enough readers have reported it, unless a person has already approved this very text."""
    if weight < ENOUGH or not comment.published or comment.standing.reviewed:
        return None
    state = after(comment.state, Action.REPORT)
    standing = Standing(state, (Reason(ReasonCode.REPORT, {"reports": f"{weight:.3g}"}),))
    return _moved(comment, standing, Event(now, READERS, Action.REPORT, state))


def decided(
    comment: Comment,
    action: Action,
    *,
    decision: str,
    actor: str,
    reason: str,
    now: datetime,
    ground: str | None = None,
) -> Change:
    """A moderator's decision. One about an appeal is told its author also where the comment is published.

    Who approves what is public already says that it may stay: nothing changes that anybody else sees.
    """
    state = after(comment.state, action)
    if appealed_against(comment) == actor:
        raise NeedsAnother
    event = Event(now, actor, action, state, reason, decision)
    if comment.published and state is State.PUBLISHED:
        if comment.standing.reviewed:
            raise NotPossible(comment.state, action)
        return _decided(comment, replace(comment.standing, reviewed=True), decision, event)
    appealed = open_appeal(comment) is not None
    said = {"words": reason, "ground": ground or "", "appeal": "heard" if appealed else ""}
    told = Reason(ReasonCode.MODERATOR, {name: word for name, word in said.items() if word})
    reasons = () if state is State.PUBLISHED and not appealed else (told,)
    return _decided(comment, Standing(state, reasons, reviewed=state is State.PUBLISHED), decision, event)


def undone(comment: Comment, undoes: str, *, decision: str, actor: str, now: datetime) -> Change:
    """Back to where the comment stood before ``undoes``: the last decision in force, or the undo that came last.

    The decisions before it are in force as they were. What an undone undo brings back is in force as ``decision``.
    An appeal is not done away with like that: unless the comment is published now, it waits on for somebody else.
    """
    if comment.undone is not None and comment.undone.decision == undoes:
        standing = comment.undone.before
        return _decided(comment, standing, decision, _undo(standing, decision, actor, now))
    if not comment.in_force or comment.in_force[-1].decision != undoes:
        raise ChangedSince
    *earlier, last = comment.in_force
    standing = _with_appeal_of(comment, last.before)
    change = _ruled(comment, standing, _undo(standing, decision, actor, now))
    undo = Decided(decision, comment.standing, actor, now)
    return replace(change, comment=replace(change.comment, in_force=tuple(earlier), undone=undo))


def _with_appeal_of(comment: Comment, standing: Standing) -> Standing:
    """An earlier standing, with the appeal that has come since and is still to be heard."""
    appeal = open_appeal(comment)
    if appeal is None or standing.state is State.PUBLISHED or appeal in standing.reasons:
        return standing
    return replace(standing, state=after(standing.state, Action.APPEAL), reasons=(*standing.reasons, appeal))


def _undo(standing: Standing, decision: str, actor: str, now: datetime) -> Event:
    return Event(now, actor, UNDO, standing.state, "", decision)


def _decided(comment: Comment, standing: Standing, decision: str, event: Event) -> Change:
    """A change that is in force, on top of those before it, until it is undone."""
    change = _ruled(comment, standing, event)
    in_force = (*comment.in_force, Decided(decision, comment.standing, event.actor, event.at))
    return replace(change, comment=replace(change.comment, in_force=in_force[-_MOST_IN_FORCE:]))


def _ruled(comment: Comment, standing: Standing, event: Event) -> Change:
    """A change of standing alone. What was public and stays so does not look newer for it."""
    change = _moved(comment, standing, event)
    if comment.published and standing.state is State.PUBLISHED:
        return replace(change, comment=replace(change.comment, updated=comment.updated))
    return change


def _moved(comment: Comment, standing: Standing, event: Event) -> Change:
    """A change by anyone ends the reach of undo."""
    moved = replace(
        comment,
        standing=standing,
        updated=event.at,
        rev=comment.rev + 1,
        in_force=(),
        undone=None,
        gone=_gone(comment, standing, event.at),
    )
    return Change(moved, event)


def _gone(comment: Comment, standing: Standing, now: datetime) -> datetime | None:
    if standing.state is State.PUBLISHED:
        return None
    return now if comment.published else comment.gone
