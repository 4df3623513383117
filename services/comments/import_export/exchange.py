"""Comments on their way in and out: as another site has them, and as this one writes them down. Pure.

What an export holds is all that makes a comment: restored, it reads, is moderated and is counted as before. What it
leaves behind belongs to the site: the ledger with its decisions (so none of them can be undone afterwards), the
history, and what readers reported. `Private` is what nobody but the author and moderators may see.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from services.comments.model import Comment, Judgement, Reason, State
from shared.errors import FieldProblem, InvalidInput


class Fate(StrEnum):
    """What another site has made of a comment; texts of the same words will do."""

    PUBLISHED = "published"
    HELD = "held"
    SPAM = "spam"
    REJECTED = "rejected"
    TRASHED = "trashed"


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """A comment of another site; ``source_id`` is its name there, which it may come with again.

    ``text_or_html`` is HTML, in which line ends count unless there are tags that break lines. ``created`` is aware.
    """

    source_id: str
    parent_source_id: str | None
    author: str
    text_or_html: str
    created: datetime
    state: Fate | str = Fate.PUBLISHED
    website: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Private:
    """``receipt`` is the digest of the author's receipt: with it the link in the author's hands goes on working."""

    email: str | None
    receipt: str


@dataclass(frozen=True, slots=True)
class ExportedComment:
    """A comment of ours, complete. ``thread`` is the post's address; ``text`` is plain text."""

    id: str
    thread: str
    parent: str | None
    author: str
    text: str
    website: str | None
    created: datetime
    updated: datetime
    edited: datetime | None
    state: State
    reasons: tuple[Reason, ...]
    reviewed: bool
    official: bool
    appealed: bool
    judgement: Judgement
    private: Private | None = None
    gone: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hitch:
    """Something that could not be carried as it was: of which comment, what (a code), and figures about it."""

    source_id: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did: comments ``written``, those that were there already, and what had to be changed or left."""

    written: int = 0
    existing: int = 0
    problems: tuple[Hitch, ...] = ()


def exported(comment: Comment, *, private: bool) -> ExportedComment:
    """A comment as it goes out; without ``private`` it may be handed to anybody."""
    return ExportedComment(
        id=comment.id,
        thread=comment.url,
        parent=comment.parent,
        author=comment.author,
        text=comment.text,
        website=comment.website,
        created=comment.created,
        updated=comment.updated,
        edited=comment.edited,
        state=comment.state,
        reasons=comment.standing.reasons,
        reviewed=comment.standing.reviewed,
        official=comment.official,
        appealed=comment.appealed,
        judgement=comment.judgement,
        private=Private(comment.email, comment.receipt_digest) if private else None,
        gone=comment.gone,
    )


def to_line(comment: ExportedComment) -> bytes:
    """One line of JSON, without its end."""
    return _encoder.encode(comment)


def from_line(line: bytes) -> ExportedComment:
    """What `to_line` wrote. Raises `InvalidInput` for anything else."""
    try:
        comment = _decoder.decode(line)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(FieldProblem("comment", "malformed", str(error))) from error
    times = (comment.created, comment.updated, comment.edited or comment.created, comment.gone or comment.created)
    if any(time.tzinfo is None for time in times):
        raise InvalidInput(FieldProblem("comment", "malformed", "a time without its zone"))
    return comment


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(ExportedComment)
