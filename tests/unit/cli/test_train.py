import argparse
from pathlib import Path

import pytest

from services.cli.train import too_little, train


def test_a_model_of_few_legitimate_texts_says_so() -> None:
    assert "922 legitimate texts" in (too_little(922) or "")
    assert too_little(1_000_000) is None


def test_a_place_that_cannot_be_written_is_noticed_before_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.cli.train.run_training", lambda _: pytest.fail("trained"))
    (tmp_path / "file").write_text("")
    options = argparse.Namespace(
        out=str(tmp_path / "file" / "model"), files=[], text_column="", label_column="", spam_label=None, seed=1
    )
    with pytest.raises(OSError, match="file"):
        train(options, {})
