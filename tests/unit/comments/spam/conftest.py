"""A model trained on the shipped seed alone: small, real, and made once a session."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.comments.spam import bundle
from services.comments.spam.seed import LANGUAGES, read_seed
from services.comments.spam.train import TrainedModel, train

CREATED = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


class RecordedProgress:
    def __init__(self) -> None:
        self.steps = 0
        self.done: list[str] = []

    def start(self, steps: int) -> None:
        self.steps = steps

    def step(self, done: str) -> None:
        self.done.append(done)


@pytest.fixture(scope="session")
def progress() -> RecordedProgress:
    return RecordedProgress()


@pytest.fixture(scope="session")
def trained(progress: RecordedProgress) -> TrainedModel:
    examples = [one for language in LANGUAGES for one in read_seed(language)]
    return train(examples, seed=1, progress=progress)


@pytest.fixture
def saved(trained: TrainedModel, tmp_path: Path) -> Path:
    bundle.save(trained, tmp_path / "model", created=CREATED)
    return tmp_path / "model"
