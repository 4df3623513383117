"""Old addresses find local files, and nothing outside of their folder."""

from pathlib import Path

import pytest

from services.transfer.files import LocalFiles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    uploads = tmp_path / "uploads"
    for name in ("2015/a.jpg", "2015/b-300x200.jpg", "2016/a.jpg", "รูป.png"):
        (uploads / name).parent.mkdir(parents=True, exist_ok=True)
        (uploads / name).write_bytes(name.encode())
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (uploads / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    return uploads


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://old.example/wp-content/uploads/2015/a.jpg", "2015/a.jpg"),
        ("http://old.example/wp-content/uploads/2015/a-300x200.jpg?x=1", "2015/a.jpg"),
        ("http://old.example/wp-content/uploads/2015/b-300x200.jpg", "2015/b-300x200.jpg"),
        ("http://old.example/wp-content/uploads/2016/a-scaled.jpg", "2016/a.jpg"),
        ("https://lh3.example/abc/s1600/%E0%B8%A3%E0%B8%B9%E0%B8%9B.png", "รูป.png"),
        ("http://old.example/elsewhere/a.jpg", None),  # two files have this name
        ("http://old.example/uploads/../../secret.jpg", None),
        ("http://old.example/uploads/%2e%2e/secret.jpg", None),
        ("http://old.example/uploads/link.jpg", None),
        ("http://old.example/uploads/2015", None),
        ("http://old.example/uploads/a%00b.jpg", None),
        ("http://[", None),
    ],
)
def test_addresses(folder: Path, address: str, name: str | None) -> None:
    assert LocalFiles(folder).find(address) == (folder / name if name else None)
