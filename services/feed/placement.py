"""Where a post stands in the indexes, and what a write changes there. Pure.

Indexes are sorted by member alone: a member is the moment in milliseconds, padded, and the post's id, so that a
page can go on exactly behind the last one whatever was added or withdrawn meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.feed.model import Post, Status, ViewName, parse_view, views_of
from shared.clock import to_ms

_DIGITS: Final = 13


@dataclass(frozen=True, slots=True)
class Place:
    """The members of one post in one view: at most one of the two is there."""

    published: str = ""
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of a post in one view; '' is absence."""

    view: ViewName
    before: Place
    after: Place

    @property
    def keeps_tombstone(self) -> bool:
        """Whether all that the view shows of the post, before and after, is the same tombstone."""
        return self.after == self.before and not self.after.published


@dataclass(frozen=True, slots=True)
class Change:
    """Everything outside the record itself that a write must do."""

    moves: tuple[Move, ...]
    due: datetime | None

    @property
    def views(self) -> tuple[ViewName, ...]:
        """The views whose feeds and pages look different afterwards."""
        return tuple(move.view for move in self.moves)


def member(moment: datetime, post_id: str) -> str:
    """``1569463200000.01dnq…``."""
    return f"{to_ms(moment):0{_DIGITS}d}.{post_id}"


def id_of(member: str) -> str:
    """The post that a member stands for."""
    return member[_DIGITS + 1 :]


def change(before: Post | None, after: Post) -> Change:
    """What follows from replacing ``before`` (None: a new post) by ``after``."""
    old, new = _places(before) if before else {}, _places(after)
    views = dict.fromkeys([*old, *new])
    absent = Place()
    moves = (Move(view, old.get(view, absent), new.get(view, absent)) for view in views)
    return Change(
        moves=tuple(move for move in moves if not move.keeps_tombstone),
        due=after.published if after.status is Status.SCHEDULED else None,
    )


def _places(post: Post) -> Mapping[ViewName, Place]:
    if post.is_public and post.published:
        return dict.fromkeys(views_of(post), Place(published=member(post.published, post.id)))
    if post.was_public and post.withdrawn:
        stood = (*views_of(post), *map(parse_view, post.left))
        return dict.fromkeys(stood, Place(withdrawn=member(post.withdrawn, post.id)))
    return {}
