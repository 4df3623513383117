"""Who may do what: roles of people, scopes of tokens, and the principal that a request speaks for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """One right; a token carries some, a role stands for some."""

    POSTS = "posts"
    SOURCES = "sources"
    MODERATION = "moderation"
    MODELS = "models"


class Role(StrEnum):
    """What a member of staff is there for."""

    PUBLISHER = "publisher"
    MODERATOR = "moderator"
    ADMIN = "admin"


ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.PUBLISHER: frozenset({Scope.POSTS}),
    Role.MODERATOR: frozenset({Scope.MODERATION}),
    Role.ADMIN: frozenset(Scope),
}


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff. ``password_hash`` is in the PHC string format of Argon2id."""

    name: str
    role: Role
    password_hash: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of an API token: never the token itself."""

    name: str
    scopes: frozenset[Scope]
    created: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A login in a browser; ``csrf`` must come back with every unsafe request."""

    account: str
    role: Role
    csrf: str


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a request speaks for; ``csrf`` is set where a cookie, which browsers send unasked, says so."""

    name: str
    scopes: frozenset[Scope]
    csrf: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether this principal holds the right."""
        return scope in self.scopes
