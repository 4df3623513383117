"""Decisions that others are faster than, that are repeated, that a crash stops, and that take two persons."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from services.comments.campaigns.lookout import Sighting
from services.comments.campaigns.model import Campaign, Sentence
from services.comments.model import Action, ChangedSince, Comment, Event, Standing, State
from services.comments.moderation.audit import audited
from services.comments.moderation.decisions import FINISH_AFTER, Decisions
from services.comments.moderation.ledger import VOID, Entry, Fact, effective
from services.comments.moderation.orders import MOST_IDS, Order, checked
from services.comments.moderation.proposals import KEPT, MOST, OwnProposal, Proposal, Proposals
from services.comments.moderation.recording import Once
from services.comments.moderation.rulings import Ruling, Skipped
from services.comments.threads.closing import Turn
from services.comments.writing.writer import Plan
from shared.asked import Asked
from shared.errors import Conflict, IdempotencyMismatch, InvalidInput, NotFound, StoreUnavailable
from tests.support.comments import NOW, a_comment

HELD = [a_comment(number, state=State.HELD) for number in (1, 2, 3)]
IDS = tuple(comment.id for comment in HELD)
SPAM = Order(Action.SPAM, IDS)


class Desk:
    """Threads, claims and ledger in memory; comments in ``lost`` change under every decision, those in ``claimed``
    are somebody else's. ``breaks``: after how many changes the store goes away.
    """

    def __init__(self, *lost: str, claimed: Sequence[str] = (), breaks: int | None = None) -> None:
        self.lost, self.claimed, self.breaks = lost, claimed, breaks
        self.kept = {comment.id: comment for comment in HELD}
        self.events: list[tuple[str, Event]] = []
        self.chain: list[Entry] = []
        self.keys: dict[str, tuple[str, str]] = {}
        self.open: list[str] = []

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]:
        return [self.kept.get(identity) for identity in identities]

    async def history(self, identity: str) -> list[Event]:
        return [event for of, event in self.events if of == identity]

    async def by_others(self, identities: Sequence[str], person: str) -> set[str]:
        assert person == "daeng"
        return {*identities} & {*self.claimed}

    async def done(self, identities: Sequence[str]) -> None:
        pass

    async def last(self) -> Entry | None:
        return self.chain[-1] if self.chain else None

    async def append(self, entry: Entry, now: datetime, once: Once | None) -> str | None:
        assert now == NOW
        if once is not None and once.key in self.keys:
            return self.keys[once.key][0]
        self.chain.append(entry)
        if entry.action != VOID:
            self.open.append(entry.decision)
        if once is not None:
            self.keys[once.key] = (entry.decision, once.order)
        return entry.decision

    async def close(self, decision: str) -> None:
        self.open.remove(decision)

    async def left_open(self, before: datetime, limit: int) -> list[str]:
        return self.open[:limit] if before >= NOW else []

    async def of_decision(self, decision: str) -> Entry | None:
        return next((entry for entry in self.chain if entry.decision == decision), None)

    async def of_key(self, key: str) -> tuple[str, str] | None:
        return self.keys.get(key)

    async def change(self, identity: str, plan: Plan) -> Comment:
        assert self.chain, "the ledger comes first"
        if identity in self.lost:
            raise ChangedSince
        if self.breaks is not None and len(self.events) >= self.breaks:
            raise StoreUnavailable("gone")
        change = plan(self.kept[identity])
        assert change is not None
        self.kept[identity] = change.comment
        self.events.append((identity, change.event))
        return change.comment


class NoDoors:
    """No thread is closed by hand."""

    async def undo(self, undone: Turn, actor: str) -> str | None:
        raise NotImplementedError

    async def carry_out(self, turn: Turn) -> bool:
        raise NotImplementedError


class NoCampaigns:
    """Nobody has said the same as anybody else."""

    def sighting(self, seen: Sighting, new: str, now: datetime) -> Asked[Campaign]:
        raise NotImplementedError

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


class Shelf:
    """Proposals in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Proposal] = {}

    async def put(self, proposal: Proposal) -> None:
        self.kept[proposal.id] = proposal

    async def get(self, identity: str) -> Proposal | None:
        return self.kept.get(identity)

    async def everything(self) -> list[Proposal]:
        return [*self.kept.values()]

    async def remove(self, *identities: str) -> None:
        for identity in identities:
            del self.kept[identity]


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def decisions(desk: Desk, clock: Clock | None = None) -> Decisions:
    numbers = count(1)
    return Decisions(
        threads=desk,
        writer=desk,
        campaigns=NoCampaigns(),
        claims=desk,
        doors=NoDoors(),
        ledger=desk,
        clock=clock or Clock(),
        new_id=lambda _: f"d{next(numbers)}",
    )


