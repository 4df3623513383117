"""What the repository says of itself is true, and it says nothing of where it was made."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
_VARIABLE = re.compile(r"\"(SAKET_[A-Z_]+)\"")
_TEST_ONLY = {"SAKET_CHROMIUM", "SAKET_CORPORA"}


@pytest.mark.parametrize("lock", REQUIREMENTS, ids=lambda path: path.name)
def test_lock_files_pin_with_hashes_and_name_no_host(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(index-url|extra-index-url|find-links|trusted-host)", text, re.MULTILINE)
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 40
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_what_runs_is_what_was_tested() -> None:
    pins = {path.name: set(re.findall(r"^\S+==\S+", path.read_text("utf-8"), re.MULTILINE)) for path in REQUIREMENTS}
    assert pins["run.txt"] < pins["dev.txt"]


def test_the_readme_names_every_setting() -> None:
    sources = [*(ROOT / "services").glob("*/config.py"), ROOT / "shared" / "settings.py"]
    read = {name for path in sources for name in _VARIABLE.findall(path.read_text("utf-8"))}
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"SAKET_[A-Z_]+", readme))
    assert read - named == set()
    assert named - read - _TEST_ONLY == set()


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    described = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert described == set(phony[1].split())
