"""Any order of logins, changes of accounts, tokens and time over a real store, against a model of the rules."""

import asyncio
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shared.errors import Unauthenticated
from shared.limits.budget import NoBudget
from shared.staff.errors import LastAdmin
from shared.staff.model import CONSOLE, ROLE_SCOPES, Role, Scope
from shared.staff.passwords import Passwords
from shared.staff.service import Staff
from shared.staff.store import RedisStaffStore
from shared.store.client import Store
from tests.app.staff.harness import Time
from tests.support.valkey import ThrowawayServer

pytestmark = [pytest.mark.slow, pytest.mark.store]

NAMES = ("malee", "somchai", "สุรชัย")
names = st.sampled_from(NAMES)
roles = st.sampled_from(list(Role))
IDLE, ABSOLUTE = timedelta(hours=2), timedelta(hours=12)
CARRIED = frozenset({Scope.POSTS, Scope.MODERATION})


@dataclass
class Person:
    role: Role
    disabled: bool = False
    sessions: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    """Secret: when it was opened, when it was last seen."""


@dataclass(frozen=True)
class Pass:
    secret: str
    owner: str | None
    expires: datetime


class Life(RuleBasedStateMachine):
    """What the site should say of every secret that it has ever given out."""

    def __init__(self, server: ThrowawayServer, runner: asyncio.Runner) -> None:
        super().__init__()
        server.reset()
        self._run = runner.run
        self.time = Time()
        self.store = self.done(Store.connect(server.url))
        self.staff = Staff(RedisStaffStore(self.store), Passwords(), NoBudget(), self.time)
        self.people: dict[str, Person] = {}
        self.passes: list[Pass] = []
        self.given: set[str] = set()

    def done(self, work: Any) -> Any:
        async def waited(awaitable: Awaitable[Any]) -> Any:
            return await awaitable

        return self._run(waited(work))

    def teardown(self) -> None:
        self.done(self.store.close())

    @initialize()
    def people_come(self) -> None:
        for name in NAMES:
            self.done(self.staff.accounts.add(name, Role.ADMIN, CONSOLE))
            self.people[name] = Person(Role.ADMIN)

    @rule(name=names)
    def opens_a_session(self, name: str) -> None:
        person = self.people[name]
        if person.disabled:
            return
        secret = self.done(self.staff.sessions.open(self.done(self.staff.accounts.find(name)), CONSOLE))
        person.sessions[secret] = (self.time(), self.time())
        self.given.add(secret)

    @rule(name=names)
    def logs_out(self, name: str) -> None:
        if self.people[name].sessions:
            secret = next(iter(self.people[name].sessions))
            self.done(self.staff.sessions.end(secret, CONSOLE))
            del self.people[name].sessions[secret]

    @rule(name=names)
    def looks_in(self, name: str) -> None:
        for secret, (opened, _) in list(self.people[name].sessions.items()):
            if self.done(self.staff.member(secret)) is not None:
                self.people[name].sessions[secret] = (opened, self.time())

    @rule(name=names, role=roles)
    def changes_role(self, name: str, role: Role) -> None:
        try:
            self.done(self.staff.accounts.change_role(name, role, CONSOLE))
        except LastAdmin:
            assert self.is_last_admin(name)
            assert role is not Role.ADMIN
            return
        if role is not self.people[name].role:
            self.people[name].sessions.clear()
        self.people[name].role = role

    @rule(name=names)
    def is_disabled(self, name: str) -> None:
        try:
            self.done(self.staff.accounts.disable(name, CONSOLE))
        except LastAdmin:
            assert self.is_last_admin(name)
            return
        self.people[name].disabled = True
        self.people[name].sessions.clear()

    @rule(name=names)
    def is_enabled(self, name: str) -> None:
        self.done(self.staff.accounts.enable(name, CONSOLE))
        self.people[name].disabled = False
        self.people[name].sessions.clear()

    @rule(name=names)
    def is_reset(self, name: str) -> None:
        self.done(self.staff.accounts.reset(name, CONSOLE))
        self.people[name].sessions.clear()
        self.passes = [each for each in self.passes if each.owner != name]

    @rule(name=st.none() | names, days=st.integers(1, 3))
    def gets_a_token(self, name: str | None, days: int) -> None:
        owner = self.done(self.staff.accounts.find(name)) if name else None
        scopes = CARRIED & ROLE_SCOPES[owner.role] if owner else CARRIED
        if scopes:
            secret = self.done(self.staff.tokens.add("bot", scopes, CONSOLE, days=days, owner=owner))
            self.passes.append(Pass(secret, name, self.time() + timedelta(days=days)))
            self.given.add(secret)

    @rule()
    def a_token_is_revoked(self) -> None:
        if self.passes and self.works(self.passes[0]):
            self.done(self.staff.drop_token(self.passes.pop(0).secret))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.time.advance(hours=hours / 2)

    @invariant()
    def every_token_is_worth_what_it_should_be(self) -> None:
        for each in self.passes:
            if not self.works(each):
                with pytest.raises(Unauthenticated):
                    self.done(self.staff.by_token(each.secret))
                continue
            scopes = self.done(self.staff.by_token(each.secret)).scopes
            assert scopes <= CARRIED
            if each.owner:
                assert scopes <= ROLE_SCOPES[self.people[each.owner].role]

    @invariant()
    def every_session_is_open_or_not_as_it_should_be(self) -> None:
        now = self.time()
        for name, person in self.people.items():
            alive = {
                secret: (opened, seen)
                for secret, (opened, seen) in person.sessions.items()
                if now - opened < ABSOLUTE and now - seen < IDLE
            }
            assert len(self.done(self.staff.sessions.of(self.done(self.staff.accounts.find(name))))) == len(alive)
            person.sessions = alive

    @invariant()
    def what_has_ended_opens_nothing(self) -> None:
        alive = {secret for person in self.people.values() for secret in person.sessions}
        alive |= {each.secret for each in self.passes}
        for secret in self.given - alive:
            assert self.done(self.staff.member(secret)) is None
            with pytest.raises(Unauthenticated):
                self.done(self.staff.by_token(secret))

    @invariant()
    def somebody_can_manage_the_site(self) -> None:
        if self.people:
            assert any(person.role is Role.ADMIN and not person.disabled for person in self.people.values())

    def works(self, each: Pass) -> bool:
        owner = self.people[each.owner] if each.owner else None
        return self.time() < each.expires and (owner is None or not owner.disabled)

    def is_last_admin(self, name: str) -> bool:
        active = [key for key, person in self.people.items() if person.role is Role.ADMIN and not person.disabled]
        return active == [name]


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as opened:
        yield opened


def test_the_life_of_accounts(valkey_server: ThrowawayServer, runner: asyncio.Runner) -> None:
    class Here(Life):
        def __init__(self) -> None:
            super().__init__(valkey_server, runner)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
