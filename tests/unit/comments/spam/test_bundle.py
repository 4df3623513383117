import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer

from services.comments.spam.bundle import FILES, load, read_manifest
from services.comments.spam.errors import ModelUnusable
from services.comments.spam.keeping import load_pipeline
from services.comments.spam.model import total
from services.comments.spam.normalise import normalise
from services.comments.spam.run import save
from services.comments.spam.seal import sign
from services.comments.spam.seed import read_seed
from services.comments.spam.train import TrainedModel
from tests.unit.comments.spam.samples import CREATED


def change_manifest(directory: Path, **fields: Any) -> None:
    """Another manifest, signed by the site."""
    raw = json.dumps(read_manifest(directory) | fields).encode()
    (directory / "manifest.json").write_bytes(raw)
    sign(directory, raw)


def replace_file(directory: Path, name: str, data: bytes) -> None:
    """Another file, with a signed manifest that vouches for it."""
    (directory / name).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    change_manifest(directory, files=read_manifest(directory)["files"] | {name: digest})


def test_what_was_saved_is_what_is_loaded(trained: TrainedModel, saved: Path) -> None:
    scorer = load(saved)
    assert (scorer.version, scorer.thresholds) == (trained.version, trained.thresholds)
    text = normalise("รับเครดิตฟรี a.example")
    expected = trained.pipeline.decision_function([text.text])[0]
    assert total(scorer.parts(text)) == pytest.approx(expected, abs=1e-9)
    assert load_pipeline(saved).decision_function([text.text])[0] == pytest.approx(expected, abs=1e-9)


def test_the_manifest_tells_all(saved: Path) -> None:
    manifest = read_manifest(saved)
    assert manifest["created"] == CREATED.isoformat()
    counts = {language: Counter(one.label for one in read_seed(language)) for language in ("en", "th")}
    assert manifest["data"] == [
        {"corpus": f"seed_{language}", "ham": count["ham"], "spam": count["spam"]} for language, count in counts.items()
    ]
    assert {"python", "scikit-learn", "numpy", "scipy", "skops"} == set(manifest["libraries"])
    assert manifest["bytes"] == sum((saved / name).stat().st_size for name in FILES)


def test_the_same_model_is_the_same_files(trained: TrainedModel, saved: Path, tmp_path: Path) -> None:
    save(trained, tmp_path / "again", CREATED)
    assert read_manifest(tmp_path / "again") == read_manifest(saved)


@pytest.mark.parametrize("name", [*FILES, "manifest.json", "manifest.sig", "../model.key"])
def test_a_missing_file(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(ModelUnusable, match=Path(name).name.replace(".", r"\.")):
        load(saved)


@pytest.mark.parametrize("name", [*FILES, "manifest.json", "manifest.sig", "../model.key"])
@pytest.mark.parametrize("place", [0.0, 0.37, 0.81, 1.0])
def test_a_changed_bit_anywhere(saved: Path, name: str, place: float) -> None:
    data = bytearray((saved / name).read_bytes())
    data[int(place * (len(data) - 1))] ^= 1
    (saved / name).write_bytes(data)
    with pytest.raises(ModelUnusable):
        load(saved)


@pytest.mark.parametrize("name", [*FILES, "manifest.json", "manifest.sig", "../model.key"])
@pytest.mark.parametrize("data", [b"", b"\n", b"\x80\x04N."])
def test_a_file_cut_off_or_replaced(saved: Path, name: str, data: bytes) -> None:
    (saved / name).write_bytes(data)
    with pytest.raises(ModelUnusable):
        load(saved)


def test_a_model_of_another_site_is_refused(trained: TrainedModel, saved: Path, tmp_path: Path) -> None:
    save(trained, tmp_path / "elsewhere/model", CREATED)
    for name in (*FILES, "manifest.json", "manifest.sig"):
        (saved / name).write_bytes((tmp_path / "elsewhere/model" / name).read_bytes())
    with pytest.raises(ModelUnusable, match="not of this site's key"):
        load(saved)


def test_the_key_is_for_its_owner_alone(saved: Path) -> None:
    assert (saved.parent / "model.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("text", "problem"),
    [("{", "not JSON"), ("[" * 100_000, "not JSON"), ("[]", "format"), ("{}", "format"), ('{"format": 3}', "lacks")],
)
def test_a_manifest_that_is_none(saved: Path, text: str, problem: str) -> None:
    (saved / "manifest.json").write_text(text)
    with pytest.raises(ModelUnusable, match=problem):
        load(saved)


@pytest.mark.parametrize("thresholds", [{}, {"hold": 0.9, "reject": 0.1}, {"hold": "x", "reject": 1}])
def test_thresholds_that_make_no_sense(saved: Path, thresholds: dict[str, object]) -> None:
    change_manifest(saved, thresholds=thresholds)
    with pytest.raises(ModelUnusable, match="do not fit together"):
        load(saved)


@pytest.mark.parametrize(
    ("name", "data"),
    [("weights.bin", b"\0" * 8), ("weights.bin", b"\0" * 7), ("features.txt", b"a\nb"), ("features.txt", b"\xff")],
)
def test_parts_that_do_not_fit(saved: Path, name: str, data: bytes) -> None:
    replace_file(saved, name, data)
    with pytest.raises(ModelUnusable, match="do not fit together"):
        load(saved)


def test_weights_that_are_no_numbers(saved: Path) -> None:
    size = (saved / "weights.bin").stat().st_size
    replace_file(saved, "weights.bin", b"\0\0\xc0\x7f" * (size // 4))
    with pytest.raises(ModelUnusable, match="no numbers"):
        load(saved)


def test_types_that_are_not_trusted(saved: Path) -> None:
    replace_file(saved, "classifier.skops", skops.io.dumps(FunctionTransformer(func=read_manifest)))
    with pytest.raises(ModelUnusable, match="not trusted"):
        load_pipeline(saved)


@pytest.mark.parametrize("classifier", [LogisticRegression(), FunctionTransformer()])
def test_another_estimator(saved: Path, classifier: Any) -> None:
    replace_file(saved, "classifier.skops", skops.io.dumps(classifier))
    with pytest.raises(ModelUnusable, match="not a classifier of these features"):
        load_pipeline(saved)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", b"\x80\x04N."])
def test_no_skops_file_at_all(saved: Path, data: bytes) -> None:
    replace_file(saved, "classifier.skops", data)
    with pytest.raises(ModelUnusable, match="not a saved classifier"):
        load_pipeline(saved)
