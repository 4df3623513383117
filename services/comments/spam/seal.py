"""Whether a manifest is one that this site, or this package, has made.

The shipped model's manifest has its digest in the code. A model trained here is signed (HMAC-SHA256) with a key
that lies beside the models' folder and never leaves the machine; who cannot read it cannot slip a model in.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from services.comments.spam.errors import ModelUnusable
from services.comments.spam.pinned import SHIPPED

SIGNATURE = "manifest.sig"
KEY = "model.key"
_KEY_BYTES = 32


def key_of(directory: Path) -> Path:
    """Where the key of the models in ``directory``'s folder is kept."""
    return directory.absolute().parent / KEY


def sign(directory: Path, manifest: bytes) -> None:
    """Write the signature of ``manifest`` into ``directory``; the first one makes the key."""
    (directory / SIGNATURE).write_text(_code(_key(key_of(directory)), manifest) + "\n", encoding="ascii")


def require_seal(directory: Path, manifest: bytes) -> None:
    """Raises `ModelUnusable` unless ``manifest`` is the shipped one or signed with this site's key."""
    if hmac.compare_digest(hashlib.sha256(manifest).hexdigest(), SHIPPED):
        return
    try:
        signature = (directory / SIGNATURE).read_bytes()
        key = key_of(directory).read_bytes()
    except OSError as error:
        problem = f"the manifest is not signed by this site ({Path(error.filename).name}: {error.strerror})"
        raise ModelUnusable(directory, problem) from error
    if len(key) != _KEY_BYTES or not hmac.compare_digest(signature, f"{_code(key, manifest)}\n".encode()):
        raise ModelUnusable(directory, "the manifest's signature is not of this site's key")


def _key(path: Path) -> bytes:
    """The key, made for the owner's eyes alone where there is none; of two who make it, the first wins."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(key := secrets.token_bytes(_KEY_BYTES))
    return key


def _code(key: bytes, manifest: bytes) -> str:
    return hmac.new(key, manifest, hashlib.sha256).hexdigest()
