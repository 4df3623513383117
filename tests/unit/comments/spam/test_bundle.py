import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer

from services.comments.spam.bundle import load, read_manifest
from services.comments.spam.errors import ModelUnusable
from services.comments.spam.normalise import normalise
from services.comments.spam.train import TrainedModel
from tests.unit.comments.spam.samples import CREATED


def replace_model(directory: Path, data: bytes) -> None:
    """Another file, with a manifest that vouches for it."""
    (directory / "model.skops").write_bytes(data)
    change_manifest(directory, sha256=hashlib.sha256(data).hexdigest())


def change_manifest(directory: Path, **fields: Any) -> None:
    manifest = read_manifest(directory) | fields
    (directory / "manifest.json").write_text(json.dumps(manifest))


def test_what_was_saved_is_what_is_loaded(trained: TrainedModel, saved: Path) -> None:
    scorer = load(saved)
    assert (scorer.version, scorer.thresholds) == (trained.version, trained.thresholds)
    text = normalise("รับเครดิตฟรี a.example").text
    score = sum(part.weight for part in scorer.parts(text))
    assert score == pytest.approx(trained.pipeline.decision_function([text])[0], abs=1e-9)


def test_the_manifest_tells_all(saved: Path) -> None:
    manifest = read_manifest(saved)
    assert manifest["created"] == CREATED.isoformat()
    assert manifest["data"] == [
        {"corpus": "seed_en", "ham": 180, "spam": 174},
        {"corpus": "seed_th", "ham": 371, "spam": 375},
    ]
    assert {"python", "scikit-learn", "numpy", "scipy", "skops"} == set(manifest["libraries"])


@pytest.mark.parametrize("name", ["model.skops", "manifest.json"])
def test_a_missing_file(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(ModelUnusable, match=f"{name} cannot be read"):
        load(saved)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("{", "not JSON"), ("[]", "format"), ("{}", "format"), ('{"format": 1}', "lacks 'version'")],
)
def test_a_manifest_that_is_none(saved: Path, text: str, problem: str) -> None:
    (saved / "manifest.json").write_text(text)
    with pytest.raises(ModelUnusable, match=problem):
        load(saved)


@pytest.mark.parametrize("thresholds", [{}, {"hold": 0.9, "reject": 0.1}, {"hold": "x", "reject": 1}])
def test_thresholds_that_make_no_sense(saved: Path, thresholds: dict[str, object]) -> None:
    change_manifest(saved, thresholds=thresholds)
    with pytest.raises(ModelUnusable, match=r"manifest\.json"):
        load(saved)


def test_a_changed_byte(saved: Path) -> None:
    path = saved / "model.skops"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(ModelUnusable, match="not the file"):
        load(saved)


def test_types_that_are_not_trusted(saved: Path) -> None:
    replace_model(saved, skops.io.dumps(FunctionTransformer(func=read_manifest)))
    with pytest.raises(ModelUnusable, match="not trusted"):
        load(saved)


def test_another_estimator(saved: Path) -> None:
    replace_model(saved, skops.io.dumps(LogisticRegression()))
    with pytest.raises(ModelUnusable, match="not a pipeline of this service"):
        load(saved)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", b"\x80\x04N."])
def test_no_skops_file_at_all(saved: Path, data: bytes) -> None:
    replace_model(saved, data)
    with pytest.raises(ModelUnusable, match="not a saved pipeline"):
        load(saved)
