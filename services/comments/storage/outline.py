"""What of a comment counts in reports: read from its record without the rest, which is most of it."""

from datetime import datetime

import msgspec

from services.comments.model import State


class _Stands(msgspec.Struct, frozen=True, gc=False):
    state: State


class Outline(msgspec.Struct, frozen=True, gc=False):
    """Some fields of `services.comments.model.Comment`; ``url`` is the post's address."""

    id: str
    url: str
    parent: str | None
    text: str
    created: datetime
    standing: _Stands
    official: bool = False

    @property
    def state(self) -> State:
        return self.standing.state
