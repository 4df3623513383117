"""Which version serves: the one that a person names, or the one in shadow, once everything speaks for it.

the gate, the shadow's record, decisions since (or a person) | activate | every instance follows
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final, Protocol

from services.comments.learning.gate import FEWEST_BESIDE, Beside, Comparison, compare, loss, promotable
from services.comments.learning.labels import Label
from services.comments.learning.versions import BY_GATE, Activation, Roll, Version, activated
from shared.clock import Clock
from shared.errors import NotFound

_log = logging.getLogger(__name__)

LONGEST_BESIDE: Final = timedelta(days=14)
"""For so long a version that has passed the gate is watched before the next one is learnt, where few comments come."""


class Labels(Protocol):
    """What moderators have said."""

    async def everything(self) -> list[Label]: ...


class Registry(Protocol):
    """Versions, and what serves."""

    async def version(self, identity: str) -> Version | None: ...
    async def roll(self) -> Roll: ...
    async def change(self, plan: Callable[[Roll], Roll]) -> Roll: ...


class Tallies(Protocol):
    """What all instances have seen."""

    async def beside(self, active: str, shadow: str) -> Beside: ...


class Served(Protocol):
    """The models as they are served here."""

    @property
    def base(self) -> str: ...
    def check(self, version: str) -> None: ...
    def both(self, texts: Sequence[str]) -> list[tuple[float | None, float | None]]: ...
    async def follow(self, roll: Roll) -> None: ...


class Promotion:
    """The use cases. ``automatic``: whether a version may take over without a person."""

    def __init__(
        self, *, registry: Registry, labels: Labels, tallies: Tallies, serving: Served, automatic: bool, clock: Clock
    ) -> None:
        self._registry = registry
        self._labels = labels
        self._tallies = tallies
        self._serving = serving
        self._automatic = automatic
        self._clock = clock

    async def activate(self, version: str, by: str) -> Roll:
        """Let a version serve everywhere. Raises `NotFound`, and `ModelUnusable` for one that cannot be read here."""
        if version != self._serving.base and await self._registry.version(version) is None:
            raise NotFound("model", version)
        await asyncio.to_thread(self._serving.check, version)
        return await self._activate(version, by)

    async def promote_if_better(self) -> bool:
        """Let the version in shadow serve, if it has passed the gate, was watched, and recent decisions bear it out."""
        base, roll = self._serving.base, await self._registry.roll()
        version = await self._candidate(roll)
        if version is None:
            return False
        beside = await self._tallies.beside(roll.active(base), version.id)
        if not promotable(version.verdict, beside, await self._since(version)):
            return False
        after = await self._activate(version.id, BY_GATE, seen=roll.number)
        return after.active(base) == version.id

    async def _candidate(self, roll: Roll) -> Version | None:
        """The version in shadow that may serve by itself. What has served before has made way: for a person to say."""
        candidate = roll.beside(self._serving.base)
        if candidate is None or not self._automatic or roll.has_served(candidate, self._serving.base):
            return None
        return await self._registry.version(candidate)

    async def is_watching(self) -> bool:
        """Whether a version that has passed the gate was seen beside too few comments yet.

        Another one in its place would begin from nothing: where few write, none would ever serve.
        """
        roll = await self._registry.roll()
        version = await self._candidate(roll)
        if version is None or not version.verdict.passed or self._clock() - version.created > LONGEST_BESIDE:
            return False
        beside = await self._tallies.beside(roll.active(self._serving.base), version.id)
        return beside.times < FEWEST_BESIDE

    async def _activate(self, version: str, by: str, seen: int | None = None) -> Roll:
        """``seen``: only if the roll still has this number."""
        base, activation = self._serving.base, Activation(version, by, self._clock())
        roll = await self._registry.change(
            lambda roll: activated(roll, base, activation) if seen in {None, roll.number} else roll
        )
        if roll.active(base) == version:
            _log.info("the spam model %s serves everywhere, as %s said", version, by)
        await self._serving.follow(roll)
        return roll

    async def _since(self, version: Version) -> tuple[Comparison, ...]:
        """On what moderators have decided since a version was made: account by account, and all of them.

        Whoever the version does not know, or does not believe, has no say; and nobody outvotes another.
        """
        labels = [label for label in await self._labels.everything() if label.at > version.created]
        judged = await asyncio.to_thread(self._serving.both, [label.text for label in labels])
        pairs = list(zip(labels, judged, strict=True))
        old = [loss(one, spam=label.spam) for label, (one, _) in pairs]
        new = [loss(other, spam=label.spam) for label, (_, other) in pairs]
        trusts = {(trust.moderator, trust.spam): trust.trust for trust in version.trusts}
        says = [trusts.get((label.moderator, label.spam), 0.0) for label in labels]
        groups = [{name} for name in sorted({label.moderator for label in labels})]
        return tuple(
            compare(old, new, [say * (label.moderator in group) for say, label in zip(says, labels, strict=True)])
            for group in (*groups, {label.moderator for label in labels})
        )
