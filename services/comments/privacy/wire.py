"""Requests for one's data over the wire."""

import msgspec

from services.comments.wire import DataOut


class WishIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``kind`` is export or erase."""

    email: str
    kind: str
    words: str = ""


class ProofIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a member of staff made sure, or why not."""

    proof: str


class WishOut(msgspec.Struct, frozen=True):
    """A request; ``email`` is a pseudonym once it is done or refused."""

    id: str
    email: str
    kind: str
    words: str
    created: str
    stage: str
    actor: str
    proof: str
    comments: int


class DoneOut(msgspec.Struct, frozen=True):
    """What was done, and with an export what is to be handed over."""

    request: WishOut
    data: list[DataOut]
