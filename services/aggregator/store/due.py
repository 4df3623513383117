"""When each source is due next: one schedule for all workers on all machines, in the slot of ``{planet}``.

{planet}:due                 sorted set by time: "<source>@<domain>"; one that is being polled stands at the end of its
                             lease, so that a dead worker's sources come back by themselves; "@<domain>" for a line
{planet}:due:held:<domain>   sorted set by end of lease: the domain's sources that are being polled
{planet}:due:rest:<domain>   before when nobody begins with another one
{planet}:due:line:<domain>   sorted set by when each was due: those that wait for their domain's budget
{planet}:due:again           hash: source -> when it is due again, of those that a push hit while being polled
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from services.aggregator.model import Source, Turn
from services.aggregator.store.domain import domain_of
from shared.clock import from_ms, to_ms
from shared.store.client import Script, Store, Value

_PACKAGE: Final = "services.aggregator.store"
_TAKE: Final = Script.load(_PACKAGE, "take_due.lua")
_SETTLE: Final = Script.load(_PACKAGE, "settle_due.lua")
_RENEW: Final = Script.load(_PACKAGE, "renew_due.lua")
_SEIZE: Final = Script.load(_PACKAGE, "seize_due.lua")
_HASTEN: Final = Script.load(_PACKAGE, "hasten_due.lua")
_FORGET: Final = Script.load(_PACKAGE, "forget_due.lua")
_KEY: Final = "{planet}:due"
_KEPT_MS: Final = 120_000


class DueStore:
    """The schedule. ``most`` workers at a time ask a domain, and begin no sooner than ``gap`` after one another."""

    def __init__(self, store: Store, *, most: int = 2, gap: timedelta = timedelta(seconds=1)) -> None:
        self._store = store
        self._most = most
        self._gap_ms = round(gap.total_seconds() * 1000)

    async def take(self, now: datetime, until: datetime, limit: int) -> tuple[list[Turn], datetime | None]:
        """Sources whose time has come, those that waited longest first; nobody else gets them before ``until``.

        And when the next one is due, if there is any.
        """
        arguments = [to_ms(now), to_ms(until), limit, self._most, self._gap_ms]
        following, *members = await self._store.call(_TAKE, [_KEY], arguments)
        later = from_ms(int(float(following))) if following else None
        return [_turn(member.decode(), until) for member in members], later

    async def renew(self, turns: Sequence[Turn], until: datetime) -> list[bool]:
        """Keep ``turns`` until then; which of them were still ours."""
        arguments: list[Value] = [to_ms(until), _KEPT_MS]
        for turn in turns:
            arguments += [turn.source, turn.domain, to_ms(turn.until)]
            turn.asked = until
        kept = [reply == 1 for reply in await self._store.call(_RENEW, [_KEY], arguments)]
        for turn, is_kept in zip(turns, kept, strict=True):
            turn.until = until if is_kept else turn.until
        return kept

    async def seize(self, source: Source, now: datetime, until: datetime, *, to_fetch: bool = True) -> Turn | None:
        """The source out of its turn; None while somebody else is at it. A fetch is charged to the domain."""
        domain, gap = domain_of(source), self._gap_ms if to_fetch else 0
        arguments: list[Value] = [source.id, domain, to_ms(now), to_ms(until), gap]
        seized = await self._store.call(_SEIZE, [_KEY], arguments)
        return Turn(source.id, domain, until) if seized else None

    async def settle(self, ended: Iterable[tuple[Turn, Source, timedelta]], now: datetime) -> None:
        """Polls are over: each source is due when it says, and its domain is left alone for so long.

        A push that came meanwhile goes before; a turn that was lost changes nothing.
        """
        arguments: list[Value] = [to_ms(now)]
        for turn, source, pause in ended:
            due = source.pace.next_poll
            arguments += [turn.source, turn.domain, to_ms(turn.until), to_ms(turn.asked or turn.until)]
            arguments += [to_ms(due) if due else "", domain_of(source), round(pause.total_seconds() * 1000)]
        await self._store.call(_SETTLE, [_KEY], arguments)

    async def hasten(self, source: Source, now: datetime, due: datetime) -> None:
        """Make a source due no later than that, if it is to be polled at all."""
        await self._store.call(_HASTEN, [_KEY], [source.id, domain_of(source), to_ms(now), to_ms(due)])

    async def forget(self, turn: Turn) -> None:
        """The source is no more."""
        await self._store.call(_FORGET, [_KEY], [turn.source, turn.domain])


def _turn(member: str, until: datetime) -> Turn:
    source, _, domain = member.partition("@")
    return Turn(source, domain, until)
