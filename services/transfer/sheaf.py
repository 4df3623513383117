"""What the reading process hands over, a sheaf at a time: a length of four bytes, then that many of JSON.

Not MessagePack, which would put every time into UTC: events keep the offset that they were announced with.
"""

import struct
from typing import Final

import msgspec

from services.comments.import_export.exchange import ExportedComment
from services.feed.model import Post, Revision
from services.transfer.model import FoundComment, Remark

_LENGTH: Final = struct.Struct(">I")
HEADER_BYTES: Final = _LENGTH.size


class PostIn(msgspec.Struct, frozen=True):
    """A post to be brought in (see `import_export.importing.Arrival`), and what was remarked on at ``line``.

    ``pictures`` were lifted from its text, by the addresses that stand there now (see `inline`).
    """

    post: Post
    wanted: tuple[str, ...]
    line: int
    remarks: tuple[Remark, ...] = ()
    slugs: tuple[str, ...] = ()
    places: dict[str, float] = {}
    past: tuple[Revision, ...] = ()
    pictures: dict[str, bytes] = {}


class CommentsIn(msgspec.Struct, frozen=True):
    """Comments in the order of time, of another site or of our own export.

    They belong to the post with this id; those on a page of another site come with their ``thread`` instead.
    """

    post: str
    thread: str = ""
    foreign: tuple[FoundComment, ...] = ()
    own: tuple[ExportedComment, ...] = ()


class NothingIn(msgspec.Struct, frozen=True):
    """Something that is left out."""

    remark: Remark
    line: int
    about: str = ""


class End(msgspec.Struct, frozen=True):
    """The last of all: where and why it could not be read on ('' if it could), characters that no text may hold."""

    line: int = 0
    why: str = ""
    dropped: int = 0


class Sheaf(msgspec.Struct, frozen=True):
    """``position`` is how many of ``size`` bytes were read.

    What comes from a site like ours has the ``base`` of its addresses, and says when its views changed (ms).
    """

    position: int
    size: int
    posts: tuple[PostIn, ...] = ()
    comments: tuple[CommentsIn, ...] = ()
    nothings: tuple[NothingIn, ...] = ()
    end: End | None = None
    changed: dict[str, int] = {}
    base: str = ""


_decoder: Final[msgspec.json.Decoder[Sheaf]] = msgspec.json.Decoder(Sheaf)


def frame(sheaf: Sheaf) -> bytes:
    """The bytes of a sheaf."""
    payload = msgspec.json.encode(sheaf)
    return _LENGTH.pack(len(payload)) + payload


def length(header: bytes) -> int:
    """How many bytes follow the header."""
    size: int = _LENGTH.unpack(header)[0]
    return size


def decode(payload: bytes) -> Sheaf:
    """The inverse of `frame`, without its header."""
    return _decoder.decode(payload)
