"""``saket train`` as an operator meets it: what serves is replaced as a whole, by something better, or not at all."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from services.cli.main import main
from services.comments.spam.bundle import load, shipped

CONSONANTS = [chr(letter) for letter in range(0x0E01, 0x0E2F)]
SPAM = [f"ตะกรุดรุ่น{one}{other}ปลุกเสกแล้ว จองคิวหลังไมค์" for one in CONSONANTS[:8] for other in CONSONANTS[:8]]
HAM = [f"ซอย{one}{other}ไฟทางดับตั้งแต่เสาร์ก่อน ฝากช่างด้วย" for one in CONSONANTS[:8] for other in CONSONANTS[:8]]


def saket(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, without corpora."""
    return subprocess.run(
        [sys.executable, "-m", "services.cli.main", *arguments],
        env={"PATH": os.environ["PATH"], "SAKET_DATA": str(data), "MPLBACKEND": "agg", **variables},
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """What a province's moderators have decided, as Excel writes it in Thailand."""
    path = tmp_path / "decisions.csv"
    rows = ["text;label", *(f"{text};spam" for text in SPAM), *(f"{text};ham" for text in HAM)]
    path.write_bytes("\r\n".join(rows).encode("cp874"))
    return path


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_few_texts_make_a_candidate_that_does_not_serve_unless_said_so(tmp_path: Path, export: Path) -> None:
    data = tmp_path / "data"
    done = saket(data, "train", str(export), LANG="th_TH.UTF-8")
    assert done.returncode == 1, done.stderr
    assert "ยังไม่ผ่านเกณฑ์" in done.stderr
    assert "SAKET_CORPORA" in done.stderr
    assert not (data / "model").exists()
    candidate = load(data / "model.candidate").version
    done = saket(data, "train", str(export), "--activate-anyway")
    assert done.returncode == 0, done.stderr
    assert "The gate does not let this model take over" in done.stderr
    assert load(data / "model").version == candidate
    assert not (data / "model.candidate").exists()
    done = saket(data, "train", str(export), "--seed", "2")
    assert done.returncode == 1, "more of the same is no better than what serves"
    assert "not clearly better" in done.stderr
    assert load(data / "model").version == candidate


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_killed_training_changes_nothing(tmp_path: Path, export: Path) -> None:
    """Killed while it writes over a model that serves."""
    place = tmp_path / "own"
    assert saket(tmp_path, "train", str(export), "--out", str(place)).returncode == 0
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    process = subprocess.Popen(
        [sys.executable, "-m", "services.cli.main", "train", str(export), "--seed", "3", "--out", str(place)],
        env={"PATH": os.environ["PATH"], "SAKET_DATA": str(tmp_path), "MPLBACKEND": "agg"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 240
    while not list(tmp_path.glob(".own-*")):
        assert process.poll() is None
        assert time.monotonic() < deadline
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert load(place).version == json.loads(before["manifest.json"])["version"]


@pytest.mark.parametrize("taken", ["file", "folder"])
def test_a_place_that_cannot_be_written_is_noticed_before_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], taken: str
) -> None:
    """Nothing but a model is ever moved away."""
    monkeypatch.setattr("services.cli.train.run_training", lambda _: pytest.fail("trained"))
    if taken == "folder":
        (tmp_path / "taken").mkdir()
        (tmp_path / "taken" / "letter.txt").write_text("")
    else:
        (tmp_path / "taken").write_text("")
    with pytest.raises(SystemExit) as ended:
        main(["train", "--out", str(tmp_path / "taken")])
    assert ended.value.code == 1
    assert "holds something else than a model" in capsys.readouterr().err


def test_the_shipped_model_says_how_much_it_has_learnt() -> None:
    from services.cli.train import _legitimate

    assert shipped().version
    assert _legitimate(None) > 1000
