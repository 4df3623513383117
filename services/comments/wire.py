"""What goes over the wire as JSON. Times are RFC 3339 in +07:00. `services.comments.present` fills it."""

import msgspec

from services.comments.submission import NewComment


class CommentIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new comment. ``form`` is a token from ``GET /comments/api/form``."""

    thread: str
    author: str
    text: str
    parent: str | None = None
    email: str | None = None
    website: str | None = None
    form: str | None = None

    def new(self) -> NewComment:
        return NewComment(self.thread, self.author, self.text, self.parent, self.email, self.website, self.form)


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
    """A comment as its author sees it."""

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


class FormOut(msgspec.Struct, frozen=True):
    """A signed form token."""

    form: str
    thread: str


class StatusOut(msgspec.Struct, frozen=True):
    """Something was received."""

    status: str
