"""The people who run a site, and their programs: one door to the use cases of accounts, logins and tokens.

accounts   made and changed by administrators and commands
login      /login: password or link, second step
own        /account: one's own password and second factor
sessions   cookies        tokens   the Authorization header        journal   what was done
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from shared.clock import Clock
from shared.limits.budget import Budget
from shared.staff.accounts import Accounts, AccountStore
from shared.staff.devices import Devices
from shared.staff.journal import Journal
from shared.staff.login import Login, LoginStore
from shared.staff.model import CONSOLE, Account, Principal, Role
from shared.staff.own import OfferStore, OwnAccount
from shared.staff.passwords import Passwords
from shared.staff.proof import Proof
from shared.staff.rights import lacks_factor, session_principal, token_principal
from shared.staff.rules import checked_name, checked_password, checked_role
from shared.staff.secret import new_secret
from shared.staff.sessions import Kept, Sessions, SessionStore
from shared.staff.tokens import Tokens, TokenStore


class StaffStore(AccountStore, SessionStore, TokenStore, LoginStore, OfferStore, Journal, Protocol):
    """All that is kept of staff."""


@dataclass(frozen=True, slots=True)
class Member:
    """The person at the browser. ``held`` until they have set up the second factor that their role asks for."""

    kept: Kept
    account: Account
    principal: Principal
    held: bool


class Staff:
    """``second_factor`` are the roles that may do nothing without one; ``device_key`` signs device cookies."""

    def __init__(
        self,
        store: StaffStore,
        passwords: Passwords,
        budget: Budget,
        clock: Clock,
        *,
        second_factor: AbstractSet[Role] = frozenset(),
        device_key: bytes = b"",
    ) -> None:
        self._passwords = passwords
        self._second_factor = second_factor
        self.accounts = Accounts(store, clock)
        self.sessions = Sessions(store, clock)
        self.tokens = Tokens(store, clock)
        devices = Devices(device_key)
        self.proof = proof = Proof(self.accounts, passwords, budget, devices, clock)
        self.login = Login(store, proof, self.sessions, devices, clock)
        self.own = OwnAccount(
            store,
            accounts=self.accounts,
            sessions=self.sessions,
            passwords=passwords,
            proof=proof,
            devices=devices,
            clock=clock,
        )
        self.journal: Journal = store

    async def add_account(self, name: str, role: str, password: str | None = None) -> str:
        """Make an account and return its password, a random one unless given."""
        chosen = new_secret() if password is None else checked_password(password, checked_name(name))
        checked_role(role)
        await self.accounts.add(name, role, CONSOLE, await self._passwords.hash(chosen))
        return chosen

    async def one_time_login(self, name: str) -> str:
        """A secret that logs ``name`` in once within a day."""
        return await self.accounts.link(name, CONSOLE)

    async def add_token(self, name: str, scopes: Iterable[str]) -> str:
        """Make an API token that belongs to nobody and return it, the only time it can be seen."""
        return await self.tokens.add(name, scopes, CONSOLE)

    async def drop_token(self, secret: str) -> None:
        """Make the token worthless."""
        await self.tokens.drop(secret, CONSOLE)

    async def by_token(self, secret: str) -> Principal:
        """The principal of an `Authorization: Bearer` token. Raises `Unauthenticated`."""
        return token_principal(*await self.tokens.find(secret), self._second_factor)

    async def member(self, secret: str) -> Member | None:
        """The person behind a session cookie, or None when it has ended."""
        found = await self.sessions.find(secret)
        if found is None:
            return None
        kept, account = found
        principal = session_principal(kept.session, account, self._second_factor)
        return Member(kept, account, principal, lacks_factor(account, self._second_factor))
