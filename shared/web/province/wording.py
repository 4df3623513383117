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
    "bad-name": mark("A name has no slashes in it."),
    "required": mark("A name has a letter or a digit at least."),
    "unknown-province": mark("Please choose one of the 77 provinces."),
}
_EMBLEM: Final[dict[str, str]] = {
    "required": mark("Please choose a picture first."),
    "empty": mark("The file is empty."),
    "no-emblem": mark("An emblem is a PNG, JPEG or WebP picture."),
    "unsupported-media-type": mark("An emblem is a PNG, JPEG or WebP picture."),
    "too-large": mark("This picture is too large."),
    "unreadable": mark("The file is damaged and cannot be read."),
    "too-heavy": mark("This picture has too many pixels."),
    "rate-limited": mark("Too many files at once; please wait a minute."),
    "store-full": mark("There is no room left for new content"),
}
_OTHER_EMBLEM: Final = mark("The picture could not be worked on; please send it again.")
CHANGED: Final = mark("Somebody else has changed the settings meanwhile. Save again to replace that.")


def words_of(problem: FieldProblem, say: Callable[[str], str]) -> str:
    """What stands beside the field."""
    message = _PROBLEMS.get(problem.code)
    return say(message) % {"detail": problem.detail} if message else str(problem)


def emblem_words(code: str, say: Callable[[str], str]) -> str:
    """What stands beside the field of the picture."""
    return say(_EMBLEM.get(code, _OTHER_EMBLEM))
