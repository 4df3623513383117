"""What officers choose an issue from while they write: the plan's issues, and a suggestion from their own posts."""

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol

from services.strategy.advice import Adviser
from services.strategy.service import Strategy

_EXAMPLES: Final = 600
_RELEARN_AFTER_SECONDS: Final = 300.0


class FiledPosts(Protocol):
    """Posts that name an issue."""

    async def examples(self, limit: int) -> Sequence[tuple[str, str]]:
        """Issue and text of the newest of them."""

    async def version(self) -> str:
        """Changes whenever a post does."""


class IssueChoice:
    """Learns anew when posts have changed, in a thread."""

    def __init__(self, strategy: Strategy, posts: FiledPosts) -> None:
        self._strategy = strategy
        self._posts = posts
        self._learnt: tuple[str, float, Adviser] | None = None

    async def names(self) -> Sequence[str]:
        """The issues of the plan, in its order."""
        edition = await self._strategy.current()
        return [issue.name for issue in edition.plan.issues] if edition else []

    async def suggested(self, title: str, text: str) -> str:
        """The name of the issue that a text seems to be about; '' if none does."""
        adviser = await self._adviser()
        advice = await asyncio.to_thread(adviser.best, f"{title}\n{text}")
        return advice.issue if advice else ""

    async def _adviser(self) -> Adviser:
        version, now = await self._posts.version(), asyncio.get_running_loop().time()
        if self._learnt is not None:
            known, since, adviser = self._learnt
            if known == version or now - since < _RELEARN_AFTER_SECONDS:
                return adviser
        adviser = await asyncio.to_thread(Adviser, await self._posts.examples(_EXAMPLES))
        self._learnt = (version, now, adviser)
        return adviser
