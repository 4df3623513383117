"""What may go wrong when people log in or accounts change.

Unauthenticated
├── WrongPassword   no such pair of name and password (or no such account: nobody learns which)
├── LinkUsed        the one-time link has been used, is too old, or was overtaken by a change of the account
├── StepEnded       the first step of the login lies too far back
└── WrongCode       neither a fresh code of the app nor an unused recovery code
Busy                too many passwords are being checked already; again shortly
LastAdmin           a site without an administrator could be mended only on its server
"""

from shared.errors import Conflict, SaketError, Unauthenticated


class WrongPassword(Unauthenticated):
    """The same for an unknown name, a disabled account and a wrong password."""

    code = "wrong-password"


class LinkUsed(Unauthenticated):
    """A one-time link that opens nothing (any longer)."""

    code = "link-used"


class StepEnded(Unauthenticated):
    """The second step came too late, or the account has changed since the first."""

    code = "step-ended"


class WrongCode(Unauthenticated):
    """A code that is wrong, or was right and has been used."""

    code = "wrong-code"


class Busy(SaketError):
    """The queue for checking passwords is full."""

    code = "busy"


class LastAdmin(Conflict):
    """The last active administrator must stay one."""

    code = "last-admin"

    def __init__(self) -> None:
        super().__init__("this is the last administrator")