async def test_a_claim_that_holds_needs_no_more() -> None:
    desk = Desk()
    ruling = await decisions(desk).decide(SPAM, "daeng")
    assert (ruling.decision, ruling.applied, ruling.skipped) == ("d1", IDS, ())
    assert [entry.action for entry in desk.chain] == ["spam"]
    assert desk.open == []


async def test_what_others_were_faster_with_is_taken_off_the_claim() -> None:
    desk = Desk(IDS[0])
    ruling = await decisions(desk).decide(SPAM, "daeng")
    assert (ruling.decision, ruling.applied) == ("d1", IDS[1:])
    assert ruling.skipped == (Skipped(IDS[0], "changed-since"),)
    assert [(entry.action, entry.undoes) for entry in desk.chain] == [("spam", None), ("void", "d1")]
    assert effective(desk.chain) == {"d1": IDS[1:]}
    assert audited(desk.chain).broken is None


async def test_a_decision_that_changed_nothing_was_not_taken() -> None:
    desk = Desk(*IDS)
    ruling = await decisions(desk).decide(SPAM, "daeng")
    assert (ruling.decision, ruling.applied, len(ruling.skipped)) == (None, (), 3)
    assert effective(desk.chain) == {"d1": ()}


async def test_what_somebody_else_works_on_is_left_alone() -> None:
    desk = Desk(claimed=IDS[1:])
    ruling = await decisions(desk).decide(SPAM, "daeng")
    assert (ruling.applied, {skipped.why for skipped in ruling.skipped}) == (IDS[:1], {"claimed"})
    assert desk.chain[0].ids == IDS[:1]


async def test_another_order_under_a_key_that_is_on_its_way_is_told_so() -> None:
    """Both find the key unused; the ledger takes the first, and the second must not hear that its own was done."""

    class Slow(Desk):
        async def of_key(self, key: str) -> tuple[str, str] | None:
            found = await super().of_key(key)
            await asyncio.sleep(0)
            return found

    desk, other = Slow(), Order(Action.REJECT, IDS)
    both = decisions(desk)
    answers = await asyncio.gather(
        both.decide(SPAM, "daeng", Once("k", SPAM.digest)),
        both.decide(other, "daeng", Once("k", other.digest)),
        return_exceptions=True,
    )
    assert [type(each) for each in answers] == [Ruling, IdempotencyMismatch]
    assert {comment.state for comment in desk.kept.values()} == {State.SPAM}


async def test_the_same_key_decides_once() -> None:
    desk, once = Desk(), Once("k", SPAM.digest)
    desk_decisions = decisions(desk)
    first = await desk_decisions.decide(SPAM, "daeng", once)
    assert await desk_decisions.decide(SPAM, "daeng", once) == first
    assert len(desk.chain) == 1
    with pytest.raises(IdempotencyMismatch):
        await desk_decisions.decide(SPAM, "daeng", Once("k", "another"))
    undo = Once("u", "undo d1")
    undone = await desk_decisions.undo("d1", "daeng", undo)
    assert await desk_decisions.undo("d1", "daeng", undo) == undone
    assert [desk.kept[each].standing for each in IDS] == [comment.standing for comment in HELD]


@pytest.mark.parametrize("breaks", range(3))
async def test_what_a_crash_stops_in_the_middle_is_finished(breaks: int) -> None:
    desk, clock = Desk(breaks=breaks), Clock()
    desk_decisions = decisions(desk, clock)
    with pytest.raises(StoreUnavailable):
        await desk_decisions.decide(SPAM, "daeng")
    assert desk.open == ["d1"]
    desk.breaks = None
    assert await desk_decisions.finish() == 0, "its writer may still be at it"
    clock.now += FINISH_AFTER
    assert await desk_decisions.finish() == 1
    assert {comment.state for comment in desk.kept.values()} == {State.SPAM}
    assert [event.what for _, event in desk.events] == ["spam"] * 3, "each changed once"
    assert (desk.open, effective(desk.chain)) == ([], {"d1": IDS})
    assert await desk_decisions.finish() == 0


async def test_an_order_says_what_it_is_about_and_why() -> None:
    for wrong, fields in (
        (Order(Action.SPAM), {"ids"}),
        (Order(Action.SPAM, ("a",), campaign="k"), {"ids"}),
        (Order(Action.EDIT, tuple(map(str, range(MOST_IDS + 1))), reason="x" * 1001, ground="x"), set()),
    ):
        with pytest.raises(InvalidInput) as error:
            checked(wrong)
        assert {problem.field for problem in error.value.problems} == (fields or {"ids", "action", "reason", "ground"})
    assert checked(Order(Action.SPAM, ("a", "a"), reason=" ก \n")) == Order(Action.SPAM, ("a",), reason="ก")


def two(desk: Desk, clock: Clock | None = None, alone: int = 2) -> tuple[Proposals, Shelf]:
    shelf = Shelf()
    return Proposals(decisions(desk, clock), shelf, alone=alone, clock=clock or Clock()), shelf


