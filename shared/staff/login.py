"""The way in.

name and password, or a one-time link | the second factor, where the account has one | a session
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol

from shared.clock import Clock
from shared.staff.devices import Devices, Opened
from shared.staff.errors import LinkUsed, StepEnded, WrongCode, WrongPassword
from shared.staff.journal import Entry, Event
from shared.staff.model import Account, Actor, Ticket
from shared.staff.proof import Proof
from shared.staff.rules import known_as
from shared.staff.secret import digest, new_secret
from shared.staff.sessions import Sessions

STEP_SECONDS: Final = 300


class LoginStore(Protocol):
    """What this use case needs kept."""

    async def account(self, name: str) -> Account | None: ...
    async def take_link(self, digest: str) -> Ticket | None: ...
    async def put_step(self, digest: str, ticket: Ticket, seconds: int) -> None: ...
    async def step(self, digest: str) -> Ticket | None: ...
    async def drop_step(self, digest: str) -> None: ...
    async def note(self, *entries: Entry) -> None: ...


@dataclass(frozen=True, slots=True)
class StepAsked:
    """The first step was right; ``step`` is to come back with a code."""

    step: str


class Login:
    """The use cases behind `/login`. ``replaces`` is the secret of the browser's earlier session, which ends."""

    def __init__(self, store: LoginStore, proof: Proof, sessions: Sessions, devices: Devices, clock: Clock) -> None:
        self._store = store
        self._proof = proof
        self._sessions = sessions
        self._devices = devices
        self._clock = clock

    async def by_password(self, name: str, password: str, by: Actor, replaces: str = "") -> Opened | StepAsked:
        """The same error, after the same work, for any wrong pair."""
        name = known_as(name)
        await self._proof.spend_address(by)
        account = await self._store.account(name)
        if not await self._proof.fits(name, account, password, by.device) or account is None:
            await self._failed(account, by, "password")
            raise WrongPassword("wrong name or password")
        return await self._onward(Ticket(account.name, account.generation, by_link=False), account, by, replaces)

    async def by_link(self, secret: str, by: Actor, replaces: str = "") -> Opened | StepAsked:
        """A one-time link, which is used up; it stands for the password, not for the second factor."""
        await self._proof.spend_address(by)
        ticket = await self._store.take_link(digest(secret))
        account = await self._current(ticket)
        if ticket is None or account is None:
            await self._failed(None, by, "link")
            raise LinkUsed("this link has been used or is too old")
        return await self._onward(ticket, account, by, replaces)

    async def by_code(self, step: str, code: str, by: Actor, replaces: str = "") -> Opened:
        """The second step, with a code of the app or a recovery code."""
        await self._proof.spend_address(by)
        ticket = await self._store.step(digest(step))
        account = await self._current(ticket)
        if ticket is None or account is None:
            raise StepEnded("log in again")
        try:
            account = await self._proof.spend_code(account.name, code, replace(by, name=account.name))
        except WrongCode:
            await self._failed(account, by, "code")
            raise
        await self._store.drop_step(digest(step))
        return await self._open(account, by, replaces, by_link=ticket.by_link)

    async def _onward(self, ticket: Ticket, account: Account, by: Actor, replaces: str) -> Opened | StepAsked:
        if account.factor is None:
            return await self._open(account, by, replaces, by_link=ticket.by_link)
        step = new_secret()
        await self._store.put_step(digest(step), ticket, STEP_SECONDS)
        return StepAsked(step)

    async def _open(self, account: Account, by: Actor, replaces: str, *, by_link: bool) -> Opened:
        secret = await self._sessions.open(account, by, replaces=replaces, by_link=by_link)
        return Opened(secret, self._devices.issue(account))

    async def _current(self, ticket: Ticket | None) -> Account | None:
        account = None if ticket is None else await self._store.account(ticket.account)
        if account is None or ticket is None or account.disabled or account.generation != ticket.generation:
            return None
        return account

    async def _failed(self, account: Account | None, by: Actor, what: str) -> None:
        """Names of no account are not kept: people type their password there."""
        name = account.name if account else ""
        await self._store.note(Entry.of(self._clock(), Event.LOGIN_FAILED, name, by, what))
