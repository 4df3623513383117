"""Passwords and codes, tried within budgets: at the login, and again before anything that a thief would want."""

from typing import Final

from shared.clock import Clock
from shared.errors import FieldProblem, InvalidInput
from shared.limits.budget import Budget
from shared.staff.accounts import Accounts
from shared.staff.codes import recovery_was_used, with_code_spent
from shared.staff.devices import Devices
from shared.staff.errors import WrongCode
from shared.staff.journal import Entry, Event
from shared.staff.model import Account, Actor
from shared.staff.passwords import Passwords
from shared.staff.secret import digest

_WINDOW: Final = 900
_PER_ADDRESS: Final = 30
_PER_ACCOUNT: Final = 10
_CODES_PER_ACCOUNT: Final = 5


class Proof:
    """Every try spends a place before it costs any work, whatever the name; a right one gets it back."""

    def __init__(
        self, accounts: Accounts, passwords: Passwords, budget: Budget, devices: Devices, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._devices = devices
        self._passwords = passwords
        self._budget = budget
        self._clock = clock

    async def spend_address(self, by: Actor) -> None:
        """One of the tries that a network address has."""
        await self._budget.spend(f"login:a:{by.address}", burst=_PER_ADDRESS, per_seconds=_WINDOW)

    async def fits(self, name: str, account: Account | None, password: str, device: str = "") -> bool:
        """Whether the password opens the account; the same work when there is none, or it is disabled.

        A browser that is known from an earlier login has tries of its own, and does not share those of everybody else.
        """
        known = self._devices.knows(device, account)
        return await self._tried(f"login:d:{digest(device)}" if known else f"login:n:{digest(name)}", account, password)

    async def _tried(self, key: str, account: Account | None, password: str) -> bool:
        await self._budget.spend(key, burst=_PER_ACCOUNT, per_seconds=_WINDOW)
        stored = account.password_hash if account and not account.disabled else None
        if not await self._passwords.verify(stored, password):
            return False
        await self._budget.give_back(key, burst=_PER_ACCOUNT, per_seconds=_WINDOW)
        return True

    async def again(self, account: Account, password: str, field: str = "current") -> None:
        """Somebody who is logged in proves who they are. Raises `InvalidInput` naming ``field``.

        These tries are not those of the login page, which strangers can use up.
        """
        if not await self._tried(f"again:n:{digest(account.name)}", account, password):
            raise InvalidInput(FieldProblem(field, "wrong-password"))

    async def spend_code(self, name: str, code: str, by: Actor) -> Account:
        """Use up a code: of any number of parallel tries with it one succeeds. Raises `WrongCode`."""
        key, now = f"code:n:{digest(name)}", self._clock()
        await self._budget.spend(key, burst=_CODES_PER_ACCOUNT, per_seconds=_WINDOW)

        def note(before: Account, after: Account) -> Entry | None:
            used = recovery_was_used(before, after)
            return Entry.of(now, Event.RECOVERY_USED, name, by) if used else None

        account = await self._accounts.change(name, lambda old: with_code_spent(old, code, now), note)
        await self._budget.give_back(key, burst=_CODES_PER_ACCOUNT, per_seconds=_WINDOW)
        return account

    async def code_again(self, account: Account, code: str, by: Actor) -> None:
        """Like `again`, with the second factor where there is one."""
        if account.factor is None:
            return
        try:
            await self.spend_code(account.name, code, by)
        except WrongCode as error:
            raise InvalidInput(FieldProblem("code", "wrong-code")) from error
