import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.errors import AlreadyRunning
from shared.store.errors import ServerStartFailed
from shared.store.folder import MAX_SOCKET_PATH, DataFolder, FolderLock, ServerRecord


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder.prepare(tmp_path / "data")


@pytest.fixture
def long_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DataFolder]:
    with tempfile.TemporaryDirectory(prefix="saket-test-") as short:
        monkeypatch.setattr(tempfile, "tempdir", short)
        yield DataFolder.prepare(tmp_path / ("สาเกต" * 10) / ("d" * 60))


def test_one_owner_at_a_time(folder: DataFolder) -> None:
    with FolderLock(folder) as first:
        first.acquire()
        with FolderLock(folder) as second:
            assert not second.try_acquire()
            with pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}\b"):
                second.acquire()
    with FolderLock(folder) as third:
        third.acquire()


def test_the_folder_is_private(folder: DataFolder) -> None:
    assert folder.store.stat().st_mode & 0o077 == 0


def test_a_record_is_read_back(folder: DataFolder) -> None:
    assert folder.read_record() is None
    record = ServerRecord(pid=1, server_pid=2, socket="/s", shared=True)
    folder.write_record(record)
    assert folder.read_record() == record
    folder.remove_record()
    assert folder.read_record() is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"pid": 1}', b"[]", b"\xff"])
def test_a_broken_record_counts_as_none(folder: DataFolder, content: bytes) -> None:
    (folder.root / "store.json").write_bytes(content)
    assert folder.read_record() is None


def test_the_socket_lies_in_the_folder_if_its_path_is_short() -> None:
    assert DataFolder(Path("/var/lib/saket")).socket() == Path("/var/lib/saket/store/valkey.sock")


def test_a_long_path_gets_a_short_private_socket(long_folder: DataFolder) -> None:
    socket = long_folder.socket()
    assert len(os.fsencode(socket)) <= MAX_SOCKET_PATH
    assert socket == long_folder.socket(), "the same folder, the same socket"
    assert socket.parent.stat().st_mode & 0o777 == 0o700
    long_folder.remove_socket_folder()
    assert not socket.parent.exists()


def test_a_short_folder_that_others_can_enter_is_refused(long_folder: DataFolder) -> None:
    long_folder.socket().parent.chmod(0o755)
    with pytest.raises(ServerStartFailed, match="not a private folder"):
        long_folder.socket()


def test_a_link_in_place_of_the_short_folder_is_refused(long_folder: DataFolder, tmp_path: Path) -> None:
    place = long_folder.socket().parent
    place.rmdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    place.symlink_to(elsewhere)
    with pytest.raises(ServerStartFailed, match="not a private folder"):
        long_folder.socket()


def test_a_temporary_folder_with_a_long_path_is_told(long_folder: DataFolder, tmp_path: Path) -> None:
    tempfile.tempdir = str(tmp_path / ("t" * 100))
    with pytest.raises(ServerStartFailed, match="TMPDIR"):
        long_folder.socket()
