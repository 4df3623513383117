"""The model that serves, and the one that runs beside it; changed while comments come in.

    the roll says so | load in a thread | from the next comment on

A version that cannot be read never leaves comments unscored: what served goes on serving, and an alarm is rung.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.comments.learning.shadow import Shadow
from services.comments.learning.tally import Tally
from services.comments.learning.versions import Roll
from services.comments.spam.bundle import load, shipped
from services.comments.spam.decide import Decider
from services.comments.spam.errors import ModelUnusable
from services.comments.spam.model import Context, Decision
from services.comments.spam.scorer import LinearScorer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unusable:
    """A version that should serve or run beside, and cannot be read."""

    version: str
    problem: str


class Serving:
    """`services.comments.posting.judging.Judge` and `Witness`. ``base`` is its folder (None: the shipped one)."""

    def __init__(self, base: Path | None, folder: Path) -> None:
        self._place = base
        self._folder = folder
        self._base = _base(base)
        self._scorer = self._base
        self._decider = Decider(self._base)
        self._shadow: Shadow | None = None
        self._roll = -1
        self._turn = asyncio.Lock()
        self._tally = Tally(self.version)
        self._unscored = 0
        self.unusable: tuple[Unusable, ...] = ()

    @property
    def base(self) -> str:
        """The version of the base model; empty without one."""
        return self._base.version if self._base else ""

    @property
    def version(self) -> str:
        """The version that serves here."""
        return self._scorer.version if self._scorer else ""

    @property
    def shadow(self) -> str | None:
        """The version that runs beside it here."""
        return self._shadow.version if self._shadow else None

    @property
    def impaired(self) -> bool:
        """Whether comments are held because no model can look at them."""
        return self._decider.impaired

    @property
    def unscored(self) -> int:
        """How many comments no model has looked at."""
        return self._unscored + self._decider.unscored

    def decide(self, text: str, context: Context) -> Decision:
        """Never raises."""
        return self._decider.decide(text, context)

    def saw(self, text: str, decision: Decision, sender: str) -> None:
        """A comment was decided about."""
        if decision.probability is None or decision.model_version != self._tally.active:
            return
        if self._tally.takes(sender):
            same = self._shadow.decide(text, decision) is decision.outcome if self._shadow else None
            self._tally.see(sender, decision.probability, same=same)

    def take_tally(self) -> Tally:
        """What was seen since the last time; the count begins anew."""
        taken, self._tally = self._tally, Tally(self.version, self.shadow)
        return taken

    def restore(self, tally: Tally) -> None:
        """Somebody could not tell it: it counts again, if it is still about the same versions."""
        if (tally.active, tally.shadow) == (self._tally.active, self._tally.shadow):
            self._tally.add(tally)

    def place(self, version: str) -> Path | None:
        """The folder of a version; None for the shipped one."""
        return self._place if version == self.base else self._folder / version

    def check(self, version: str) -> None:
        """Raises `ModelUnusable` for a version that could not serve here."""
        if version not in {self.base, self.version}:
            _read(self._folder / version, version)

    def both(self, texts: Sequence[str]) -> list[tuple[float | None, float | None]]:
        """The probabilities that the active version and the one in shadow give to texts, unremarkable otherwise."""
        decider, shadow = self._decider, self._shadow
        decisions = [decider.decide(text, Context()) for text in texts]
        pairs = zip(texts, decisions, strict=True)
        return [(one.probability, shadow.probability(text, one) if shadow else None) for text, one in pairs]

    async def follow(self, roll: Roll) -> None:
        """Serve what the roll says, from the next comment on; as before where that cannot be read."""
        async with self._turn:
            if roll.number > self._roll or (roll.number == self._roll and self.unusable):
                await self._follow(roll)

    async def _follow(self, roll: Roll) -> None:
        shadow = roll.beside(self.base)
        unusable = [] if self._base else [Unusable("base", "there is no base model")]
        scorer = await self._first_readable(roll.preferred(self.base), unusable)
        candidate = await self._loaded(shadow, unusable) if shadow else None
        self._switch(scorer, Shadow(candidate) if scorer and candidate else None)
        self.unusable = tuple(unusable)
        self._roll = roll.number

    def _switch(self, scorer: LinearScorer | None, shadow: Shadow | None) -> None:
        if scorer is not self._scorer:
            self._unscored += self._decider.unscored
            self._scorer, self._decider = scorer, Decider(scorer)
            _log.info("the spam model %s serves", self.version)
        self._shadow = shadow
        if (self._tally.active, self._tally.shadow) != (self.version, self.shadow):
            self._tally = Tally(self.version, self.shadow)

    async def _first_readable(self, versions: Sequence[str], unusable: list[Unusable]) -> LinearScorer | None:
        for version in versions:
            if (scorer := await self._loaded(version, unusable)) is not None:
                return scorer
        return None

    async def _loaded(self, version: str, unusable: list[Unusable]) -> LinearScorer | None:
        if version == self.base:
            return self._base
        if version == self.version:
            return self._scorer
        try:
            return await asyncio.to_thread(_read, self._folder / version, version)
        except ModelUnusable as error:
            unusable.append(Unusable(version, error.problem))
            if all(known.version != version for known in self.unusable):
                _log.exception("the spam model %s cannot be used; the last good one serves", version)
            return None


def _read(directory: Path, version: str) -> LinearScorer:
    scorer = load(directory)
    if scorer.version != version:
        raise ModelUnusable(directory, f"it is version {scorer.version}")
    return scorer


def _base(directory: Path | None) -> LinearScorer | None:
    try:
        return load(directory) if directory else shipped()
    except ModelUnusable:
        _log.exception("no usable spam model: comments are held, not scored")
        return None
