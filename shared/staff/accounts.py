"""Accounts as an administrator and the commands change them. Every change is written down in the same call.

read the account | decide what it becomes | put it there if nobody was faster, else once more
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Final, Protocol

from shared.clock import Clock
from shared.errors import Conflict, NotFound
from shared.staff.errors import LastAdmin
from shared.staff.journal import Entry, Event
from shared.staff.model import Account, Actor, Ticket
from shared.staff.rules import checked_name, checked_role, known_as
from shared.staff.secret import digest, new_secret

LINK_SECONDS: Final = 24 * 3600
_ATTEMPTS: Final = 20
_NEW: Final = -1

Alter = Callable[[Account], Account]
"""Decides what an account becomes; raises what forbids it."""
Note = Callable[[Account, Account], Entry | None]
"""What is written down of a change, from before and after."""


class Swap(StrEnum):
    """How putting an account came out."""

    DONE = "done"
    STALE = "stale"
    LAST_ADMIN = "last-admin"


class AccountStore(Protocol):
    """What these use cases need kept."""

    async def account(self, name: str) -> Account | None: ...
    async def accounts(self) -> list[Account]: ...

    async def swap_account(self, account: Account, expected: int, entry: Entry | None) -> Swap:
        """Put it if the present one is of version ``expected`` (-1: there is none); end what it has outgrown."""

    async def drop_tokens_of(self, account: str) -> None: ...
    async def put_link(self, digest: str, ticket: Ticket, seconds: int, entry: Entry) -> None: ...


class Accounts:
    """Make, list and change accounts."""

    def __init__(self, store: AccountStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def all(self) -> list[Account]:
        """By name."""
        return sorted(await self._store.accounts(), key=lambda account: account.name)

    async def find(self, name: str) -> Account:
        """Raises `NotFound`."""
        account = await self._store.account(known_as(name))
        if account is None:
            raise NotFound("account", name)
        return account

    async def add(self, name: str, role: str, by: Actor, password_hash: str = "") -> Account:
        """A new account; without a password it opens by link only."""
        account = Account(checked_name(name), checked_role(role), password_hash, self._clock())
        entry = Entry.of(account.created, Event.ACCOUNT_ADDED, account.name, by, account.role)
        if await self._store.swap_account(account, _NEW, entry) is not Swap.DONE:
            raise Conflict(f"there is already an account {account.name!r}")
        return account

    async def link(self, name: str, by: Actor) -> str:
        """A secret that logs ``name`` in once within a day, unless the account is changed before."""
        account = await self.find(name)
        secret = new_secret()
        ticket = Ticket(account.name, account.generation, by_link=True)
        entry = Entry.of(self._clock(), Event.LINK_MADE, account.name, by)
        await self._store.put_link(digest(secret), ticket, LINK_SECONDS, entry)
        return secret

    async def change_role(self, name: str, role: str, by: Actor) -> Account:
        """Another role; sessions of the old one end. The same role changes nothing."""
        wanted = checked_role(role)
        account = await self.find(name)
        if account.role is wanted:
            return account
        return await self.change(name, lambda a: outgrown(replace(a, role=wanted)), self.noted(Event.ROLE_CHANGED, by))

    async def disable(self, name: str, by: Actor) -> Account:
        """Nobody logs in to it, and its sessions, links and tokens open nothing."""
        note = self.noted(Event.DISABLED, by)
        return await self.change(name, lambda a: outgrown(replace(a, disabled=True)), note)

    async def enable(self, name: str, by: Actor) -> Account:
        """As it was, with the tokens it had; sessions have ended."""
        note = self.noted(Event.ENABLED, by)
        return await self.change(name, lambda a: outgrown(replace(a, disabled=False)), note)

    async def reset(self, name: str, by: Actor, *, factor: bool = False) -> str:
        """After a loss or a theft: the password, all sessions and tokens are void (``factor``: the second factor too).

        Returns the secret of a one-time link to choose a new password with.
        """

        def void(account: Account) -> Account:
            return outgrown(replace(account, password_hash="", factor=None if factor else account.factor))

        account = await self.change(name, void, self.noted(Event.RESET, by, "with second factor" if factor else ""))
        await self._store.drop_tokens_of(account.name)
        return await self.link(account.name, by)

    async def end_sessions(self, name: str, by: Actor) -> Account:
        """Everywhere."""
        return await self.change(name, outgrown, self.noted(Event.SESSIONS_ENDED, by))

    async def change(self, name: str, alter: Alter, note: Note) -> Account:
        """The account as ``alter`` makes it. Raises what ``alter`` raises, `NotFound` or `LastAdmin`."""
        for _ in range(_ATTEMPTS):
            old = await self.find(name)
            new = replace(alter(old), version=old.version + 1)
            match await self._store.swap_account(new, old.version, note(old, new)):
                case Swap.DONE:
                    return new
                case Swap.LAST_ADMIN:
                    raise LastAdmin
        raise Conflict("the account is being changed by others")

    def noted(self, event: Event, by: Actor, detail: str = "") -> Note:
        """A note of ``event``; a change of role tells both."""

        def note(old: Account, new: Account) -> Entry:
            told = detail if old.role is new.role else f"{old.role} → {new.role}"
            return Entry.of(self._clock(), event, new.name, by, told)

        return note


def outgrown(account: Account) -> Account:
    """A new generation: sessions and links of the one before have ended."""
    return replace(account, generation=account.generation + 1)
