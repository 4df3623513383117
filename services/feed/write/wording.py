"""The words of the desk: states, buttons, fields, and what is wrong with them. Messages are translated where shown."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from services.feed.model import Status
from services.feed.write.meaning import Intent, control_of
from shared.errors import FieldProblem
from shared.i18n import mark

Translate = Callable[[str], str]

STATES: Final[Mapping[Status, str]] = {
    Status.DRAFT: mark("Draft"),
    Status.SCHEDULED: mark("Scheduled"),
    Status.PUBLISHED: mark("Published"),
    Status.WITHDRAWN: mark("Withdrawn"),
}
DONE: Final[Mapping[str, str]] = {
    Status.DRAFT: mark("Saved as a draft."),
    Status.SCHEDULED: mark("Scheduled. It appears by itself at its time."),
    Status.PUBLISHED: mark("Published. Everybody can read it now."),
    Status.WITHDRAWN: mark("Saved. The post stays withdrawn."),
    "gone": mark("Withdrawn. Readers and subscribers are told."),
    "restored": mark("The earlier version is back; the one before it is kept, too."),
}
FIELDS: Final[Mapping[str, str]] = {
    "title": mark("Title"),
    "content": mark("Content"),
    "summary": mark("Summary"),
    "labels": mark("Labels"),
    "agency": mark("Agency"),
    "strategy": mark("Strategic issue"),
    "author": mark("Author"),
    "language": mark("Language"),
    "slug": mark("Address of the page"),
    "status": mark("State"),
    "event": mark("Event"),
    "event_start": mark("Beginning of the event"),
    "event_end": mark("End of the event"),
    "event_place": mark("Place"),
    "media": mark("Photos and files"),
    "files": mark("Photos and files"),
    "publish_at": mark("Time of publication"),
}
_INTENTS: Final[Mapping[tuple[Status | None, Intent], str]] = {
    (Status.SCHEDULED, Intent.SCHEDULE): mark("Save, stays scheduled"),
    (Status.SCHEDULED, Intent.DRAFT): mark("Make it a draft again"),
    (Status.SCHEDULED, Intent.PUBLISH): mark("Publish now"),
    (Status.PUBLISHED, Intent.PUBLISH): mark("Save the changes"),
    (Status.WITHDRAWN, Intent.PUBLISH): mark("Publish again"),
    (Status.WITHDRAWN, Intent.KEEP): mark("Save, stays withdrawn"),
}
_USUAL: Final[Mapping[Intent, str]] = {
    Intent.DRAFT: mark("Save as a draft"),
    Intent.SCHEDULE: mark("Schedule"),
    Intent.PUBLISH: mark("Publish"),
    Intent.KEEP: mark("Save"),
}
_PROBLEMS: Final[Mapping[str, str]] = {
    "required": mark("Please fill this in."),
    "too-long": mark("This is too long (at most %(detail)s)."),
    "too-many": mark("These are too many (at most %(detail)s)."),
    "too-large": mark("This file is too large: %(detail)s"),
    "bad-time": mark("This is not a date with a time, such as 2026-03-02T09:00."),
    "not-allowed": mark("A draft has no time. Press “Schedule”, or empty this field."),
    "too-early": mark("This lies too far in the past."),
    "too-late": mark("This lies too far in the future."),
    "in-the-future": mark("This time is still to come. Press “Schedule”, or empty this field."),
    "already-published": mark("The date of what was published stays."),
    "before-start": mark("The end lies before the beginning."),
    "bad-slug": mark("Only Thai letters, a-z, 0-9 and single hyphens."),
    "slug-taken": mark("Another post has this address."),
    "bad-language": mark("This is not the code of a language, such as th or en."),
    "bad-name": mark("A name without slashes, please."),
    "alt-required": mark("Say what every picture shows, for those who cannot see it."),
    "unsupported-media-type": mark("This file is neither a photo nor a PDF: %(detail)s"),
    "empty": mark("The file is empty."),
    "unreadable": mark("The file is damaged and cannot be read."),
    "rate-limited": mark("Too many files at once; please wait a minute."),
    "picture-failed": mark("The picture could not be worked on; please send it again."),
    "csrf": mark("You have logged in anew since this page was opened. Nothing is lost: please press the button again."),
    "edited-meanwhile": mark("Somebody else is changing this post right now. Please try again."),
    "idempotency-mismatch": mark("This page has made a post already. Press the button again to make another one."),
    "forbidden-transition": mark("This cannot be done with a post in this state."),
    "store-full": mark("There is no room left for new content"),
}
_OTHER: Final = mark("This cannot be used as it is.")
_BOUNDED: Final = frozenset({"too-long", "too-many"})
_NUMBER: Final = re.compile(r"\d+")


def field_words(control: str, say: Translate) -> str:
    """What a control is called; the description of a picture by its number."""
    picture = re.fullmatch(r"media-(\d+)-alt", control)
    if picture:
        return say(mark("What photo %(number)s shows")) % {"number": int(picture[1]) + 1}
    return say(FIELDS[control]) if control in FIELDS else ""


def problem_words(problem: FieldProblem, say: Translate) -> str:
    """What is wrong, and what to do about it."""
    words = say(_PROBLEMS.get(problem.code, _OTHER))
    detail = "".join(_NUMBER.findall(problem.detail)[:1]) if problem.code in _BOUNDED else problem.detail
    return words % {"detail": detail} if "%(" in words else words


def intent_words(status: Status | None, intent: Intent, say: Translate) -> str:
    """What is written on a button."""
    return say(_INTENTS.get((status, intent), _USUAL[intent]))


def controls(problems: tuple[FieldProblem, ...], say: Translate) -> dict[str, str]:
    """What to say at each control; '' stands for the form as a whole."""
    said: dict[str, str] = {}
    for problem in problems:
        control = control_of(problem.field) if problem.field else ""
        words = problem_words(problem, say)
        if words not in said.get(control, ""):
            said[control] = f"{said[control]} {words}" if control in said else words
    return said
