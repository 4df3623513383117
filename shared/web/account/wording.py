"""What the pages about accounts say of roles, rights, events and mistakes."""

from collections.abc import Callable
from typing import Final

from shared.errors import FieldProblem, InvalidInput, SaketError
from shared.i18n import mark
from shared.staff.journal import Event
from shared.staff.model import Role, Scope

Translate = Callable[[str], str]

ROLES: Final[dict[Role, str]] = {
    Role.VIEWER: mark("Viewer: sees the desks, changes nothing"),
    Role.PUBLISHER: mark("Publisher: writes and publishes posts"),
    Role.MODERATOR: mark("Moderator: decides about comments"),
    Role.LEAD: mark("Lead: moderator, second person, and the spam model"),
    Role.ADMIN: mark("Administrator: everything, and the accounts"),
}
SCOPES: Final[dict[Scope, str]] = {
    Scope.VIEW: mark("see the desks"),
    Scope.POSTS: mark("posts"),
    Scope.SOURCES: mark("sources of neighbouring provinces"),
    Scope.MODERATION: mark("moderation"),
    Scope.REVIEW: mark("second person and appeals"),
    Scope.MODELS: mark("spam model"),
    Scope.SITE: mark("settings of the site and the plan"),
    Scope.STAFF: mark("accounts"),
}
EVENTS: Final[dict[Event, str]] = {
    Event.LOGGED_IN: mark("logged in"),
    Event.LOGIN_FAILED: mark("login failed"),
    Event.LOGGED_OUT: mark("logged out"),
    Event.LINK_MADE: mark("one-time link made"),
    Event.PASSWORD_CHANGED: mark("password changed"),
    Event.FACTOR_ADDED: mark("second factor turned on"),
    Event.FACTOR_REMOVED: mark("second factor turned off"),
    Event.RECOVERY_USED: mark("recovery code used"),
    Event.RECOVERY_RENEWED: mark("new recovery codes"),
    Event.SESSIONS_ENDED: mark("sessions ended"),
    Event.TOKEN_ADDED: mark("token made"),
    Event.TOKEN_REVOKED: mark("token revoked"),
    Event.ACCOUNT_ADDED: mark("account made"),
    Event.ROLE_CHANGED: mark("role changed"),
    Event.DISABLED: mark("account disabled"),
    Event.ENABLED: mark("account enabled"),
    Event.RESET: mark("account reset"),
}
DONE: Final[dict[str, str]] = {
    "password": mark("The password is changed. You are logged out everywhere else."),
    "factor-removed": mark("The second factor is turned off."),
    "session": mark("The session has ended."),
    "sessions": mark("You are logged out everywhere else."),
    "token": mark("The token is revoked."),
    "role": mark("The role is changed. The person has to log in again."),
    "disable": mark("The account is disabled and logged out everywhere."),
    "enable": mark("The account is enabled again."),
    "sessions-of": mark("The person is logged out everywhere."),
}
_PROBLEMS: Final[dict[str, str]] = {
    "wrong-password": mark("The password is wrong."),
    "wrong-code": mark("The code is wrong or has been used already."),
    "offer-ended": mark("This took too long. Please scan the new picture."),
    "too-short": mark("Please use 12 characters or more."),
    "too-long": mark("This is too long."),
    "too-simple": mark("Please use more different letters, and not the user name."),
    "differs": mark("The two are not the same."),
    "bad-name": mark("Letters, digits and . @ - _, at most 64."),
    "unknown": mark("Please choose one of those offered."),
    "out-of-range": mark("Please choose one of those offered."),
    "rate-limited": mark("Too many tries. Please wait a quarter of an hour."),
    "busy": mark("Too many people are logging in at this moment. Please try again shortly."),
    "last-admin": mark("This is the last administrator: make somebody else one first."),
    "conflict": mark("This cannot be done now, or there is already an account of this name."),
}


def problems_of(error: SaketError, form: str, say: Translate) -> dict[str, str]:
    """What stands beside which field (``<form>-<field>``), or above the form (under its name)."""
    if isinstance(error, InvalidInput):
        return {f"{form}-{problem.field}": _words(problem, say) for problem in error.problems}
    return {form: say(_PROBLEMS[error.code]) if error.code in _PROBLEMS else str(error)}


def _words(problem: FieldProblem, say: Translate) -> str:
    return say(_PROBLEMS[problem.code]) if problem.code in _PROBLEMS else str(problem)
