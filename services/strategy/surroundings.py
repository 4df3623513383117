"""What other pages show of the plan and of the neighbours: the Protocol ``Knowing`` of `services.feed.pages`."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from services.strategy.addresses import issue_path
from services.strategy.service import Strategy
from services.strategy.voices import NeighbourLine, Neighbours


@dataclass(frozen=True, slots=True)
class IssueLink:
    """An issue of the plan and its page."""

    name: str
    path: str


class PlanAndNeighbours:
    """Reads; decides nothing."""

    def __init__(self, strategy: Strategy, neighbours: Neighbours) -> None:
        self._strategy = strategy
        self._neighbours = neighbours

    async def version(self) -> Hashable:
        return await self._strategy.state(), await self._neighbours.version()

    async def issues(self) -> Sequence[IssueLink]:
        """Those of the plan that holds now, in its order."""
        edition = await self._strategy.current()
        issues = edition.plan.issues if edition else ()
        return [IssueLink(issue.name, issue_path(issue.key)) for issue in issues]

    async def agencies(self) -> Sequence[str]:
        """Those that work on any of them."""
        edition = await self._strategy.current()
        issues = edition.plan.issues if edition else ()
        return list(dict.fromkeys(agency for issue in issues for agency in issue.agencies))

    async def headlines(self, limit: int) -> Sequence[NeighbourLine]:
        return await self._neighbours.newest(limit)
