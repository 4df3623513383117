"""The rules a submission must keep, the same for a new post and for an edit. Pure: no clock, no store.

`checked` returns the submission with its texts cleaned, or raises `InvalidInput` with everything that is wrong.

``publish_at`` goes with the state that is asked for (`lifecycle.intended`), and is never dropped in silence:

    draft, withdrawn   none (``not-allowed``)
    scheduled          needed if the status is named; a time that has passed publishes as of then
    published          not to come (``in-the-future``); once a post has appeared, its date stays (``already-published``)
    in every state     from 1970 (``too-early``) to fifty years from now (``too-late``)
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from services.feed.model import Media, Post, Status, Submission
from services.feed.posts.lifecycle import first_published, intended
from services.feed.posts.slug import MAX_SLUG, is_slug
from shared.clock import rfc3339
from shared.errors import FieldProblem, InvalidInput
from shared.feed.iri import web_url
from shared.text import clean_line, clean_text, exceeds, naming_problem

MAX_TITLE: Final = 300
MAX_SUMMARY: Final = 1000
MAX_CONTENT_BYTES: Final = 1_000_000
MAX_LABELS: Final = 20
MAX_LABEL: Final = 60
MAX_AGENCY: Final = 200
MAX_AUTHOR: Final = 200
MAX_PLACE: Final = 300
MAX_STRATEGY: Final = 100
MAX_MEDIA: Final = 20
MAX_URL: Final = 2000
ALT_REQUIRED: Final = "say what the picture shows, for those who cannot see it"
_LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)  # local times beyond cannot all be written
_EARLIEST: Final = datetime(1970, 1, 2, tzinfo=UTC)  # indexes sort by milliseconds since the epoch
_FURTHEST: Final = timedelta(days=50 * 365)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,99}")
_OFFERED: Final = frozenset({None, Status.DRAFT, Status.SCHEDULED, Status.PUBLISHED})


def checked(submission: Submission, now: datetime, current: Post | None = None) -> Submission:
    """The cleaned submission for a new post, or for an edit of ``current``.

    Raises `InvalidInput` naming every field that breaks a rule.
    """
    return kept(_cleaned(submission), now, current)


def kept(cleaned: Submission, now: datetime, current: Post | None = None) -> Submission:
    """`checked` for a submission whose texts are clean already."""
    problems = [*_text_problems(cleaned), *_label_problems(cleaned), *_time_problems(cleaned, current, now)]
    problems += [*_address_problems(cleaned), *_media_problems(cleaned, current, now), *_event_problems(cleaned)]
    if problems:
        raise InvalidInput(*problems)
    labels = tuple(dict.fromkeys(cleaned.labels))
    return cleaned if labels == cleaned.labels else replace(cleaned, labels=labels)


def _cleaned(submission: Submission) -> Submission:
    return replace(
        submission,
        title=clean_line(submission.title),
        content=clean_text(submission.content),
        summary=clean_line(submission.summary),
        labels=tuple(clean_line(label) for label in submission.labels),
        media=tuple(replace(media, alt=clean_line(media.alt)) for media in submission.media),
        agency=clean_line(submission.agency),
        strategy=clean_line(submission.strategy),
        author=clean_line(submission.author),
        event=replace(event, place=clean_line(event.place)) if (event := submission.event) else None,
    )


def _text_problems(submission: Submission) -> Iterator[FieldProblem]:
    yield from _length("title", submission.title, MAX_TITLE, required=True)
    yield from _length("summary", submission.summary, MAX_SUMMARY)
    yield from _length("author", submission.author, MAX_AUTHOR)
    if not submission.content.strip():
        yield FieldProblem("content", "required")
    if exceeds(submission.content, MAX_CONTENT_BYTES):
        yield FieldProblem("content", "too-long", f"at most {MAX_CONTENT_BYTES} bytes in UTF-8")


def _label_problems(submission: Submission) -> Iterator[FieldProblem]:
    if len(submission.labels) > MAX_LABELS:
        yield FieldProblem("labels", "too-many", f"at most {MAX_LABELS}")
    for number, label in enumerate(submission.labels):
        yield from _name(f"labels[{number}]", label, MAX_LABEL)
    if submission.agency:
        yield from _name("agency", submission.agency, MAX_AGENCY)
    if submission.strategy:
        yield from _name("strategy", submission.strategy, MAX_STRATEGY)


def _time_problems(submission: Submission, current: Post | None, now: datetime) -> Iterator[FieldProblem]:
    at = submission.publish_at
    if submission.status not in _OFFERED:
        yield FieldProblem("status", "not-allowed", "draft, scheduled or published")
    elif at is not None:
        yield from _date_problems(at, intended(submission, current, now), current, now)
    elif submission.status is Status.SCHEDULED:
        yield FieldProblem("publish_at", "required", "when is it to appear?")


def _date_problems(at: datetime, wanted: Status, current: Post | None, now: datetime) -> Iterator[FieldProblem]:
    if at < _EARLIEST:
        yield FieldProblem("publish_at", "too-early", "1970 or later")
    elif at > now + _FURTHEST:
        yield FieldProblem("publish_at", "too-late", "fifty years from now at most")
    elif wanted in {Status.DRAFT, Status.WITHDRAWN}:
        yield FieldProblem("publish_at", "not-allowed", f"a {wanted} post has no time; send status scheduled")
    elif wanted is Status.PUBLISHED and at > now:
        yield FieldProblem("publish_at", "in-the-future", "send status scheduled")
    elif wanted is Status.PUBLISHED and current is not None and _has_other_date(current, at, now):
        yield FieldProblem("publish_at", "already-published", "the date of what was published stays")


def _has_other_date(post: Post, at: datetime, now: datetime) -> bool:
    """Whether it has appeared at another time than ``at``, as times are shown: to the second."""
    first = first_published(post)
    return first is not None and first <= now and rfc3339(at) != rfc3339(first)


def _address_problems(submission: Submission) -> Iterator[FieldProblem]:
    if submission.slug is not None and not is_slug(submission.slug):
        yield FieldProblem("slug", "bad-slug", f"Thai letters, a-z, 0-9, single hyphens; at most {MAX_SLUG}")
    if not _LANGUAGE.fullmatch(submission.language):
        yield FieldProblem("language", "bad-language", "such as th or en")


def _event_problems(submission: Submission) -> Iterator[FieldProblem]:
    event = submission.event
    if event is None:
        return
    yield from _length("event.place", event.place, MAX_PLACE)
    for name, moment in (("start", event.start), ("end", event.end)):
        if moment is not None and moment < _EARLIEST:
            yield FieldProblem(f"event.{name}", "too-early", "1970 or later")
        if moment is not None and moment > _LATEST:
            yield FieldProblem(f"event.{name}", "too-late", f"before {_LATEST.year}")
    if event.end is not None and event.end < event.start:
        yield FieldProblem("event.end", "before-start")


def _media_problems(submission: Submission, current: Post | None, now: datetime) -> Iterator[FieldProblem]:
    if len(submission.media) > MAX_MEDIA:
        yield FieldProblem("media", "too-many", f"at most {MAX_MEDIA}")
    for number, media in enumerate(submission.media):
        field = f"media[{number}]"
        if len(media.url) > MAX_URL or not _is_address(media):
            yield FieldProblem(f"{field}.url", "bad-url", "an http(s) address or a path on this site")
        if not _MEDIA_TYPE.fullmatch(media.type):
            yield FieldProblem(f"{field}.type", "bad-type", "such as image/webp")
        if min(media.length, media.width, media.height) < 0:
            yield FieldProblem(f"{field}.length", "too-small")
        if media.is_picture and not media.alt.strip() and is_for_readers(submission, current, now):
            yield FieldProblem(f"{field}.alt", "alt-required", ALT_REQUIRED)
        yield from _length(f"{field}.alt", media.alt, MAX_SUMMARY)


def is_for_readers(submission: Submission, current: Post | None, now: datetime) -> bool:
    """Whether it is to be read by others: what a draft still lacks may be added later."""
    return intended(submission, current, now) in {Status.PUBLISHED, Status.SCHEDULED}


def _is_address(media: Media) -> bool:
    is_path = media.url.startswith("/") and not media.url.startswith(("//", "/\\"))
    return web_url(f"http://site{media.url}" if is_path else media.url) is not None


def _length(field: str, text: str, most: int, *, required: bool = False) -> Iterator[FieldProblem]:
    if required and not text:
        yield FieldProblem(field, "required")
    if len(text) > most:
        yield FieldProblem(field, "too-long", f"at most {most} characters")


def _name(field: str, text: str, most: int) -> Iterator[FieldProblem]:
    """A name that becomes one segment of an address."""
    yield from _length(field, text, most)
    if problem := naming_problem(text):
        yield FieldProblem(field, *problem)
