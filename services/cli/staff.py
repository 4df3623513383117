"""``saket token`` and ``saket staff``: they talk to the store of the folder, whether the site runs or not."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

from shared.clock import system_clock
from shared.limits.budget import NoBudget
from shared.settings import SiteSettings
from shared.staff.passwords import Passwords
from shared.staff.service import Staff
from shared.staff.store import RedisStaffStore
from shared.store.client import Store
from shared.store.embedded import open_store
from shared.web.process import store_settings

BASE_KEY: Final = "{site}:base"
"""Where the site that runs on this store is: a command in another shell may not know."""


async def add_token(variables: Mapping[str, str], name: str, scopes: Sequence[str]) -> str:
    """The new token."""
    async with _staff(variables) as staff:
        return await staff.add_token(name, scopes)


async def add_account(variables: Mapping[str, str], name: str, role: str, password: str | None) -> str:
    """The password of the new account."""
    async with _staff(variables) as staff:
        return await staff.add_account(name, role, password)


async def one_time_link(variables: Mapping[str, str], name: str) -> str:
    """An address that logs ``name`` in once."""
    site = SiteSettings.from_variables(variables)
    async with open_store(store_settings(site)) as store:
        running_at = await store.execute("GET", BASE_KEY)
        secret = await _staff_of(store).one_time_login(name)
        return login_link(running_at.decode() if running_at else site.base_url, secret)


def login_link(base_url: str, secret: str) -> str:
    """Where a one-time secret is used."""
    return f"{base_url}/login?once={secret}"


@asynccontextmanager
async def _staff(variables: Mapping[str, str]) -> AsyncIterator[Staff]:
    async with open_store(store_settings(SiteSettings.from_variables(variables))) as store:
        yield _staff_of(store)


def _staff_of(store: Store) -> Staff:
    return Staff(RedisStaffStore(store), Passwords(), NoBudget(), system_clock)
