"""What can be done with a plan: bring one in, ask for one, enter what was measured, say where an entry belongs."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol

from services.strategy.editions import edition_for, with_value
from services.strategy.errors import NoPlan, PlanChanged
from services.strategy.mapping import Lesson, Lessons, Neighbour, lessons_of, mistakes_of
from services.strategy.model import Edition, Indicator, Plan
from services.strategy.period import Period
from services.strategy.plan_file import read_plan
from shared.clock import Clock
from shared.errors import FieldProblem, InvalidInput, NotFound


class Plans(Protocol):
    """What is kept."""

    async def editions(self) -> Sequence[Edition]: ...
    async def add(self, edition: Edition) -> bool: ...
    async def lessons(self) -> Lessons: ...
    async def learnt(self) -> int: ...
    async def learn(
        self, entry: str, issues: Sequence[str], strangers: Iterable[Lesson], mistakes: Iterable[Lesson]
    ) -> None: ...


class Strategy:
    """The use cases."""

    def __init__(self, plans: Plans, clock: Clock) -> None:
        self._plans = plans
        self._clock = clock

    async def current(self) -> Edition | None:
        """The plan that holds now."""
        editions = await self._plans.editions()
        return editions[-1] if editions else None

    async def required(self) -> Edition:
        """The plan that holds now. Raises `NoPlan`."""
        edition = await self.current()
        if edition is None:
            raise NoPlan
        return edition

    async def editions(self) -> Sequence[Edition]:
        """All editions, the oldest first."""
        return await self._plans.editions()

    async def years(self) -> Sequence[int]:
        """The years (B.E.) that any edition covers, in their order."""
        return sorted({year for edition in await self._plans.editions() for year in edition.plan.years.years})

    async def numbered(self, number: int) -> Edition:
        """One edition. Raises `NoPlan`."""
        editions = await self._plans.editions()
        if not 1 <= number <= len(editions):
            raise NoPlan(str(number))
        return editions[number - 1]

    async def covering(self, period: Period) -> Edition:
        """The edition that speaks about a period (`editions.edition_for`). Raises `NoPlan`."""
        edition = edition_for(await self._plans.editions(), period)
        if edition is None:
            raise NoPlan(str(period))
        return edition

    async def bring(self, text: str, by: str, *, note: str = "", expected: int | None = None) -> Edition:
        """The edition that a plan file makes; the present one if it says the same.

        Raises `InvalidInput` with the place of every error, and `PlanChanged` if ``expected`` is not the present
        edition's number.
        """
        plan = await asyncio.to_thread(read_plan, text)  # a large file takes a second
        return await self._replace(plan, by, note, expected)

    async def measure(self, key: str, year: int, value: float | None, by: str) -> Edition:
        """Enter what was measured of an indicator; None takes a value away."""
        edition = await self.required()
        indicator = _indicator(edition.plan, key)
        known = indicator.measured.get(year)
        if year not in edition.plan.years and known is None:
            raise InvalidInput(FieldProblem("year", "not-in-plan", f"the plan's years are {edition.plan.years}"))
        note = f"{key} {year}: {known} -> {value}"
        return await self._replace(with_value(edition.plan, key, year, value), by, note, edition.number)

    async def lessons(self) -> Lessons:
        """What people have corrected about neighbours' entries."""
        return await self._plans.lessons()

    async def state(self) -> tuple[int, int]:
        """Changes with the plan, and with what is known of neighbours' entries."""
        return len(await self._plans.editions()), await self._plans.learnt()

    async def place(self, entry: Neighbour, issues: Sequence[str]) -> None:
        """A person says that an entry is about these issues (keys) and no others; its source is remembered for it."""
        plan = (await self.required()).plan
        unknown = [key for key in issues if plan.issue(key) is None]
        if unknown:
            raise InvalidInput(*(FieldProblem("issues", "unknown-value", key) for key in unknown))
        mistakes = mistakes_of(plan, entry, issues, await self._plans.lessons())
        await self._plans.learn(entry.id, issues, lessons_of(plan, entry, issues), mistakes)

    async def _replace(self, plan: Plan, by: str, note: str, expected: int | None) -> Edition:
        editions = await self._plans.editions()
        present = editions[-1] if editions else None
        number = present.number if present else 0
        if expected is not None and expected != number:
            raise PlanChanged
        if present is not None and present.plan == plan:
            return present
        edition = Edition(number + 1, plan, self._clock(), by, note)
        if not await self._plans.add(edition):
            raise PlanChanged
        return edition


def _indicator(plan: Plan, key: str) -> Indicator:
    for issue in plan.issues:
        for indicator in issue.indicators:
            if indicator.key == key:
                return indicator
    raise NotFound("indicator", key)
