"""What stands around the news: the issues of the plan and the neighbours' newest entries. Others know them."""

import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypeVar

from services.feed.model import Topic, ViewName
from shared.site.board import Board

log = logging.getLogger(__name__)

T = TypeVar("T")
_HEADLINES: Final = 6


class IssueLink(Protocol):
    """A strategic issue and its page."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...


class Headline(Protocol):
    """An entry of another province."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def when(self) -> datetime: ...


class Knowing(Protocol):
    """Who knows them."""

    async def version(self) -> Hashable:
        """Changes whenever anything of it does."""

    async def issues(self) -> Sequence[IssueLink]: ...
    async def agencies(self) -> Sequence[str]: ...
    async def headlines(self, limit: int) -> Sequence[Headline]: ...


@dataclass(frozen=True, slots=True)
class Around:
    """What a page shows of it."""

    issues: Sequence[IssueLink] = ()
    headlines: Sequence[Headline] = ()


class Surroundings:
    """Gets along without anybody who knows, and without an answer: the news are what people came for."""

    def __init__(self, knowing: Knowing | None, board: Board) -> None:
        self._knowing = knowing
        self._board = board

    async def version(self) -> Hashable:
        if self._knowing is None:
            return None
        return await _or(self._knowing.version, None)

    async def around(self) -> Around:
        """Everything for the front page."""
        if self._knowing is None:
            return Around()
        knowing = self._knowing
        return Around(await self._issues(), await _or(lambda: knowing.headlines(_HEADLINES), ()))

    async def issue_path(self, name: str) -> str:
        """The page of the issue of this name, '' if the plan knows none."""
        issues = await self._issues() if name else ()
        return next((issue.path for issue in issues if issue.name == name), "")

    async def expects(self, view: ViewName) -> bool:
        """Whether there are to be news of an agency, or about an issue: the plan or the settings name it."""
        if view.topic is Topic.STRATEGY:
            return bool(await self.issue_path(view.name))
        return view.topic is Topic.AGENCY and view.name in {*self._board.shown.agencies, *await self._agencies()}

    async def _agencies(self) -> Sequence[str]:
        nothing: Sequence[str] = ()
        return await _or(self._knowing.agencies, nothing) if self._knowing else nothing

    async def _issues(self) -> Sequence[IssueLink]:
        nothing: Sequence[IssueLink] = ()
        return await _or(self._knowing.issues, nothing) if self._knowing else nothing


async def _or(ask: Callable[[], Awaitable[T]], otherwise: T) -> T:
    try:
        return await ask()
    except Exception:  # another service's failure of whatever kind must not take the news away from readers
        log.exception("nothing is known of what stands around the news")
        return otherwise
