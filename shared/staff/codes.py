"""What a code of the second factor does to an account. Pure: the account after it, or `WrongCode`."""

from dataclasses import replace
from datetime import datetime

from shared.staff import recovery, totp
from shared.staff.errors import WrongCode
from shared.staff.model import Account, Factor


def with_code_spent(account: Account, code: str, now: datetime) -> Account:
    """The account after a code of the app, or one of the recovery codes, has been used up."""
    factor = account.factor
    if factor is None:
        raise WrongCode("there is no second factor")
    step = totp.matching_step(factor.secret, code, now, factor.last_step)
    if step is not None:
        return replace(account, factor=replace(factor, last_step=step))
    return replace(account, factor=_without(factor, recovery.kept(code)))


def recovery_was_used(before: Account, after: Account) -> bool:
    """Which of the two it was."""
    return bool(before.factor and after.factor and before.factor.recovery != after.factor.recovery)


def with_factor(account: Account, secret: str, code: str, now: datetime, codes: list[str]) -> Account:
    """The account with a second factor, once the app has shown that it knows the secret."""
    step = totp.matching_step(secret, code, now, after=-1)
    if step is None:
        raise WrongCode("the code does not fit")
    return replace(account, factor=Factor(secret, step, tuple(map(recovery.kept, codes))))


def with_recovery(account: Account, codes: list[str]) -> Account:
    """New recovery codes in place of all earlier ones."""
    if account.factor is None:
        raise WrongCode("there is no second factor")
    return replace(account, factor=replace(account.factor, recovery=tuple(map(recovery.kept, codes))))


def _without(factor: Factor, kept: str) -> Factor:
    if kept not in factor.recovery:
        raise WrongCode("neither a fresh code nor an unused recovery code")
    return replace(factor, recovery=tuple(each for each in factor.recovery if each != kept))
