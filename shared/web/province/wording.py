"""What the settings page says of fields and mistakes."""

from collections.abc import Callable
from typing import Final

from shared.errors import FieldProblem
from shared.i18n import mark

_PROBLEMS: Final[dict[str, str]] = {
    "too-long": mark("This is too long (%(detail)s)."),
    "not-an-upload": mark("Please give the address of a picture that was uploaded here: /media/…"),
    "not-a-colour": mark("Please write a colour such as #0f5c55."),
    "hard-to-read": mark("Text in this colour is hard to read on white. The nearest that can be read is %(detail)s."),
    "unknown-language": mark("Thai is always offered, with or without English."),
    "not-a-phone-number": mark("Please write a telephone number such as 043 511 222."),
    "not-an-address": mark("Please write an e-mail address such as office@roiet.example."),
    "too-many": mark("There are too many (%(detail)s)."),
    "unknown-province": mark("Please choose one of the 77 provinces."),
}
CHANGED: Final = mark("Somebody else has changed the settings meanwhile. Save again to replace that.")


def words_of(problem: FieldProblem, say: Callable[[str], str]) -> str:
    """What stands beside the field."""
    message = _PROBLEMS.get(problem.code)
    return say(message) % {"detail": problem.detail} if message else str(problem)
