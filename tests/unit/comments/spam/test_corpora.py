import os
from collections import Counter
from pathlib import Path

import pytest

from services.comments.spam.corpora import read_corpora
from services.comments.spam.data import usable
from services.comments.spam.errors import TrainingDataError
from services.comments.spam.seed import LANGUAGES, read_seed
from services.comments.spam.train import train
from tests.unit.comments.spam.samples import RecordedProgress

needs_corpora = pytest.mark.skipif(not os.environ.get("SAKET_CORPORA"), reason="SAKET_CORPORA is not set")


def corpora() -> Path:
    return Path(os.environ["SAKET_CORPORA"])


def test_the_traps_in_small(tmp_path: Path) -> None:
    youtube, thai_sms, thaigov = tmp_path / "spam/youtube", tmp_path / "spam/thai_sms", tmp_path / "ham/thaigov"
    for folder in (youtube, thai_sms, thaigov):
        folder.mkdir(parents=True)
    youtube.joinpath("a.csv").write_text(
        'COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS\n1,a,d,"<a href=""x"">see</a> this &amp; that\ufeff",1\n2,b,d,nice,0\n'
    )
    thai_sms.joinpath("a.txt").write_text("OTP|รหัส\nOK|ดี\nscam|ฟรี\nspam|ลด\n")
    thaigov.joinpath("a.jsonl").write_text('{"title": "รัฐบาลไทย-ข่าวทำเนียบรัฐบาล-ถนน", "body": "' + "ข่าว " * 500 + '"}\n')
    found = {name: [(one.label, one.text[:15]) for one in examples] for name, examples in read_corpora(tmp_path)}
    assert found["youtube"] == [("spam", "see this & that"), ("ham", "nice")]
    assert [label for label, _ in found["thai_sms"]] == ["ham", "ham", "spam", "spam"]
    assert found["thaigov"][0] == ("ham", "ถนน")


def test_a_folder_without_corpora(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="none of the corpora"):
        dict(read_corpora(tmp_path))


@pytest.mark.corpora
@needs_corpora
def test_all_corpora_are_read() -> None:
    for name, examples in read_corpora(corpora()):
        kept = usable(examples)
        assert {one.corpus for one in kept} == {name}
        assert not any("\ufeff" in one.text for one in kept)
        if name == "thai_sms":
            assert Counter(one.label for one in kept) == {"ham": 1270, "spam": 1329}


@pytest.mark.corpora
@pytest.mark.slow
@needs_corpora
def test_training_on_a_part_of_everything() -> None:
    examples = [one for language in LANGUAGES for one in read_seed(language)]
    for _, found in read_corpora(corpora()):
        examples += found[:: max(1, len(found) // 200)]
    trained = train(examples, seed=1, progress=RecordedProgress())
    names = {row.corpus for row in trained.evaluation.left_out}
    assert names == {"seed_en", "seed_th", "sms", "thai_sms", "thaigov", "wisesight", "youtube"}
    overall = trained.evaluation.overall
    assert overall.recall is not None
    assert overall.recall > 0.3
    assert overall.calibration_error < 0.1
