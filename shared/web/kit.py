"""What the composition root of every service is given: the site, the store, time, identities, staff and pages."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock, system_clock
from shared.ids import NewId, random_ulid
from shared.limits.budget import Budget, NoBudget
from shared.limits.store import RedisBudget
from shared.push import Announcer
from shared.settings import SiteSettings
from shared.site.settings import SiteIdentity
from shared.site.store import RedisEditions
from shared.staff.passwords import Passwords
from shared.staff.service import Staff
from shared.staff.store import RedisStaffStore
from shared.store.client import Store
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.pages import Pages
from shared.web.static import Static

_SIGNING_KEY = "{site}:secret"


@dataclass(frozen=True, slots=True)
class Kit:
    """Collaborators that all services share. ``secret`` signs forms; it is made once a store and kept there.

    ``helps`` is the number of a process that only answers requests, beside the one (0) that also does what just one has
    to do.
    """

    site: SiteSettings
    identity: SiteIdentity
    store: Store
    clock: Clock
    new_id: NewId
    secret: bytes
    staff: Staff
    budget: Budget
    bodies: BodyReader
    gate: Gate
    static: Static
    pages: Pages
    announcer: Announcer
    helps: int = 0


async def make_kit(
    site: SiteSettings,
    store: Store,
    clock: Clock = system_clock,
    new_id: NewId = random_ulid,
    static_packages: Sequence[str] = ("shared",),
    *,
    helps: int = 0,
) -> Kit:
    """Wire the shared collaborators over an open store; ``static_packages`` bring files for ``/static/``."""
    budget: Budget = RedisBudget(store) if site.limits else NoBudget()
    secret = await _site_secret(store)
    staff = Staff(
        RedisStaffStore(store), Passwords(), budget, clock, second_factor=site.second_factor, device_key=secret
    )
    bodies = BodyReader(site.body_limit)
    static = Static(*static_packages)
    identity = SiteIdentity(RedisEditions(store), site.board, clock)
    await identity.current()
    return Kit(
        site=site,
        identity=identity,
        store=store,
        clock=clock,
        new_id=new_id,
        secret=secret,
        staff=staff,
        budget=budget,
        bodies=bodies,
        gate=Gate(staff, site, bodies),
        static=static,
        pages=Pages(site, static),
        announcer=Announcer(store, enabled=site.hub),
        helps=helps,
    )


async def _site_secret(store: Store) -> bytes:
    """The site's signing key: whoever comes first makes it."""
    await store.execute("SET", _SIGNING_KEY, secrets.token_bytes(32), "NX")
    secret: bytes = await store.execute("GET", _SIGNING_KEY)
    return secret
