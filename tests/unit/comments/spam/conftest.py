"""A model trained on the shipped seed alone: small, real, and made once a test run."""

from pathlib import Path

import pytest

from services.comments.spam.run import save
from services.comments.spam.seed import LANGUAGES, read_seed
from services.comments.spam.train import TrainedModel, train
from tests.unit.comments.spam.samples import CREATED, RecordedProgress


@pytest.fixture(scope="session")
def progress() -> RecordedProgress:
    return RecordedProgress()


@pytest.fixture(scope="session")
def trained(progress: RecordedProgress) -> TrainedModel:
    examples = [one for language in LANGUAGES for one in read_seed(language)]
    return train(examples, seed=1, progress=progress)


@pytest.fixture
def saved(trained: TrainedModel, tmp_path: Path) -> Path:
    save(trained, tmp_path / "model", CREATED)
    return tmp_path / "model"
