"""How a post becomes another: pure functions from a post, a checked submission and the time to the next post.

Rules kept here: ``id``, ``atom_id``, ``thread`` and ``created`` never change; ``published`` is set once;
``updated`` moves only when something that a reader reads has changed; every result carries the next ``version``.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from services.feed.errors import ForbiddenTransition
from services.feed.model import TRANSITIONS, ContentType, Post, Status, Submission, views_left

_UNREAD: Final = frozenset({Status.DRAFT, Status.SCHEDULED})
_READ: Final = ("title", "content", "summary", "media", "event")


@dataclass(frozen=True, slots=True)
class Identity:
    """The names of a new post."""

    id: str
    atom_id: str
    slug: str


def intended(submission: Submission, current: Post | None, now: datetime) -> Status:
    """The state that a submission asks for, the same for a new post (``current`` None) and for an edit.

    A status that is named counts. Without one, a time to come schedules what nobody has read yet: a new post, a
    draft, a post that is scheduled already. Everything else keeps its state, and a new post is published.
    """
    if submission.status is not None:
        return submission.status
    at = submission.publish_at
    if at is not None and at > now and (current is None or current.status in _UNREAD):
        return Status.SCHEDULED
    return current.status if current else Status.PUBLISHED


def composed(identity: Identity, submission: Submission, html: str, now: datetime) -> Post:
    """A new post; published at once unless the author says otherwise."""
    status, published = _appearance(intended(submission, None, now), submission.publish_at, None, now)
    return Post(
        id=identity.id,
        atom_id=identity.atom_id,
        thread=identity.slug,
        slug=identity.slug,
        title=submission.title,
        content=html,
        status=status,
        created=now,
        updated=now,
        published=published,
        summary=submission.summary,
        labels=submission.labels,
        agency=submission.agency,
        strategy=submission.strategy,
        language=submission.language,
        media=submission.media,
        author=submission.author,
        event=submission.event,
        kind=submission.kind,
        markdown=_markdown(submission),
    )


def edited(post: Post, submission: Submission, html: str, slug: str, now: datetime) -> Post:
    """The post after an edit; the very same object where the edit changes nothing.

    An edit by somebody who writes HTML ends the Markdown: what was made from it is not what is read any more.
    """
    wanted = intended(submission, post, now)
    require_transition(post.status, wanted)
    planned = post.published if post.status is Status.SCHEDULED else None
    status, published = _appearance(wanted, submission.publish_at or planned, first_published(post), now)
    changed = replace(
        post,
        slug=slug,
        title=submission.title,
        content=html,
        status=status,
        published=published,
        withdrawn=None if status is Status.PUBLISHED else post.withdrawn,
        summary=submission.summary,
        labels=submission.labels,
        agency=submission.agency,
        strategy=submission.strategy,
        language=submission.language,
        media=submission.media,
        author=submission.author,
        event=submission.event,
        markdown=_markdown(submission),
    )
    if changed == post:
        return post
    updated = _updated(post, changed, now, minor=submission.minor)
    return replace(changed, updated=updated, left=views_left(post, changed), version=post.version + 1)


def withdrawn(post: Post, now: datetime) -> Post:
    """The post after withdrawal; the very same object if it was withdrawn already."""
    if post.status is Status.WITHDRAWN:
        return post
    require_transition(post.status, Status.WITHDRAWN)
    first = first_published(post)
    return replace(
        post,
        status=Status.WITHDRAWN,
        published=first,
        withdrawn=None if first is None else post.withdrawn or now,
        version=post.version + 1,
    )


def appeared(post: Post, now: datetime) -> Post | None:
    """A scheduled post after its time has come, dated to that time; None if it has not, or need not."""
    if post.status is not Status.SCHEDULED or post.published is None or post.published > now:
        return None
    return replace(
        post,
        status=Status.PUBLISHED,
        updated=max(post.updated, post.published),
        withdrawn=None,
        version=post.version + 1,
    )


def require_transition(current: Status, wanted: Status) -> None:
    """Raise `ForbiddenTransition` unless the table allows it."""
    if wanted not in TRANSITIONS[current]:
        raise ForbiddenTransition(current, wanted)


def first_published(post: Post) -> datetime | None:
    """Since when everybody could read the post; None if it has never been public."""
    return post.published if post.is_public or post.withdrawn is not None else None


def _appearance(
    wanted: Status, planned: datetime | None, first: datetime | None, now: datetime
) -> tuple[Status, datetime | None]:
    """State and date of publication. What was planned for a time that has passed is published, as of that time."""
    match wanted:
        case Status.PUBLISHED:
            return wanted, _past(first, now) or _past(planned, now) or now
        case Status.SCHEDULED:
            due = planned or now
            return (Status.PUBLISHED if due <= now else wanted), due
        case _:
            return wanted, first


def _past(planned: datetime | None, now: datetime) -> datetime | None:
    return planned if planned is not None and planned <= now else None


def _markdown(submission: Submission) -> str:
    return submission.content if submission.content_type is ContentType.MARKDOWN else ""


def _updated(before: Post, after: Post, now: datetime, *, minor: bool) -> datetime:
    """Never before the date of publication: a draft written last week and published today is today's.

    What comes back after withdrawal is newer than its tombstone (RFC 6721 section 3); until then it stands still,
    for the tombstone is all there is to read. A minor correction leaves it where it is.
    """
    comes_back = after.is_public and before.withdrawn is not None
    differs = not minor and not after.was_public and _reads_differently(before, after)
    updated = now if comes_back or differs else before.updated
    appeared_at = after.published if after.is_public and not before.is_public else None
    return max(updated, appeared_at) if appeared_at else updated


def _reads_differently(before: Post, after: Post) -> bool:
    """Labels, agency and strategy file a post; they are not what it says."""
    return any(getattr(before, name) != getattr(after, name) for name in _READ)
