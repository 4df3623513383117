"""What people do to their own account: password, second factor, recovery codes.

All of it asks for the password again, and for a code where there is a second factor. A change of credentials ends every
session and every device cookie; the browser that made it gets new ones, which are returned.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from shared.clock import Clock
from shared.errors import Conflict, FieldProblem, InvalidInput
from shared.staff import recovery, totp
from shared.staff.accounts import Accounts, outgrown
from shared.staff.codes import with_factor, with_recovery
from shared.staff.devices import Devices, Opened
from shared.staff.errors import WrongCode
from shared.staff.journal import Event
from shared.staff.model import Account, Actor
from shared.staff.passwords import Passwords
from shared.staff.proof import Proof
from shared.staff.rules import checked_password
from shared.staff.sessions import Kept, Sessions

OFFER_SECONDS: Final = 900


class OfferStore(Protocol):
    """What this use case needs kept."""

    async def offer(self, digest: str, secret: str, seconds: int) -> str:
        """The secret offered to a session: ``secret``, unless another one is still on offer."""

    async def offered(self, digest: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class NewFactor:
    """The new session, and the recovery codes, the only time they can be seen."""

    session: Opened
    codes: list[str]


class OwnAccount:
    """Use cases for the person behind a session."""

    def __init__(
        self,
        store: OfferStore,
        *,
        accounts: Accounts,
        sessions: Sessions,
        passwords: Passwords,
        proof: Proof,
        devices: Devices,
        clock: Clock,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords
        self._proof = proof
        self._devices = devices
        self._clock = clock

    async def change_password(self, kept: Kept, account: Account, current: str, new: str, by: Actor) -> Opened:
        """Whoever came by a one-time link chooses a password without knowing the old one."""
        checked_password(new, account.name)
        if not kept.session.by_link:
            await self._proof.again(account, current)
        hashed = await self._passwords.hash(new)
        return await self._renewed(account, lambda now: replace(now, password_hash=hashed), Event.PASSWORD_CHANGED, by)

    async def offer_factor(self, kept: Kept) -> str:
        """A secret for the app; the same again until it is taken or a quarter of an hour has passed."""
        secret = totp.written(secrets.token_bytes(totp.SECRET_BYTES))
        return await self._store.offer(kept.digest, secret, OFFER_SECONDS)

    async def add_factor(self, kept: Kept, account: Account, password: str, code: str, by: Actor) -> NewFactor:
        """Turn the second factor on, once the app shows a right code."""
        if account.factor is not None:
            raise Conflict("there is a second factor already")
        await self._prove_password(kept, account, password)
        secret = await self._store.offered(kept.digest)
        if secret is None:
            raise InvalidInput(FieldProblem("code", "offer-ended"))
        codes, now = new_codes(), self._clock()
        try:
            session = await self._renewed(
                account, lambda old: with_factor(old, secret, code, now, codes), Event.FACTOR_ADDED, by
            )
        except WrongCode as error:
            raise InvalidInput(FieldProblem("code", "wrong-code")) from error
        return NewFactor(session, codes)

    async def remove_factor(self, account: Account, password: str, code: str, by: Actor) -> Opened:
        """Turn it off."""
        await self._prove(account, password, code, by)
        return await self._renewed(account, lambda old: replace(old, factor=None), Event.FACTOR_REMOVED, by)

    async def renew_recovery(self, account: Account, password: str, code: str, by: Actor) -> list[str]:
        """New recovery codes; the earlier ones are worthless."""
        await self._prove(account, password, code, by)
        codes = new_codes()
        note = self._accounts.noted(Event.RECOVERY_RENEWED, by)
        await self._accounts.change(account.name, lambda old: with_recovery(old, codes), note)
        return codes

    async def end_other_sessions(self, account: Account, by: Actor) -> Opened:
        """Log out everywhere but here."""
        return await self._renewed(account, lambda old: old, Event.SESSIONS_ENDED, by)

    async def _prove_password(self, kept: Kept, account: Account, password: str) -> None:
        if not (kept.session.by_link and not account.password_hash):
            await self._proof.again(account, password)

    async def _prove(self, account: Account, password: str, code: str, by: Actor) -> None:
        await self._proof.again(account, password)
        await self._proof.code_again(account, code, by)

    async def _renewed(self, account: Account, alter: Callable[[Account], Account], event: Event, by: Actor) -> Opened:
        changed = await self._accounts.change(
            account.name, lambda old: outgrown(alter(old)), self._accounts.noted(event, by)
        )
        return Opened(await self._sessions.open(changed, by), self._devices.issue(changed))


def new_codes() -> list[str]:
    """As many recovery codes as fit on a card."""
    return [recovery.written(secrets.token_bytes(recovery.CODE_BYTES)) for _ in range(recovery.CODES)]
