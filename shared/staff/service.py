"""Accounts, tokens and sessions of the people who run a site.

Secrets are opaque random strings; the store keeps only their SHA-256, so that a copy of the store opens nothing.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from typing import Protocol

from shared.clock import Clock
from shared.errors import Conflict, FieldProblem, InvalidInput, Unauthenticated
from shared.limits.budget import Budget
from shared.staff.model import ROLE_SCOPES, TOKEN_SCOPES, Account, Principal, Role, Scope, Session, Token
from shared.staff.passwords import Passwords

SESSION_SECONDS = 12 * 3600
ONE_TIME_SECONDS = 24 * 3600
_LEAST_PASSWORD = 12
_LONGEST_NAME = 64
_TRIES_PER_ACCOUNT = 10
_TRIES_PER_ADDRESS = 30
_TRIES_WINDOW = 900


class StaffStore(Protocol):
    """What this use case needs kept."""

    async def put_account(self, account: Account, *, replace: bool) -> bool: ...
    async def account(self, name: str) -> Account | None: ...
    async def put_token(self, digest: str, token: Token) -> None: ...
    async def drop_token(self, digest: str) -> None: ...
    async def token(self, digest: str) -> Token | None: ...
    async def put_session(self, digest: str, session: Session, seconds: int) -> None: ...
    async def session(self, digest: str) -> Session | None: ...
    async def drop_session(self, digest: str) -> None: ...
    async def put_one_time(self, digest: str, account: str, seconds: int) -> None: ...
    async def take_one_time(self, digest: str) -> str | None: ...


class Staff:
    """The use cases behind `/login`, the Authorization header and the `saket token` and `saket staff` commands."""

    def __init__(self, store: StaffStore, passwords: Passwords, budget: Budget, clock: Clock) -> None:
        self._store = store
        self._passwords = passwords
        self._budget = budget
        self._clock = clock

    async def add_token(self, name: str, scopes: Iterable[str]) -> str:
        """Make an API token and return it, the only time it can be seen."""
        name = _checked_name(name)
        secret = "skt_" + secrets.token_urlsafe(32)
        await self._store.put_token(_digest(secret), Token(name, _scopes(scopes), self._clock()))
        return secret

    async def drop_token(self, secret: str) -> None:
        """Make the token worthless."""
        await self._store.drop_token(_digest(secret))

    async def add_account(self, name: str, role: str, password: str | None = None) -> str:
        """Make an account and return its password, a random one unless given."""
        name = _checked_name(name)
        if role not in set(Role):
            raise InvalidInput(FieldProblem("role", "unknown", ", ".join(Role)))
        if password is not None and len(password) < _LEAST_PASSWORD:
            raise InvalidInput(FieldProblem("password", "too-short", f"{_LEAST_PASSWORD} characters at least"))
        chosen = password or secrets.token_urlsafe(15)
        account = Account(name, Role(role), await self._passwords.hash(chosen), self._clock())
        if not await self._store.put_account(account, replace=False):
            raise Conflict(f"there is already an account {name!r}")
        return chosen

    async def one_time_login(self, name: str) -> str:
        """A secret that logs ``name`` in once within a day."""
        name = _known_as(name)
        if await self._store.account(name) is None:
            raise InvalidInput(FieldProblem("name", "unknown", name))
        secret = secrets.token_urlsafe(24)
        await self._store.put_one_time(_digest(secret), name, ONE_TIME_SECONDS)
        return secret

    async def log_in(self, name: str, password: str, address: str) -> str:
        """Open a session and return its secret. The same error, after the same time, for any wrong pair."""
        name = _known_as(name)
        await self._budget.spend(f"login:a:{address}", burst=_TRIES_PER_ADDRESS, per_seconds=_TRIES_WINDOW)
        await self._budget.spend(f"login:n:{_digest(name)}", burst=_TRIES_PER_ACCOUNT, per_seconds=_TRIES_WINDOW)
        account = await self._store.account(name)
        if not await self._passwords.verify(account.password_hash if account else None, password) or account is None:
            raise Unauthenticated("wrong name or password")
        return await self._open(account)

    async def log_in_once(self, secret: str, address: str) -> str:
        """Open a session by a one-time secret, which is used up."""
        await self._budget.spend(f"login:a:{address}", burst=_TRIES_PER_ADDRESS, per_seconds=_TRIES_WINDOW)
        name = await self._store.take_one_time(_digest(secret))
        account = await self._store.account(name) if name else None
        if account is None:
            raise Unauthenticated("this link has been used or is too old")
        return await self._open(account)

    async def log_out(self, secret: str) -> None:
        """End the session."""
        await self._store.drop_session(_digest(secret))

    async def by_token(self, secret: str) -> Principal:
        """The principal of an `Authorization: Bearer` token."""
        token = await self._store.token(_digest(secret))
        if token is None:
            raise Unauthenticated("unknown token")
        return Principal(token.name, token.scopes)

    async def by_session(self, secret: str) -> Principal | None:
        """The principal of a session cookie, or None when it has ended."""
        session = await self._store.session(_digest(secret))
        if session is None:
            return None
        return Principal(session.account, ROLE_SCOPES[session.role], session.csrf)

    async def _open(self, account: Account) -> str:
        secret = secrets.token_urlsafe(32)
        session = Session(account.name, account.role, secrets.token_urlsafe(24))
        await self._store.put_session(_digest(secret), session, SESSION_SECONDS)
        return secret


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _known_as(name: str) -> str:
    """A name in the one spelling it is kept under."""
    return unicodedata.normalize("NFC", name)


def _checked_name(name: str) -> str:
    """Letters of any script with their marks (Thai vowels and tones are marks to Unicode), digits and ``.@-_``."""
    known = _known_as(name)
    kinds = [unicodedata.category(character)[0] for character in known]
    fits = all(kind in "LMN" or character in "._@-" for kind, character in zip(kinds, known, strict=True))
    if not (fits and 1 <= len(known) <= _LONGEST_NAME and kinds[0] in "LN"):
        raise InvalidInput(FieldProblem("name", "bad-name", "letters, digits and . @ - _, at most 64"))
    return known


def _scopes(words: Iterable[str]) -> frozenset[Scope]:
    asked = set(words)
    unknown = sorted(asked - TOKEN_SCOPES)
    if unknown or not asked:
        offered = ", ".join(scope for scope in Scope if scope in TOKEN_SCOPES)
        raise InvalidInput(FieldProblem("scope", "unknown", f"{', '.join(unknown) or 'none'}; one of {offered}"))
    return frozenset(Scope(word) for word in asked)
