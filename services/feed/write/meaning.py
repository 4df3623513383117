"""What a filled-in form and the button that was pressed mean to `services.feed.posts.publishing`. Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.feed.model import ContentType, Event, Post, Status, Submission
from services.feed.write.form import Form, labels_in, planned_text
from services.feed.write.moments import local_text, moment_in
from shared.errors import FieldProblem, InvalidInput


class Intent(StrEnum):
    """What a button of the editor asks for; KEEP leaves the state as it is."""

    DRAFT = "draft"
    SCHEDULE = "schedule"
    PUBLISH = "publish"
    KEEP = "keep"


_STATUS: Final[Mapping[Intent, Status | None]] = {
    Intent.DRAFT: Status.DRAFT,
    Intent.SCHEDULE: Status.SCHEDULED,
    Intent.PUBLISH: Status.PUBLISHED,
    Intent.KEEP: None,
}
OFFERED: Final[Mapping[Status | None, tuple[Intent, ...]]] = {
    None: (Intent.PUBLISH, Intent.SCHEDULE, Intent.DRAFT),
    Status.DRAFT: (Intent.PUBLISH, Intent.SCHEDULE, Intent.DRAFT),
    Status.SCHEDULED: (Intent.SCHEDULE, Intent.PUBLISH, Intent.DRAFT),
    Status.PUBLISHED: (Intent.PUBLISH,),
    Status.WITHDRAWN: (Intent.PUBLISH, Intent.SCHEDULE, Intent.KEEP),
}
"""The buttons for each state of a post (None: there is none yet), the weightiest first."""


def submission_of(form: Form, intent: Intent, current: Post | None) -> Submission:
    """What is handed in. Raises `InvalidInput` for times that are none."""
    planned, event = _times(form, intent, current)
    return Submission(
        title=form.title,
        content=form.content,
        content_type=ContentType(form.content_type),
        summary=form.summary,
        labels=labels_in(form.labels),
        agency=form.agency,
        strategy=form.issue,
        status=_STATUS[intent],
        publish_at=planned,
        slug=form.slug.strip() or None,
        language=form.language.strip(),
        media=form.media,
        author=form.author,
        event=event,
        minor=bool(form.minor) and current is not None and current.is_public,
    )


def _times(form: Form, intent: Intent, current: Post | None) -> tuple[datetime | None, Event | None]:
    """Both, or everything that is wrong with either."""
    problems: list[FieldProblem] = []
    planned = event = None
    try:
        planned = _planned(form, intent, current)
    except InvalidInput as error:
        problems += error.problems
    try:
        event = _event(form, current)
    except InvalidInput as error:
        problems += error.problems
    if problems:
        raise InvalidInput(*problems)
    return planned, event


def _planned(form: Form, intent: Intent, current: Post | None) -> datetime | None:
    """A plan that was not touched is the post's own, to the second, and stands in no other button's way."""
    if intent is Intent.KEEP:
        return None
    if current is not None and form.publish_at and form.publish_at == planned_text(current):
        return current.published if intent is Intent.SCHEDULE else None
    return moment_in("publish_at", form.publish_at)


def _event(form: Form, current: Post | None) -> Event | None:
    if not any(text.strip() for text in (form.event_start, form.event_end, form.event_place)):
        return None
    before = current.event if current else None
    start = _unless_same("event.start", form.event_start, before.start if before else None)
    end = _unless_same("event.end", form.event_end, before.end if before else None)
    if start is None:
        raise InvalidInput(FieldProblem("event.start", "required"))
    return Event(start, end, form.event_place)


def _unless_same(field: str, text: str, before: datetime | None) -> datetime | None:
    return before if before and text == local_text(before) else moment_in(field, text)


def moment_or_none(text: str) -> datetime | None:
    """A typed time to be shown in words; None for what is none."""
    try:
        return moment_in("", text)
    except InvalidInput:
        return None


def control_of(field: str) -> str:
    """The name of the control in which a rule's ``field`` is put right."""
    return next(_controls(field), "content")


def _controls(field: str) -> Iterator[str]:
    numbered = re.fullmatch(r"media\[(\d+)\]\.\w+", field)
    if numbered:
        yield f"media-{numbered[1]}-alt"
    head = field.partition("[")[0]
    yield {"media": "files", "file": "files", "status": "publish_at"}.get(head, head).replace(".", "_")
