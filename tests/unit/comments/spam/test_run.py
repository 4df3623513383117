import io
import json
from pathlib import Path

import pytest

from services.comments.spam.bundle import load
from services.comments.spam.errors import TrainingDataError
from services.comments.spam.files import Columns
from services.comments.spam.run import ConsoleProgress, TrainOptions, run_training
from tests.unit.comments.spam.samples import CREATED, RecordedProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_everything_is_written_and_reported(tmp_path: Path) -> None:
    export = tmp_path / "province.csv"
    export.write_text("body,verdict\nถนนเส้นนี้ซ่อมเมื่อไหร่,fine\nเครดิตฟรีสมัครเลย,junk\n", encoding="utf-8")
    columns = Columns(text="body", label="verdict", spam_labels=frozenset({"junk"}))
    options = TrainOptions(out=tmp_path / "out", created=CREATED, files=(export,), columns=columns)
    stream = io.StringIO()
    ran = run_training(options, ConsoleProgress(stream))
    report = ran.report
    assert [(one.label, 0 < unseen < 1) for one, unseen in ran.own] == [("ham", True), ("spam", True)]
    assert load(tmp_path / "out").version == report.manifest["version"]
    assert (tmp_path / "out/evaluation.png").read_bytes().startswith(b"\x89PNG")
    card = (tmp_path / "out/MODEL_CARD.md").read_text("utf-8")
    assert "| province.csv | 1 | 1 | the operator | own |" in card
    assert "$" not in card
    text = report.text()
    assert "province" in text
    assert "Leave one corpus out" in text
    assert json.loads(report.json())["data"][0]["corpus"] == "province.csv"
    last = stream.getvalue().splitlines()[-1]
    done, _, rest = last.partition("/")
    assert rest.startswith(done)


def test_nothing_is_written_when_the_data_is_bad(tmp_path: Path) -> None:
    options = TrainOptions(out=tmp_path / "out", created=CREATED, files=(tmp_path / "none.csv",))
    with pytest.raises(TrainingDataError):
        run_training(options, RecordedProgress())
    assert not (tmp_path / "out").exists()


def test_the_seed_can_be_left_out(tmp_path: Path) -> None:
    rows = [f"spam|เครดิตฟรี {chr(0x0E01 + n)} สมัคร" for n in range(45)]
    rows += [f"ham|ถนนพัง {chr(0x0E01 + n)} ครับ" for n in range(45)]
    (tmp_path / "own.txt").write_text("\n".join(rows), encoding="utf-8")
    options = TrainOptions(
        out=tmp_path / "out", created=CREATED, files=(tmp_path / "own.txt",), with_seed=False, picture=False
    )
    report = run_training(options, RecordedProgress()).report
    assert [row["corpus"] for row in report.manifest["data"]] == ["own.txt"]
    assert report.evaluation.left_out == ()


def test_a_bar_on_a_terminal() -> None:
    stream = Terminal()
    progress = ConsoleProgress(stream)
    progress.start(2)
    progress.step("one")
    progress.step("two")
    assert "2/2" in stream.getvalue()
