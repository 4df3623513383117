"""What reads a file, and what starts it, begin with little: an import of few posts is mostly its beginning."""

import subprocess
import sys

import pytest

HEAVY = ("redis", "aiohttp", "jinja2", "feedgen", "tqdm", "valkey", "services.comments.wiring.standalone")


@pytest.mark.parametrize(
    ("module", "may"),
    [("services.transfer.reading", ()), ("services.cli.transfer", ()), ("services.cli.arriving", ("redis",))],
)
def test_nothing_is_imported_that_most_files_do_not_need(module: str, may: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == [*may]
