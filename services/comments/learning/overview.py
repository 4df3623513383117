"""Everything that is known about the models, for whoever looks after them."""

from dataclasses import dataclass
from typing import Protocol

from services.comments.learning.alarms import Ringing
from services.comments.learning.drift import Seen
from services.comments.learning.labels import Kinds
from services.comments.learning.versions import Roll, Training, Version


@dataclass(frozen=True, slots=True)
class Overview:
    """What the models' API shows."""

    base: str
    versions: list[Version]
    roll: Roll
    training: Training | None
    alarms: list[Ringing]
    seen: Seen
    kinds: Kinds


class Registry(Protocol):
    """Versions, what serves, and the training under way."""

    async def versions(self) -> list[Version]: ...
    async def roll(self) -> Roll: ...
    async def training(self) -> Training | None: ...


class Alarms(Protocol):
    async def ringing(self) -> list[Ringing]: ...


class Watching(Protocol):
    """What the alarms look at (`services.comments.learning.watch.Watch`)."""

    async def seen(self) -> Seen: ...


class Labels(Protocol):
    """What moderators have said."""

    async def kinds(self) -> Kinds: ...


class Served(Protocol):
    @property
    def base(self) -> str: ...


class Overseeing:
    """Gathers it."""

    def __init__(self, *, registry: Registry, alarms: Alarms, watch: Watching, labels: Labels, serving: Served) -> None:
        self._registry = registry
        self._alarms = alarms
        self._watch = watch
        self._labels = labels
        self._serving = serving

    async def overview(self) -> Overview:
        return Overview(
            base=self._serving.base,
            versions=await self._registry.versions(),
            roll=await self._registry.roll(),
            training=await self._registry.training(),
            alarms=await self._alarms.ringing(),
            seen=await self._watch.seen(),
            kinds=await self._labels.kinds(),
        )
