"""A saved model, read without scikit-learn.

    manifest.json    what it is: version, thresholds, figures, the size and digest of each file (signed: `seal`)
    features.txt     the names of its features, one a line
    weights.bin      a 32-bit float for each, little-endian
    classifier.skops the same as scikit-learn's classifier, for checks and for training on (never a pickle)

Loading verifies, in this order: the manifest's form, its seal, the digest of every file, that they fit together.
Anything else is `ModelUnusable`.
"""

import hashlib
import json
import sys
from array import array
from collections.abc import Mapping
from importlib.resources import as_file, files
from math import isfinite
from pathlib import Path
from typing import Any

from services.comments.spam.errors import ModelUnusable
from services.comments.spam.model import Thresholds
from services.comments.spam.phrases import lexicon
from services.comments.spam.scorer import LinearScorer, Weights
from services.comments.spam.seal import require_seal

FEATURES, WEIGHTS, CLASSIFIER, MANIFEST = "features.txt", "weights.bin", "classifier.skops", "manifest.json"
FILES = (FEATURES, WEIGHTS, CLASSIFIER)
FORMAT = 2
_KINDS = (("version", str), ("files", dict), ("thresholds", dict), ("bias", float))


def load(directory: Path) -> LinearScorer:
    """The scorer saved in ``directory``; raises `ModelUnusable`."""
    raw = _read(directory, MANIFEST)
    manifest = _parse(directory, raw)
    require_seal(directory, raw)
    data = {name: _verified(directory, name, manifest) for name in FILES}
    try:
        thresholds = Thresholds(**manifest["thresholds"])
        weights = Weights(data[FEATURES].decode("utf-8"), _weights(data[WEIGHTS]), manifest["bias"])
        scorer = LinearScorer(weights, thresholds, manifest["version"])
    except (TypeError, ValueError) as error:
        raise ModelUnusable(directory, f"its parts do not fit together: {error}") from error
    lexicon()  # now, so that the first comment need not wait for it
    return scorer


def shipped() -> LinearScorer:
    """The model that comes with the package."""
    with as_file(files("services.comments.spam") / "shipped") as directory:
        return load(directory)


def read_manifest(directory: Path) -> dict[str, Any]:
    """The manifest, known to be of our format (not yet by whom); raises `ModelUnusable`."""
    return _parse(directory, _read(directory, MANIFEST))


def verified(directory: Path, name: str) -> bytes:
    """One file of a model whose manifest is sealed; raises `ModelUnusable`."""
    raw = _read(directory, MANIFEST)
    require_seal(directory, raw)
    return _verified(directory, name, _parse(directory, raw))


def _weights(raw: bytes) -> list[float]:
    values = array("f", raw)
    if sys.byteorder == "big":
        values.byteswap()
    if not isfinite(sum(values)):
        raise ValueError("weights that are no numbers")
    return values.tolist()


def _verified(directory: Path, name: str, manifest: Mapping[str, Any]) -> bytes:
    data = _read(directory, name)
    if hashlib.sha256(data).hexdigest() != manifest["files"].get(name):
        raise ModelUnusable(directory, f"{name} is not the file its manifest describes")
    return data


def _read(directory: Path, name: str) -> bytes:
    try:
        return (directory / name).read_bytes()
    except OSError as error:
        raise ModelUnusable(directory, f"{name} cannot be read ({error.strerror})") from error


def _parse(directory: Path, raw: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ModelUnusable(directory, f"{MANIFEST} is not JSON") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelUnusable(directory, f"{MANIFEST} is not of format {FORMAT}")
    for name, kind in _KINDS:
        if not isinstance(manifest.get(name), kind):
            raise ModelUnusable(directory, f"{MANIFEST} lacks {name!r}")
    return manifest
