"""What goes over the wire as JSON. Times are RFC 3339 in +07:00. `services.comments.present` fills it."""

import msgspec

from services.comments.posting.submission import NewComment


class CommentIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new comment. ``form`` is a token from ``GET /comments/api/form``.

    ``work`` is empty (a script can do some) or a piece of work done, as asked for by the problem ``work-needed``.
    ``official``: the answer of the province, from its staff alone.
    """

    thread: str
    author: str
    text: str
    parent: str | None = None
    email: str | None = None
    website: str | None = None
    form: str | None = None
    work: str | None = None
    official: bool = False

    def new(self) -> NewComment:
        return NewComment(
            self.thread, self.author, self.text, self.parent, self.email, self.website, self.form, self.work
        )


class EditIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new text."""

    text: str


class ReasonIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why somebody appeals or reports, in words."""

    reason: str = ""


class PostedOut(msgspec.Struct, frozen=True):
    """What became of a new comment."""

    id: str
    status: str
    receipt: str
    created: str


class CommentOut(msgspec.Struct, frozen=True):
    """A comment as everybody sees it."""

    id: str
    thread: str
    parent: str | None
    author: str
    text: str
    html: str
    created: str
    edited: str | None
    official: bool


class ToldOut(msgspec.Struct, frozen=True):
    """A reason as its author is told."""

    code: str
    text: str


class ReceiptOut(msgspec.Struct, frozen=True):
    """A comment as its author sees it; ``kept_until``: it waits, and is erased then unless somebody decides."""

    id: str
    thread: str
    status: str
    message: str
    reasons: list[ToldOut]
    author: str
    text: str
    created: str
    edited: str | None
    editable_until: str | None
    appealable: bool
    kept_until: str | None = None


class HappenedOut(msgspec.Struct, frozen=True):
    """One line of a comment's history, as its author is told; ``text`` is what stood there before an edit."""

    at: str
    what: str
    status: str
    reason: str
    text: str | None


class DataOut(msgspec.Struct, frozen=True):
    """Everything that is kept about a comment (PDPA s. 30); ``pseudonym`` stands for an address, for a day."""

    id: str
    thread: str
    parent: str | None
    author: str
    text: str
    email: str | None
    website: str | None
    created: str
    updated: str
    edited: str | None
    status: str
    reasons: list[str]
    probability: float | None
    pseudonym: str
    history: list[HappenedOut]


class DoorIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a thread is closed by hand; null: as its age says. ``reason`` goes into the ledger."""

    thread: str
    closed: bool | None
    reason: str = ""


class DoorOut(msgspec.Struct, frozen=True):
    """Whether a thread takes comments; ``by`` whom it was closed or opened by hand, if by anybody, and when.

    ``decision`` is what was decided just now; it can be undone as any other.
    """

    thread: str
    closed: bool
    closed_since: str | None
    by: str | None
    said: str | None
    decision: str | None = None


class ThreadOut(msgspec.Struct, frozen=True):
    """A page of a thread, oldest first; ``closed``: it takes no more comments."""

    items: list[CommentOut]
    next: str | None
    count: int
    closed: bool


class FormOut(msgspec.Struct, frozen=True):
    """A signed form token."""

    form: str
    thread: str


class StatusOut(msgspec.Struct, frozen=True):
    """Something was received."""

    status: str
