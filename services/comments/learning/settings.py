"""Where models lie, how often to learn, and whether a version may take over by itself."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``every``: how often to learn (nothing: only when asked to); ``promote``: whether the gate may activate."""

    every: timedelta
    promote: bool = True


@dataclass(frozen=True, slots=True)
class LearningConfig:
    """``base``: the folder of the model that labels move (None: the shipped one); versions lie in ``folder``."""

    base: Path | None
    folder: Path
    rhythm: Rhythm
