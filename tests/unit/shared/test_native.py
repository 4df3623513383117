import os
from pathlib import Path

import pytest

from shared import native
from shared.native import not_compiled


@pytest.mark.skipif("CI" not in os.environ, reason="only where a compiler is known to be")
def test_everything_is_compiled() -> None:
    assert not_compiled() == []


def test_what_is_not_compiled_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("_one.pyx", "_one.abi3.so", "_two.pyx", "inner/_three.pyx", "inner/three.py"):
        (tmp_path / name).touch()
    monkeypatch.setattr(native, "files", lambda package: tmp_path if package == "shared" else tmp_path / "none")
    (tmp_path / "none").mkdir()
    assert not_compiled() == ["shared._two", "shared.inner._three"]
