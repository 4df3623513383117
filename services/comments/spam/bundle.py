"""A saved model: ``model.skops`` (weights, never a pickle) and ``manifest.json`` (what it is).

Loading verifies, in this order: the manifest's form, the digest of the file, that only trusted types are in
it, and that they make the pipeline we know. Anything else is `ModelUnusable`.
"""

import hashlib
import json
import platform
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import skops.io
from sklearn.pipeline import Pipeline
from skops.io.exceptions import UntrustedTypesFoundException

from services.comments.spam.errors import ModelUnusable
from services.comments.spam.model import Thresholds
from services.comments.spam.pipeline import LinearScorer, is_ours

MODEL = "model.skops"
MANIFEST = "manifest.json"
FORMAT = 1
# Beyond what skops trusts by itself (scikit-learn's estimators, NumPy's arrays): nothing.
TRUSTED: tuple[str, ...] = ()
_LIBRARIES = ("scikit-learn", "numpy", "scipy", "skops")


def save(
    pipeline: Pipeline,
    directory: Path,
    *,
    version: str,
    thresholds: Thresholds,
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """Write both files (the manifest last) and return the manifest; ``facts`` are whatever else is known."""
    directory.mkdir(parents=True, exist_ok=True)
    data = skops.io.dumps(pipeline, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    manifest = {
        "format": FORMAT,
        "version": version,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "thresholds": asdict(thresholds),
        "libraries": {"python": platform.python_version()} | {name: metadata.version(name) for name in _LIBRARIES},
        **facts,
    }
    (directory / MODEL).write_bytes(data)
    (directory / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def load(directory: Path) -> LinearScorer:
    """The scorer saved in ``directory``; raises `ModelUnusable`."""
    manifest = read_manifest(directory)
    try:
        data = (directory / MODEL).read_bytes()
    except OSError as error:
        raise ModelUnusable(directory, f"{MODEL} cannot be read ({error.strerror})") from error
    if hashlib.sha256(data).hexdigest() != manifest["sha256"]:
        raise ModelUnusable(directory, f"{MODEL} is not the file its manifest describes")
    pipeline = _parse(directory, data)
    try:
        return LinearScorer(pipeline, Thresholds(**manifest["thresholds"]), manifest["version"])
    except (TypeError, ValueError) as error:
        raise ModelUnusable(directory, f"{MANIFEST}: {error}") from error


def shipped() -> LinearScorer:
    """The model that comes with the package."""
    with as_file(files("services.comments.spam") / "shipped") as directory:
        return load(directory)


def read_manifest(directory: Path) -> dict[str, Any]:
    """The manifest, known to be of our format; raises `ModelUnusable`."""
    try:
        manifest = json.loads((directory / MANIFEST).read_bytes())
    except OSError as error:
        raise ModelUnusable(directory, f"{MANIFEST} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ModelUnusable(directory, f"{MANIFEST} is not JSON") from error
    _require_form(directory, manifest)
    return dict(manifest)


def _require_form(directory: Path, manifest: Any) -> None:
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelUnusable(directory, f"{MANIFEST} is not of format {FORMAT}")
    for name, kind in (("version", str), ("sha256", str), ("thresholds", dict)):
        if not isinstance(manifest.get(name), kind):
            raise ModelUnusable(directory, f"{MANIFEST} lacks {name!r}")


def _parse(directory: Path, data: bytes) -> Any:
    try:
        pipeline = skops.io.loads(data, trusted=list(TRUSTED))
    except UntrustedTypesFoundException as error:
        raise ModelUnusable(directory, f"{MODEL} holds types that are not trusted") from error
    except Exception as error:  # a boundary: a file can make skops and its readers raise anything
        raise ModelUnusable(directory, f"{MODEL} is not a saved pipeline") from error
    if not is_ours(pipeline):
        raise ModelUnusable(directory, f"{MODEL} is not a pipeline of this service")
    return pipeline
