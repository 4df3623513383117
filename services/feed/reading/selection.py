"""Which posts of a view a feed made to order holds, and in which order. Pure."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.feed.model import Post
from services.feed.reading.search import matches
from shared.http.spans import ALWAYS, Span


class Order(StrEnum):
    """By which of their times posts come newest first."""

    PUBLISHED = "published"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Selection:
    """Posts that hold ``query`` (folded; '' is in every post) and whose times fall within both spans."""

    query: str = ""
    published: Span = ALWAYS
    updated: Span = ALWAYS
    order: Order = Order.PUBLISHED

    def takes(self, post: Post) -> bool:
        """Whether a public post is among them."""
        in_time = post.published is not None and self.published.holds(post.published)
        return in_time and self.updated.holds(post.updated) and (not self.query or matches(post, self.query))

    def first(self, count: int, posts: Iterable[Post]) -> list[Post]:
        """The first ``count`` in this order of ``posts``, which come in the order of publication, newest first."""
        if self.order is Order.UPDATED:
            return heapq.nlargest(count, posts, key=lambda post: post.updated)
        return list(posts)[:count]

    def ends_before(self, post: Post) -> bool:
        """Whether ``post``, and so everything that was published before it, is too old."""
        since = self.published.since
        return since is not None and post.published is not None and post.published < since


EVERYTHING: Final = Selection()
