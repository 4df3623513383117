"""What can go wrong with training data and saved models.

SaketError
├── TrainingDataError   a file, line or column that cannot be read as examples
├── TooFewExamples      not enough of both kinds to train and judge a model
└── ModelUnusable       a saved model that is missing, altered, or not what it should be
"""

from pathlib import Path

from shared.errors import SaketError


class TrainingDataError(SaketError):
    """``path`` (and ``line``, from 1; and ``column``) does not hold a labelled text."""

    code = "training-data"

    def __init__(self, path: Path, problem: str, *, line: int | None = None, column: str | None = None) -> None:
        place = f"{path}" + (f", line {line}" if line else "") + (f", column {column!r}" if column else "")
        super().__init__(f"{place}: {problem}")
        self.path = path
        self.problem = problem
        self.line = line
        self.column = column


class TooFewExamples(SaketError):
    """Fewer than ``needed`` distinct texts of ``label``."""

    code = "too-few-examples"

    def __init__(self, label: str, found: int, needed: int) -> None:
        super().__init__(f"{found} distinct {label} texts, at least {needed} are needed")
        self.label = label
        self.found = found
        self.needed = needed


class ModelUnusable(SaketError):
    """The model in ``directory`` must not be used; ``problem`` says why."""

    code = "model-unusable"

    def __init__(self, directory: Path | str, problem: str) -> None:
        super().__init__(f"{directory}: {problem}")
        self.directory = directory
        self.problem = problem
