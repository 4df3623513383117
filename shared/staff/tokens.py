"""Tokens for programs: opaque, scoped, stored hashed, perhaps ending some day."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Protocol

from shared.clock import Clock
from shared.errors import FieldProblem, InvalidInput, NotFound, StoreError, Unauthenticated
from shared.staff.journal import Entry, Event
from shared.staff.model import ROLE_SCOPES, TOKEN_SCOPES, Account, Actor, Token
from shared.staff.rights import NOTICED, is_good
from shared.staff.rules import checked_name, checked_scopes
from shared.staff.secret import digest, handle, new_secret

PREFIX: Final = "skt_"
MOST_DAYS: Final = 3650


@dataclass(frozen=True, slots=True)
class KeptToken:
    """A token as it is kept: under the digest of its secret."""

    digest: str
    token: Token

    @property
    def id(self) -> str:
        """Its name in lists."""
        return handle(self.digest)


class TokenStore(Protocol):
    """What this use case needs kept."""

    async def put_token(self, kept: KeptToken, entry: Entry) -> None: ...
    async def token(self, digest: str) -> tuple[Token, Account | None] | None: ...
    async def tokens(self) -> list[KeptToken]: ...
    async def touch_token(self, kept: KeptToken) -> None: ...
    async def drop_token(self, digest: str, entry: Entry) -> None: ...


class Tokens:
    """The use cases around the Authorization header, `/account` and ``saket token``."""

    def __init__(self, store: TokenStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def add(
        self, name: str, scopes: Iterable[str], by: Actor, *, days: int | None = None, owner: Account | None = None
    ) -> str:
        """A new token, the only time it can be seen; ``owner`` gives no right that is not their own."""
        within = TOKEN_SCOPES if owner is None else ROLE_SCOPES[owner.role]
        now = self._clock()
        token = Token(
            name=checked_name(name),
            scopes=checked_scopes(scopes, within),
            created=now,
            account=owner.name if owner else None,
            expires=None if days is None else now + timedelta(days=_checked_days(days)),
        )
        secret = new_secret(PREFIX)
        await self._store.put_token(KeptToken(digest(secret), token), self._entry(Event.TOKEN_ADDED, token, by))
        return secret

    async def find(self, secret: str) -> tuple[Token, Account | None]:
        """The token and who made it. Raises `Unauthenticated` unless it is good."""
        name, now = digest(secret), self._clock()
        found = await self._store.token(name)
        if found is None or not is_good(*found, now):
            raise Unauthenticated("unknown token")
        token = found[0]
        if token.used is None or now - token.used >= NOTICED:
            with suppress(StoreError):  # a full store goes on serving reads
                await self._store.touch_token(KeptToken(name, replace(token, used=now)))
        return found

    async def all(self) -> list[KeptToken]:
        """The oldest first, those that have expired too."""
        return sorted(await self._store.tokens(), key=lambda kept: kept.token.created)

    async def of(self, account: Account) -> list[KeptToken]:
        """What somebody has made."""
        return [kept for kept in await self.all() if kept.token.account == account.name]

    async def revoke(self, which: str, by: Actor, owner: Account | None = None) -> list[KeptToken]:
        """Make worthless what has this id or name (among ``owner``'s). Raises `NotFound`."""
        among = await (self.all() if owner is None else self.of(owner))
        meant = [kept for kept in among if which in {kept.id, kept.token.name}]
        if not meant:
            raise NotFound("token", which)
        for kept in meant:
            await self._drop(kept, by)
        return meant

    async def drop(self, secret: str, by: Actor) -> None:
        """Make the token itself worthless."""
        token, _ = await self.find(secret)
        await self._drop(KeptToken(digest(secret), token), by)

    async def _drop(self, kept: KeptToken, by: Actor) -> None:
        await self._store.drop_token(kept.digest, self._entry(Event.TOKEN_REVOKED, kept.token, by))

    def _entry(self, event: Event, token: Token, by: Actor) -> Entry:
        return Entry.of(self._clock(), event, token.account or "", by, token.name)


def _checked_days(days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(FieldProblem("days", "out-of-range", f"1..{MOST_DAYS}"))
    return days
