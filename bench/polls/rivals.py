"""The environment of the rival, made on demand under ``.cache`` and never part of our own."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from bench.polls.rounds import Round

ENVIRONMENT: Final = Path(".cache/reader")
_PACKAGES: Final = ("reader==3.26", "sgmllib3k==1.0.0")
_TIMEOUT: Final = 900  # seconds


def reader_rounds(addresses: list[str], folder: Path) -> list[Round]:
    """The first and the later rounds. Raises `subprocess.CalledProcessError` where it cannot be had."""
    python = _made()
    listed = folder / "addresses"
    listed.write_text("\n".join(addresses), encoding="utf-8")
    script = Path(__file__).with_name("rival.py")
    command = [str(python), str(script), str(listed), str(folder / "reader.sqlite")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=_TIMEOUT)
    return [Round(*map(float, line.split())) for line in done.stdout.splitlines()]


def _made() -> Path:
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *_PACKAGES], check=True)
        (ENVIRONMENT / "made").touch()
    return python
