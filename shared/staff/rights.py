"""What an account, a session or a token is worth at this moment. Pure: rights are never stored with a session."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Final

from shared.staff.model import ROLE_SCOPES, Account, Principal, Role, Scope, Session, Token

IDLE: Final = timedelta(hours=2)
ABSOLUTE: Final = timedelta(hours=12)
NOTICED: Final = timedelta(minutes=1)
"""How exactly the last use of a session or token is kept: not every request is worth a write."""


def rights_of(account: Account, second_factor: AbstractSet[Role]) -> frozenset[Scope]:
    """Those of the role; none while the account is disabled or lacks the second factor that its role asks for."""
    if account.disabled or lacks_factor(account, second_factor):
        return frozenset()
    return ROLE_SCOPES[account.role]


def lacks_factor(account: Account, second_factor: AbstractSet[Role]) -> bool:
    """Whether the account has to set up a second factor before it may do anything else."""
    return account.role in second_factor and account.factor is None


def is_open(session: Session, account: Account, now: datetime) -> bool:
    """Whether a session still speaks for its account."""
    in_time = now - session.seen < IDLE and now - session.opened < ABSOLUTE
    return in_time and not account.disabled and session.generation == account.generation


def is_good(token: Token, owner: Account | None, now: datetime) -> bool:
    """Whether a token still opens anything; one that somebody made lives no longer than their account."""
    owned = token.account is None or (owner is not None and not owner.disabled)
    return owned and (token.expires is None or now < token.expires)


def token_principal(token: Token, owner: Account | None, second_factor: AbstractSet[Role]) -> Principal:
    """What a token may do: never more than the person who made it may do now."""
    scopes = token.scopes if owner is None else token.scopes & rights_of(owner, second_factor)
    return Principal(token.name, scopes, account=owner.name if owner else "")


def session_principal(session: Session, account: Account, second_factor: AbstractSet[Role]) -> Principal:
    """What the person at the browser may do."""
    return Principal(account.name, rights_of(account, second_factor), session.csrf, account.name)
