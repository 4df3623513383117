"""Who may do what: roles of people, scopes of tokens, and the principal that a request speaks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """One right; a token carries some, a role stands for some. A route names the one (or either of two) it wants."""

    VIEW = "view"
    """Read what the desks show (queue, ledger, figures), change nothing: the other right of routes that only read."""
    POSTS = "posts"
    SOURCES = "sources"
    MODERATION = "moderation"
    REVIEW = "review"
    """Be the second person: confirm what somebody proposed in bulk, decide about appeals against a colleague."""
    MODELS = "models"
    SITE = "site"
    """Look after what the site is: its settings, the province's plan."""
    STAFF = "staff"
    """Manage accounts and read the log of logins. Held by people only, never by a token."""


class Role(StrEnum):
    """What a member of staff is there for; see `ROLE_SCOPES`."""

    VIEWER = "viewer"
    PUBLISHER = "publisher"
    MODERATOR = "moderator"
    LEAD = "lead"
    ADMIN = "admin"


ROLE_SCOPES: Final[Mapping[Role, frozenset[Scope]]] = {
    Role.VIEWER: frozenset({Scope.VIEW}),
    Role.PUBLISHER: frozenset({Scope.POSTS}),
    Role.MODERATOR: frozenset({Scope.VIEW, Scope.MODERATION}),
    Role.LEAD: frozenset({Scope.VIEW, Scope.MODERATION, Scope.REVIEW, Scope.MODELS}),
    Role.ADMIN: frozenset(Scope),
}
"""The one table of what each role may do."""

TOKEN_SCOPES: Final = frozenset(Scope) - {Scope.STAFF}
"""What a token may carry."""


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
    """Whom a request speaks for; ``csrf`` is set where a cookie, which browsers send unasked, says so.

    ``account`` is the person behind a token, where one made it.
    """

    name: str
    scopes: frozenset[Scope]
    csrf: str | None = field(default=None, repr=False)
    account: str = ""

    @property
    def person(self) -> str:
        """Who answers for it: two principals of one person are no second person for each other."""
        return self.account or self.name

    def may(self, scope: Scope) -> bool:
        """Whether this principal holds the right."""
        return scope in self.scopes
