"""What ``saket token`` and ``saket staff`` do to the store of the folder, whether the site runs or not."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from shared.clock import rfc3339, system_clock
from shared.limits.budget import NoBudget
from shared.settings import SiteSettings
from shared.staff.journal import Entry
from shared.staff.model import CONSOLE, Account
from shared.staff.passwords import Passwords
from shared.staff.service import Staff
from shared.staff.store import RedisStaffStore
from shared.staff.tokens import KeptToken
from shared.store.embedded import open_store
from shared.web.process import store_settings

BASE_KEY: Final = "{site}:base"
"""Where the site that runs on this store is: a command in another shell may not know."""
_ROWS: Final = 100


class Console:
    """Whoever may run commands on the server. Lists are lines whose columns are parted by tabs."""

    actor = CONSOLE

    def __init__(self, staff: Staff, base_url: str) -> None:
        self.staff = staff
        self.accounts = staff.accounts
        self._base_url = base_url

    async def add_token(self, name: str, scopes: Sequence[str], days: int | None) -> str:
        """The new token."""
        return await self.staff.tokens.add(name, scopes, self.actor, days=days)

    async def list_tokens(self) -> list[str]:
        return ["ID\tNAME\tSCOPES\tBY\tLAST USED\tENDS", *map(_token_line, await self.staff.tokens.all())]

    async def revoke_token(self, which: str) -> list[str]:
        """What was revoked."""
        return [f"{kept.id}\t{kept.token.name}" for kept in await self.staff.tokens.revoke(which, self.actor)]

    async def list_accounts(self) -> list[str]:
        return ["NAME\tROLE\tSTATE\tSECOND FACTOR\tSINCE", *map(_account_line, await self.accounts.all())]

    async def journal(self) -> list[str]:
        """The latest first."""
        return [*map(_entry_line, await self.staff.journal.entries(None, _ROWS))]

    async def link(self, name: str) -> str:
        """An address that logs ``name`` in once."""
        return login_link(self._base_url, await self.accounts.link(name, self.actor))

    async def reset(self, name: str, *, factor: bool) -> str:
        """An address to choose a new password at; the old one (``factor``: and the second factor) is void."""
        return login_link(self._base_url, await self.accounts.reset(name, self.actor, factor=factor))


@asynccontextmanager
async def console(variables: Mapping[str, str]) -> AsyncIterator[Console]:
    """Opens the store that the variables name."""
    site = SiteSettings.from_variables(variables)
    async with open_store(store_settings(site)) as store:
        running_at = await store.execute("GET", BASE_KEY)
        staff = Staff(RedisStaffStore(store), Passwords(), NoBudget(), system_clock)
        yield Console(staff, running_at.decode() if running_at else site.base_url)


def login_link(base_url: str, secret: str) -> str:
    """Where a one-time secret is used."""
    return f"{base_url}/login?once={secret}"


def _account_line(account: Account) -> str:
    state = "disabled" if account.disabled else "active" if account.password_hash else "no password"
    factor = "on" if account.factor else "off"
    return "\t".join((account.name, account.role, state, factor, rfc3339(account.created)))


def _token_line(kept: KeptToken) -> str:
    token = kept.token
    scopes = ",".join(sorted(token.scopes))
    return "\t".join((kept.id, token.name, scopes, token.account or "-", _moment(token.used), _moment(token.expires)))


def _entry_line(entry: Entry) -> str:
    words = (entry.event, entry.account, entry.actor, entry.address, entry.detail)
    return "\t".join((rfc3339(entry.at), *(word or "-" for word in words)))


def _moment(moment: datetime | None) -> str:
    return rfc3339(moment) if moment else "-"
