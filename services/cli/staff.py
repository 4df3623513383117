"""``saket token`` and ``saket staff``: they talk to the store of the folder, whether the site runs or not."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from shared.clock import system_clock
from shared.limits.budget import NoBudget
from shared.settings import SiteSettings
from shared.staff.passwords import Passwords
from shared.staff.service import Staff
from shared.staff.store import RedisStaffStore
from shared.store.embedded import open_store
from shared.web.process import store_settings


async def add_token(variables: Mapping[str, str], name: str, scopes: Sequence[str]) -> str:
    """The new token."""
    async with _staff(variables) as (staff, _site):
        return await staff.add_token(name, scopes)


async def add_account(variables: Mapping[str, str], name: str, role: str, password: str | None) -> str:
    """The password of the new account."""
    async with _staff(variables) as (staff, _site):
        return await staff.add_account(name, role, password)


async def one_time_link(variables: Mapping[str, str], name: str) -> str:
    """An address that logs ``name`` in once."""
    async with _staff(variables) as (staff, site):
        return login_link(site, await staff.one_time_login(name))


def login_link(site: SiteSettings, secret: str) -> str:
    """Where a one-time secret is used."""
    return site.absolute(f"/login?once={secret}")


@asynccontextmanager
async def _staff(variables: Mapping[str, str]) -> AsyncIterator[tuple[Staff, SiteSettings]]:
    site = SiteSettings.from_variables(variables)
    async with open_store(store_settings(site)) as store:
        yield Staff(RedisStaffStore(store), Passwords(), NoBudget(), system_clock), site