async def test_many_at_once_wait_for_a_second_person() -> None:
    desk = Desk()
    proposals, shelf = two(desk)
    ruling = await proposals.decide(SPAM, "daeng", Once("k", SPAM.digest))
    assert (ruling.pending, ruling.applied, desk.chain) == (True, (), [])
    assert await proposals.decide(SPAM, "daeng", Once("k", SPAM.digest)) == ruling
    with pytest.raises(IdempotencyMismatch):
        await proposals.decide(SPAM, "daeng", Once("k", "another"))
    assert ruling.decision is not None
    with pytest.raises(OwnProposal):
        await proposals.confirm(ruling.decision, "daeng")
    done = await proposals.confirm(ruling.decision, "dam")
    assert (done.decision, done.applied) == (ruling.decision, IDS)
    assert (desk.chain[0].actor, desk.chain[0].second) == ("daeng", "dam")
    assert shelf.kept == {}
    assert (await proposals.decide(SPAM, "daeng", Once("k", SPAM.digest))).decision == ruling.decision
    with pytest.raises(NotFound):
        await proposals.confirm(ruling.decision, "dam")


async def test_a_few_are_decided_alone() -> None:
    desk = Desk()
    proposals, _ = two(desk)
    assert (await proposals.decide(Order(Action.SPAM, IDS[:2]), "daeng")).applied == IDS[:2]
    assert not (await two(Desk(), alone=0)[0].decide(SPAM, "daeng")).pending


async def test_an_undo_that_settles_many_takes_two_and_one_that_holds_them_does_not() -> None:
    desk = Desk()
    for identity in IDS:
        desk.kept[identity] = replace(desk.kept[identity], standing=Standing(State.PUBLISHED))
    proposals, _ = two(desk)
    ruling = await proposals.decide(SPAM, "daeng")
    await proposals.confirm(ruling.decision or "", "dam")
    waits = await proposals.undo(ruling.decision or "", "daeng", Once("u", "undo"))
    assert (waits.pending, {c.state for c in desk.kept.values()}) == (True, {State.SPAM})
    again = await proposals.undo(ruling.decision or "", "dam")
    assert again == waits, "whoever else wants it undone is shown what waits"
    with pytest.raises(OwnProposal):
        await proposals.confirm(waits.decision or "", "daeng")
    done = await proposals.confirm(waits.decision or "", "dam")
    assert (done.decision, done.applied) == (waits.decision, IDS)
    last = desk.chain[-1]
    assert (last.action, last.undoes, last.actor, last.second) == ("undo", ruling.decision, "daeng", "dam")
    assert {c.state for c in desk.kept.values()} == {State.PUBLISHED}
    assert (await proposals.undo(ruling.decision or "", "daeng", Once("u", "undo"))).decision == waits.decision
    assert (await proposals.undo(waits.decision or "", "daeng")).pending, "refusing them again is as much"


async def test_an_undo_that_two_ask_for_at_the_same_time_waits_once() -> None:
    desk = Desk()
    for identity in IDS:
        desk.kept[identity] = replace(desk.kept[identity], standing=Standing(State.PUBLISHED))
    proposals, shelf = two(desk)
    ruling = await proposals.decide(SPAM, "daeng")
    await proposals.confirm(ruling.decision or "", "dam")
    first = await proposals.undo(ruling.decision or "", "daeng")
    kept = shelf.kept[first.decision or ""]
    twin = replace(kept, fact=replace(kept.fact, decision="z"))
    await shelf.put(twin)  # as another process did, which did not find the first yet
    assert [each.id for each in await proposals.everything()] == [first.decision]
    assert twin.id not in shelf.kept


async def test_what_only_goes_back_to_the_queue_is_undone_by_one() -> None:
    desk = Desk()
    proposals, _ = two(desk)
    ruling = await proposals.decide(SPAM, "daeng")
    await proposals.confirm(ruling.decision or "", "dam")
    undone = await proposals.undo(ruling.decision or "", "daeng")
    assert (undone.pending, undone.applied, {c.state for c in desk.kept.values()}) == (False, IDS, {State.HELD})


async def test_proposals_are_bounded_declined_and_forgotten() -> None:
    clock, desk = Clock(), Desk()
    proposals, shelf = two(desk, clock)
    ruling = await proposals.decide(SPAM, "daeng")
    await proposals.decline(ruling.decision or "")
    assert await proposals.everything() == []
    for number in range(MOST):
        await shelf.put(Proposal(Fact(f"p{number}", NOW, "daeng", Action.SPAM, IDS), 3, SPAM.digest))
    with pytest.raises(Conflict):
        await proposals.decide(SPAM, "daeng")
    clock.now += KEPT + timedelta(seconds=1)
    assert await proposals.everything() == []
    assert (await proposals.decide(SPAM, "daeng")).pending
