"""Logins in browsers: opened, found by the secret in a cookie, listed, ended.

A session says whose it is and nothing about rights: those are read from the account with every request, in one call.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from shared.clock import Clock
from shared.errors import NotFound, StoreError
from shared.staff.errors import StepEnded
from shared.staff.journal import Entry, Event
from shared.staff.model import Account, Actor, Session
from shared.staff.rights import NOTICED, is_open
from shared.staff.secret import digest, handle, new_secret

_LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as it is kept: under the digest of its secret."""

    digest: str
    session: Session

    @property
    def id(self) -> str:
        """Its name in lists."""
        return handle(self.digest)


class SessionStore(Protocol):
    """What this use case needs kept."""

    async def open_session(self, kept: Kept, replaces: str, entry: Entry) -> bool:
        """Keep it, unless the account has outgrown it; sweep what has ended, and the account's oldest beyond 20."""

    async def session(self, digest: str) -> tuple[Session, Account] | None: ...
    async def sessions(self) -> list[Kept]: ...
    async def touch_session(self, kept: Kept) -> None: ...
    async def drop_session(self, digest: str, entry: Entry) -> None: ...


class Sessions:
    """The use cases around the session cookie."""

    def __init__(self, store: SessionStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def open(
        self, account: Account, by: Actor, event: Event = Event.LOGGED_IN, *, replaces: str = "", by_link: bool = False
    ) -> str:
        """A new session and its secret; the one whose secret is ``replaces`` ends. Never the same secret twice."""
        secret, now = new_secret(), self._clock()
        session = Session(
            account.name, account.generation, new_secret(), now, now, by.address, by.agent[:_LONGEST_AGENT], by_link
        )
        entry = Entry.of(now, event, account.name, replace(by, name=account.name))
        if not await self._store.open_session(Kept(digest(secret), session), digest(replaces), entry):
            raise StepEnded("the account has changed meanwhile")
        return secret

    async def find(self, secret: str) -> tuple[Kept, Account] | None:
        """The session and its account, or None when it has ended."""
        name, now = digest(secret), self._clock()
        found = await self._store.session(name)
        if found is None or not is_open(*found, now):
            return None
        session, account = found
        kept = Kept(name, session)
        if now - session.seen >= NOTICED:
            with suppress(StoreError):  # a full store goes on serving those who are in
                await self._store.touch_session(Kept(name, replace(session, seen=now)))
        return kept, account

    async def of(self, account: Account) -> list[Kept]:
        """Those that are open, the latest first."""
        now = self._clock()
        own = [kept for kept in await self._store.sessions() if kept.session.account == account.name]
        alive = [kept for kept in own if is_open(kept.session, account, now)]
        return sorted(alive, key=lambda kept: kept.session.seen, reverse=True)

    async def end(self, secret: str, by: Actor) -> None:
        """End it in the store, not only in the browser."""
        found = await self.find(secret)
        if found is not None:
            await self._drop(found[0], by, Event.LOGGED_OUT)

    async def end_one(self, account: Account, session_id: str, by: Actor) -> None:
        """One of an account's, named as in `of`. Raises `NotFound`."""
        for kept in await self.of(account):
            if kept.id == session_id:
                await self._drop(kept, by, Event.SESSIONS_ENDED)
                return
        raise NotFound("session", session_id)

    async def _drop(self, kept: Kept, by: Actor, event: Event) -> None:
        await self._store.drop_session(kept.digest, Entry.of(self._clock(), event, kept.session.account, by))
