"""Writing a trained model, and reading it back as scikit-learn's own pipeline."""

import hashlib
import io
import json
import platform
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import skops.io
from sklearn.pipeline import Pipeline
from skops.io.exceptions import UntrustedTypesFoundException

from services.comments.spam.bundle import CLASSIFIER, FEATURES, FORMAT, MANIFEST, WEIGHTS, verified
from services.comments.spam.errors import ModelUnusable
from services.comments.spam.model import Thresholds
from services.comments.spam.pipeline import as_pipeline, is_ours, vocabulary_of, weights_of
from services.comments.spam.seal import sign

# Beyond what skops trusts by itself (scikit-learn's estimators, NumPy's arrays): nothing.
TRUSTED: tuple[str, ...] = ()
_SCHEMA = "schema.json"
_PLACE = re.compile(r'(?<="__id__": )\d+|(?<="file": ")\d+(?=\.npy")')  # where an object lay when it was written
_LIBRARIES = ("scikit-learn", "numpy", "scipy", "skops")


def save(
    pipeline: Pipeline,
    directory: Path,
    *,
    version: str,
    thresholds: Thresholds,
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """Write all files (manifest and signature last) and return the manifest; ``facts`` are whatever else is known."""
    directory.mkdir(parents=True, exist_ok=True)
    contents = _contents(pipeline)
    manifest = {
        "format": FORMAT,
        "version": version,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()},
        "bytes": sum(map(len, contents.values())),
        "bias": weights_of(pipeline).bias,
        "thresholds": asdict(thresholds),
        "libraries": {"python": platform.python_version()} | {name: metadata.version(name) for name in _LIBRARIES},
        **facts,
    }
    for name, data in contents.items():
        (directory / name).write_bytes(data)
    raw = (json.dumps(manifest, indent=1) + "\n").encode()
    (directory / MANIFEST).write_bytes(raw)
    sign(directory, raw)
    return manifest


def load_pipeline(directory: Path) -> Pipeline:
    """The saved model as scikit-learn applies it; raises `ModelUnusable`."""
    vocabulary = verified(directory, FEATURES).decode("utf-8").split("\n")
    try:
        classifier = skops.io.loads(verified(directory, CLASSIFIER), trusted=list(TRUSTED))
    except UntrustedTypesFoundException as error:
        raise ModelUnusable(directory, f"{CLASSIFIER} holds types that are not trusted") from error
    except ModelUnusable:
        raise
    except Exception as error:  # a boundary: a file can make skops and its readers raise anything
        raise ModelUnusable(directory, f"{CLASSIFIER} is not a saved classifier") from error
    if not is_ours(classifier, len(vocabulary)):
        raise ModelUnusable(directory, f"{CLASSIFIER} is not a classifier of these features")
    return as_pipeline(vocabulary, classifier)


def _contents(pipeline: Pipeline) -> dict[str, bytes]:
    classifier = pipeline.named_steps["classifier"]
    return {
        FEATURES: "\n".join(vocabulary_of(pipeline)).encode(),
        WEIGHTS: classifier.coef_[0].astype("<f4").tobytes(),
        CLASSIFIER: _undated(skops.io.dumps(classifier)),
    }


def _undated(dumped: bytes) -> bytes:
    """The same archive compressed, without the time of day and places in memory: the same model is the same file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(dumped)) as old, zipfile.ZipFile(packed, "w") as new:
        schema = old.read(_SCHEMA).decode()
        places = {place: str(number) for number, place in enumerate(dict.fromkeys(_PLACE.findall(schema)))}
        new.writestr(
            zipfile.ZipInfo(_SCHEMA), _PLACE.sub(lambda match: places[match[0]], schema), zipfile.ZIP_DEFLATED, 9
        )
        for place, number in places.items():
            if f"{place}.npy" in old.namelist():
                new.writestr(zipfile.ZipInfo(f"{number}.npy"), old.read(f"{place}.npy"), zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()
