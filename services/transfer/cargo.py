"""The name of one import: the same file comes under the same name, a later export of the same site under another."""

from pathlib import Path
from typing import Final

from services.feed.import_export.members import POSTS
from shared.ids import digest_id

_HEAD: Final = 65_536


def cargo_of(path: Path) -> str:
    """From how the file (of a folder: its posts) begins and how long it is. Raises `OSError`."""
    main = path / POSTS if path.is_dir() else path
    with main.open("rb") as file:
        head = file.read(_HEAD).hex()
    return digest_id(f"{main.stat().st_size}\n{head}")
