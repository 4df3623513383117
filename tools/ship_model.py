"""``python -m tools.ship_model DIR``: the model trained into DIR becomes the one that comes with the package."""

import hashlib
import shutil
import sys
from pathlib import Path

from services.comments.spam.bundle import FILES, MANIFEST, load
from services.comments.spam.run import CARD

_SPAM = Path(__file__).parents[1] / "services/comments/spam"
_PINNED = '''"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "{digest}"
'''


def ship(trained: Path) -> None:
    """Copy what belongs to the package; the signature is this machine's and stays."""
    load(trained)
    shipped = _SPAM / "shipped"
    for old in shipped.iterdir():
        old.unlink()
    for name in (*FILES, MANIFEST, CARD):
        shutil.copyfile(trained / name, shipped / name)
    digest = hashlib.sha256((shipped / MANIFEST).read_bytes()).hexdigest()
    (_SPAM / "pinned.py").write_text(_PINNED.format(digest=digest), encoding="utf-8")


if __name__ == "__main__":
    ship(Path(sys.argv[1]))
