"""What others say about an issue, as its page shows it: the province's posts, citizens' questions, neighbours.

The Protocols are what this service asks of the others; `posts`, `threads` and `neighbours` answer from what those
services keep.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.strategy.mapping import Neighbour


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post; ``path`` leads to it, ``thread`` is the address of its discussion."""

    title: str
    path: str
    thread: str
    published: datetime
    agency: str
    language: str
    summary: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A published comment, as far as questions and answers go. ``parent`` is the comment that it replies to.

    ``url`` is where it stands in its thread.
    """

    id: str
    parent: str | None
    author: str
    text: str
    created: datetime
    official: bool
    url: str


@dataclass(frozen=True, slots=True)
class NeighbourLine:
    """An entry of another site with what is shown of it."""

    entry: Neighbour
    title: str
    url: str
    site: str
    when: datetime


class IssuePosts(Protocol):
    """The posts of this site, by the issue that they name."""

    async def sizes(self) -> Mapping[str, int]:
        """How many public posts each issue has, by its name."""

    async def newest(self, name: str, limit: int) -> Sequence[PostLine]:
        """Public posts of an issue, newest first."""

    async def version(self) -> str:
        """Changes whenever a post does."""


class Threads(Protocol):
    """The discussions of posts."""

    async def remarks(self, threads: Sequence[str]) -> Mapping[str, Sequence[Remark]]:
        """The newest published comments of some threads, by their addresses; empty threads are left out."""

    async def version(self) -> str:
        """Changes whenever a discussion does."""


class Neighbours(Protocol):
    """What the planet has gathered."""

    async def newest(self, limit: int) -> Sequence[NeighbourLine]:
        """The newest entries of all sources."""

    async def entry(self, identity: str) -> Neighbour | None:
        """One entry, by ``source/entry``."""

    async def version(self) -> str:
        """Changes whenever an entry does."""
