"""What a feed or a list is about: one view of the posts, or what several views have in common. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services.feed.model import ALL_POSTS, Post, Topic, ViewName, views_of
from shared.errors import FieldProblem, InvalidInput

MOST_VIEWS: Final = 5


@dataclass(frozen=True, slots=True)
class Section:
    """The posts that stand in every one of ``views``; at least one, in one order, none twice."""

    views: tuple[ViewName, ...]

    @property
    def is_crossing(self) -> bool:
        """Whether it lies where several views meet; such a section is kept nowhere, it is found when asked for."""
        return len(self.views) > 1

    @property
    def main(self) -> ViewName:
        """The view, or the first of several."""
        return self.views[0]

    @property
    def title(self) -> str:
        """``''`` for all posts."""
        return " + ".join(view.name for view in self.views)

    def holds(self, post: Post) -> bool:
        """Whether a post stands in it while it is public."""
        return set(self.views) <= set(views_of(post))


EVERYTHING_WRITTEN: Final = Section((ALL_POSTS,))


def section_of(views: Iterable[ViewName]) -> Section:
    """The one section that these views have in common, in whatever order they come; all posts for no view.

    Raises `InvalidInput` for more than can be looked through.
    """
    distinct = sorted(set(views), key=str)
    if len(distinct) > MOST_VIEWS:
        raise InvalidInput(FieldProblem("labels", "too-many", f"at most {MOST_VIEWS}"))
    return Section(tuple(distinct)) if distinct else EVERYTHING_WRITTEN


def labelled(names: Iterable[str]) -> Section:
    """The posts that carry all of these labels."""
    return section_of(ViewName(Topic.LABEL, name) for name in names)
