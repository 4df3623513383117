"""Where staff work: the pages of each right, which the login leads to and the pages of staff lead on to."""

from dataclasses import dataclass
from typing import Final

from shared.i18n import mark
from shared.staff.model import Principal, Scope


@dataclass(frozen=True, slots=True)
class Desk:
    """A page for those who hold ``scope``; ``words`` is a message."""

    scope: Scope
    path: str
    words: str


MODERATION: Final = Desk(Scope.MODERATION, "/comments/moderation", mark("Moderation"))
WRITING: Final = Desk(Scope.POSTS, "/write", mark("The writing desk"))
PLAN: Final = Desk(Scope.SITE, "/strategy/edit", mark("The plan"))
SETTINGS: Final = Desk(Scope.SITE, "/settings", mark("Settings of the site"))
DESKS: Final = (MODERATION, WRITING, PLAN, SETTINGS)
"""The weightiest first."""


def desks_of(principal: Principal) -> list[Desk]:
    """Those that a person may work at."""
    return [desk for desk in DESKS if principal.may(desk.scope)]
