"""What goes to the process that learns, and what it says while it does: JSON, a line a message."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from services.comments.learning.labels import Label
from services.comments.learning.versions import Version

UNFINISHED: Final = ".unfinished-"
"""What the folder of a version begins with while it is written."""


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """Learn ``labels``: move the model in ``base``, compare with the one in ``active``, write into ``folder``.

    Folders; ``base`` None is the model that ships with Saket.
    """

    base: Path | None
    active: Path | None
    folder: Path
    created: datetime
    labels: list[Label]


class Step(msgspec.Struct, frozen=True, tag=True):
    """``step`` of ``steps`` is done; ``doing`` is what comes next."""

    step: int
    steps: int
    doing: str


class Learnt(msgspec.Struct, frozen=True, tag=True):
    """A new version lies in its folder."""

    version: Version


class Refused(msgspec.Struct, frozen=True, tag=True):
    """There is nothing to learn, or nothing to learn from; ``problem`` is a code."""

    problem: str
    detail: str = ""


Report = Step | Learnt | Refused
