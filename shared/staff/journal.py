"""What is written down about logins and accounts. An entry never holds a password, a token or a code."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from shared.staff.model import Actor

KEPT: Final = timedelta(days=90)
"""Entries hold network addresses, which are personal data: they go after this time, or sooner when there are many."""


class Event(StrEnum):
    """What happened."""

    LOGGED_IN = "logged-in"
    LOGIN_FAILED = "login-failed"
    LOGGED_OUT = "logged-out"
    LINK_MADE = "link-made"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a word, not a secret
    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    RECOVERY_USED = "recovery-used"
    RECOVERY_RENEWED = "recovery-renewed"
    SESSIONS_ENDED = "sessions-ended"
    TOKEN_ADDED = "token-added"  # noqa: S105 - a word, not a secret
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 - a word, not a secret
    ACCOUNT_ADDED = "account-added"
    ROLE_CHANGED = "role-changed"
    DISABLED = "disabled"
    ENABLED = "enabled"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``account`` is whom it is about, ``actor`` who did it ('' for a command on the server)."""

    at: datetime
    event: Event
    account: str
    actor: str
    address: str
    detail: str = ""
    id: str = field(default="", compare=False)

    @classmethod
    def of(cls, at: datetime, event: Event, account: str, by: Actor, detail: str = "") -> "Entry":
        return cls(at, event, account, by.name, by.address, detail)


class Journal(Protocol):
    """Where entries go; bounded in number and in age."""

    async def note(self, *entries: Entry) -> None: ...
    async def entries(self, before: str | None, limit: int) -> list[Entry]: ...
