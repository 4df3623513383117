"""What the pages of the strategy show, gathered from the plan and from what others say about each issue.

plan | each issue: posts, questions in their threads, neighbours' entries that the rules map to it
"""

import asyncio
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from services.strategy.mapping import issues_of
from services.strategy.model import Edition, Issue, Plan
from services.strategy.questions import Question, questions
from services.strategy.service import Strategy
from services.strategy.voices import IssuePosts, NeighbourLine, Neighbours, PostLine, Threads

_POSTS: Final = 12
_THREADS: Final = 40
_QUESTIONS: Final = 30
_LOOKED_AT: Final = 400
_NEIGHBOURS: Final = 12
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Named:
    """An issue that posts name, whether or not a plan knows it; ``size`` counts its public posts."""

    name: str
    size: int
    posts: tuple[PostLine, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one issue."""

    issue: Issue
    size: int
    posts: tuple[PostLine, ...]
    questions: tuple[Question, ...]
    neighbours: tuple[NeighbourLine, ...]

    @property
    def unanswered(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.is_open)

    @property
    def answered(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if not question.is_open)


class Overview:
    """Reads; decides nothing."""

    def __init__(self, strategy: Strategy, posts: IssuePosts, threads: Threads, neighbours: Neighbours) -> None:
        self._strategy = strategy
        self._posts = posts
        self._threads = threads
        self._neighbours = neighbours

    async def state(self) -> Hashable:
        """Changes with anything that a page of the strategy may show."""
        return tuple(
            await asyncio.gather(
                self._strategy.state(), self._posts.version(), self._threads.version(), self._neighbours.version()
            )
        )

    async def named(self, plan: Plan | None) -> list[Named]:
        """The plan's issues in its order, then those that only posts name, most used first; each with newest posts."""
        sizes = await self._posts.sizes()
        planned = [issue.name for issue in plan.issues] if plan else []
        names = [*planned, *(name for name in sizes if name not in planned)]
        lists = await asyncio.gather(*(self._posts.newest(name, _FEW) for name in names))
        return [Named(name, sizes.get(name, 0), tuple(found)) for name, found in zip(names, lists, strict=True)]

    async def dossier(self, edition: Edition, issue: Issue) -> Dossier:
        """All about one issue."""
        posts, sizes, neighbours = await asyncio.gather(
            self._posts.newest(issue.name, _THREADS), self._posts.sizes(), self._entries(edition.plan, issue)
        )
        asked = questions(await self._threads.remarks([post.thread for post in posts]))
        return Dossier(
            issue, sizes.get(issue.name, 0), tuple(posts[:_POSTS]), asked[:_QUESTIONS], tuple(neighbours[:_NEIGHBOURS])
        )

    async def placed(self, plan: Plan) -> Sequence[tuple[NeighbourLine, tuple[str, ...]]]:
        """The newest entries of neighbours with the keys of their issues, for those who correct the rules."""
        lines, lessons = await asyncio.gather(self._neighbours.newest(_LOOKED_AT), self._strategy.lessons())
        return [(line, issues_of(plan, line.entry, lessons)) for line in lines]

    async def _entries(self, plan: Plan, issue: Issue) -> list[NeighbourLine]:
        return [line for line, keys in await self.placed(plan) if issue.key in keys]
