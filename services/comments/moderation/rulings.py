"""What a decision does to comments, and what came of it. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from services.comments import changes
from services.comments.model import Action, Change, Comment
from services.comments.moderation.ledger import Entry, Fact
from shared.errors import Conflict

UNKNOWN: Final = "not-found"
CLAIMED: Final = "claimed"

PlanFor = Callable[[Comment], Change]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A comment that a decision did not change; ``why`` is an error's code."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a decision did. ``decision`` is None if it could not be applied to any comment, and so was not taken.

    ``pending``: nothing has been done yet, since a second person has to confirm it.
    """

    decision: str | None
    applied: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    pending: bool = False


def plan_of(fact: Fact) -> PlanFor:
    """What becomes of a comment by what a fact says."""
    if fact.action == changes.UNDO:
        return lambda comment: changes.undone(
            comment, fact.undoes or "", decision=fact.decision, actor=fact.actor, now=fact.at
        )
    return lambda comment: changes.decided(
        comment,
        Action(fact.action),
        decision=fact.decision,
        actor=fact.actor,
        reason=fact.reason,
        ground=fact.ground,
        now=fact.at,
    )


def planned(current: Mapping[str, Comment | None], plan: PlanFor) -> tuple[list[Comment], list[Skipped]]:
    """Those comments that a plan would change, and why not the others."""
    would, would_not = [], []
    for identity, comment in current.items():
        why = UNKNOWN if comment is None else _forbidden(comment, plan)
        if comment is not None and why is None:
            would.append(comment)
        else:
            would_not.append(Skipped(identity, why or UNKNOWN))
    return would, would_not


def possible(comments: Iterable[Comment | None], plan: PlanFor) -> list[Comment]:
    """Those comments that a plan would change."""
    return planned({comment.id: comment for comment in comments if comment is not None}, plan)[0]


def claiming(fact: Fact, comments: Sequence[Comment]) -> Fact:
    """The fact as it is recorded: with the comments that it is about to change, and the models that judged them."""
    versions = {c.judgement.model_version for c in comments if c.judgement.model_version}
    public = tuple(c.id for c in comments if c.published) if fact.action == Action.APPROVE else ()
    return replace(
        fact,
        ids=tuple(comment.id for comment in comments),
        model_versions=tuple(sorted(versions)),
        confirmed=public or None,
    )


def fact_in(entry: Entry) -> Fact:
    """What an entry of the ledger records."""
    return Fact(
        decision=entry.decision,
        at=datetime.fromisoformat(entry.at).astimezone(UTC),
        actor=entry.actor,
        action=entry.action,
        ids=entry.ids,
        reason=entry.reason,
        undoes=entry.undoes,
        model_versions=entry.model_versions,
        campaign=entry.campaign,
        ground=entry.ground,
        second=entry.second,
        thread=entry.thread,
        door=entry.door,
        confirmed=entry.confirmed,
    )


def _forbidden(comment: Comment, plan: PlanFor) -> str | None:
    try:
        plan(comment)
    except Conflict as error:
        return error.code
    return None
