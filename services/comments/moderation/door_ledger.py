"""Doors in the ledger (`services.comments.doors.service.Book`), and back from it."""

from services.comments.changes import UNDO
from services.comments.moderation.ledger import VOID, Fact
from services.comments.moderation.recording import Ledger, Recorder
from services.comments.threads.closing import Said, Turn
from shared.clock import Clock
from shared.ids import NewId


class DoorLedger:
    """What staff do with threads stands in the same chain as what they do with comments."""

    def __init__(self, ledger: Ledger, clock: Clock, new_id: NewId) -> None:
        self._ledger = ledger
        self._recorder = Recorder(ledger, clock, new_id)
        self._clock = clock
        self._new_id = new_id

    async def record(self, turn: Turn) -> None:
        """Before it is done."""
        await self._recorder.record(fact_of(turn))

    async def close(self, turn: Turn) -> None:
        """It is done, or never will be."""
        await self._ledger.close(turn.decision)

    async def void(self, turn: Turn) -> None:
        """Somebody else was faster."""
        now = self._clock()
        await self._recorder.record(
            Fact(self._new_id(now), now, turn.actor, VOID, (), undoes=turn.decision, thread=turn.url)
        )


def fact_of(turn: Turn) -> Fact:
    """As it is recorded."""
    return Fact(
        turn.decision,
        turn.at,
        turn.actor,
        UNDO if turn.undoes else turn.after.value,
        (),
        turn.reason,
        undoes=turn.undoes,
        thread=turn.url,
        door=(turn.before.value, turn.after.value),
    )


def turn_in(fact: Fact) -> Turn | None:
    """What a fact says of a door; None where it is about comments."""
    if fact.thread is None or fact.door is None:
        return None
    before, after = map(Said, fact.door)
    return Turn(fact.decision, fact.at, fact.actor, fact.thread, before, after, fact.reason, fact.undoes)
