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
class Factor:
    """The second factor: an app that shares ``secret`` (Base32). No code of a step up to ``last_step`` counts again.

    ``recovery`` are the digests of the codes that stand in for a lost telephone, each once.
    """

    secret: str = field(repr=False)
    last_step: int
    recovery: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff. ``password_hash`` is in the PHC string format of Argon2id; nothing fits an empty one.

    ``generation`` counts changes of credentials and rights: what was opened under an earlier one has ended.
    ``version`` counts all changes: a change is made to the version that it was read at, or not at all.
    """

    name: str
    role: Role
    password_hash: str = field(repr=False)
    created: datetime
    disabled: bool = False
    factor: Factor | None = None
    generation: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of an API token: never the token itself. ``account`` made it; a command's belongs to nobody."""

    name: str
    scopes: frozenset[Scope]
    created: datetime
    account: str | None = None
    expires: datetime | None = None
    used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A login in a browser; ``csrf`` must come back with every unsafe request.

    ``by_link``: a one-time link opened it, so that a new password may be chosen without the old one.
    """

    account: str
    generation: int
    csrf: str = field(repr=False)
    opened: datetime
    seen: datetime
    address: str
    agent: str
    by_link: bool = False


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a one-time link or the first step of a login is good for: one login, unless the account changes before."""

    account: str
    generation: int
    by_link: bool


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something and from where; a command on the server itself has no name.

    ``device`` is what the browser keeps of an earlier login (`shared.staff.devices`), not yet believed.
    """

    name: str = ""
    address: str = ""
    agent: str = ""
    device: str = ""


CONSOLE: Final = Actor()


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
