"""What there is to choose from while a post is written: labels, agencies, and the strategic issues of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from services.feed.model import Topic
from services.feed.reading.library import Library
from services.feed.write.form import Form
from shared.site.board import Board

_MOST: Final = 300


class Issues(Protocol):
    """The issues of the province's plan."""

    async def names(self) -> Sequence[str]: ...
    async def suggested(self, title: str, text: str) -> str:
        """The issue that a text seems to be about; '' if none does."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names to choose from; ``suggestion`` is an issue for a post that has none, or ''."""

    labels: Sequence[str]
    agencies: Sequence[str]
    issues: Sequence[str]
    suggestion: str = ""


class Naming:
    """Without ``issues`` only those are offered that posts name already; agencies of the settings come first."""

    def __init__(self, library: Library, issues: Issues | None, board: Board) -> None:
        self._library = library
        self._issues = issues
        self._board = board

    async def names(self, form: Form) -> Names:
        """Everything for the editor of this form."""
        planned = await self._issues.names() if self._issues else ()
        named = await self._used(Topic.STRATEGY)
        issues = dict.fromkeys([*planned, *named, *([form.strategy] if form.strategy else [])])
        agencies = dict.fromkeys([*self._board.shown.agencies, *await self._used(Topic.AGENCY)])
        return Names(await self._used(Topic.LABEL), [*agencies], [*issues], await self.issue(form))

    async def issue(self, form: Form) -> str:
        """A suggestion for a post that names no issue."""
        if self._issues is None or form.issue or not form.content.strip():
            return ""
        return await self._issues.suggested(form.title, form.content)

    async def _used(self, topic: Topic) -> list[str]:
        return [view.name for view, _ in await self._library.names(topic)][:_MOST]
