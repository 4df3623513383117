import hashlib
from pathlib import Path

import pytest

from shared.store.script import Script


def test_a_script_knows_its_digest() -> None:
    script = Script("one", "return 1")
    assert script.sha1 == hashlib.sha1(b"return 1", usedforsecurity=False).hexdigest()
    assert script.name in repr(script)


def test_a_script_is_read_from_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "scripts_for_this_test"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "two.lua").write_text("return 2 -- สอง", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert Script.load(package.name, "two.lua") == Script("two.lua", "return 2 -- สอง")
