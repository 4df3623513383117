"""Decisions that others are faster than."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from services.comments.campaigns.lookout import Sighting
from services.comments.campaigns.model import Campaign, Sentence
from services.comments.model import Action, ChangedSince, Comment, Event, State
from services.comments.moderation.decisions import Moderation, Skipped
from services.comments.moderation.ledger import Entry, effective, first_break
from services.comments.writer import Plan
from tests.support.comments import NOW, a_comment

HELD = [a_comment(number, state=State.HELD) for number in (1, 2)]
IDS = [comment.id for comment in HELD]


class Desk:
    """Threads, queue and ledger in memory; the comments in ``lost`` change under every decision."""

    def __init__(self, *lost: str) -> None:
        self.lost = lost
        self.chain: list[Entry] = []

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]:
        return [next((c for c in HELD if c.id == identity), None) for identity in identities]

    async def history(self, identity: str) -> list[Event]:
        raise NotImplementedError

    async def places(self, state: State, after: str | None, limit: int) -> list[str]:
        raise NotImplementedError

    async def sizes(self) -> dict[State, int]:
        raise NotImplementedError

    async def last(self) -> Entry | None:
        return self.chain[-1] if self.chain else None

    async def append(self, entry: Entry) -> bool:
        self.chain.append(entry)
        return True

    async def of_decision(self, decision: str) -> Entry | None:
        return next((entry for entry in self.chain if entry.decision == decision), None)

    async def entries(self, after: int, limit: int) -> list[Entry]:
        return self.chain[after : after + limit]

    async def change(self, identity: str, plan: Plan) -> Comment:
        assert self.chain, "the ledger comes first"
        if identity in self.lost:
            raise ChangedSince
        change = plan(next(c for c in HELD if c.id == identity))
        assert change is not None
        return change.comment


class NoCampaigns:
    """Nobody has said the same as anybody else."""

    async def sight(self, seen: Sighting, new: str, now: datetime) -> Campaign:
        raise NotImplementedError

    async def leave(self, identity: str, comment: str) -> None:
        raise NotImplementedError

    async def find(self, identities: Sequence[str]) -> list[Campaign | None]:
        return [None for _ in identities]

    async def members(self, identity: str) -> list[str]:
        raise NotImplementedError

    async def newest(self, limit: int) -> list[Campaign]:
        raise NotImplementedError

    async def pass_sentence(self, identity: str, sentence: Sentence, now: datetime) -> Campaign | None:
        raise NotImplementedError

    async def undo_sentence(self, identity: str, decision: str, now: datetime) -> Campaign | None:
        raise NotImplementedError


def moderation(desk: Desk) -> Moderation:
    numbers = count(1)
    return Moderation(
        threads=desk,
        queue=desk,
        ledger=desk,
        writer=desk,
        campaigns=NoCampaigns(),
        clock=lambda: NOW,
        new_id=lambda _: f"d{next(numbers)}",
    )


async def test_a_claim_that_holds_needs_no_more() -> None:
    desk = Desk()
    ruling = await moderation(desk).decide(IDS, Action.SPAM, "", "daeng")
    assert (ruling.decision, ruling.applied, ruling.skipped) == ("d1", tuple(IDS), ())
    assert [entry.action for entry in desk.chain] == ["spam"]


async def test_what_others_were_faster_with_is_taken_off_the_claim() -> None:
    desk = Desk(IDS[0])
    ruling = await moderation(desk).decide(IDS, Action.SPAM, "", "daeng")
    assert (ruling.decision, ruling.applied) == ("d1", (IDS[1],))
    assert ruling.skipped == (Skipped(IDS[0], "changed-since"),)
    assert [(entry.action, entry.undoes) for entry in desk.chain] == [("spam", None), ("void", "d1")]
    assert effective(desk.chain) == {"d1": (IDS[1],)}
    assert first_break(desk.chain) is None


async def test_a_decision_that_changed_nothing_was_not_taken() -> None:
    desk = Desk(*IDS)
    ruling = await moderation(desk).decide(IDS, Action.SPAM, "", "daeng")
    assert (ruling.decision, ruling.applied, len(ruling.skipped)) == (None, (), 2)
    assert effective(desk.chain) == {"d1": ()}
