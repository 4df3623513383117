"""What `saket evaluate` measures is there, adds up, and is drawn."""

import json
from pathlib import Path

import pytest

from services.comments.learning import evaluate
from services.comments.learning.cold_start import Chosen
from services.comments.spam import evaluate as evaluating
from services.comments.spam.attack import Kind, Strength
from services.comments.spam.attack_padding import Padding
from services.comments.spam.evaluate import Findings, measure
from services.comments.spam.run import TrainOptions, read_examples
from services.comments.spam.seed import LANGUAGES, PROTECTED, Comment, read_comments
from services.comments.spam.train import Study, study
from tests.unit.comments.spam.fairness import FOLDER
from tests.unit.comments.spam.samples import CREATED, RecordedProgress

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
UNLEARNT = [FOLDER / f"{name}_{language}.jsonl" for name in ("fairness", "strangers") for language in LANGUAGES]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evaluation")


def some_comments(language: str) -> list[Comment]:
    return read_comments(language)[::5]


@pytest.fixture(scope="module")
def studied(folder: Path) -> Study:
    return study(read_examples(TrainOptions(out=folder, created=CREATED)), seed=1, progress=RecordedProgress())


@pytest.fixture(scope="module")
def findings(folder: Path, studied: Study) -> Findings:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluating, "read_comments", some_comments)
        return measure(studied, studied.examples, TrainOptions(out=folder, created=CREATED), UNLEARNT)


def test_a_hundred_labels_on_the_unknown_site(folder: Path, studied: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "DRAWS", 2)
    progress = RecordedProgress()
    found = evaluate.measure_learning(studied, UNLEARNT, progress, folder)
    assert [one.chosen for one in found.starts] == list(Chosen)
    assert found.betrayals == ()  # which would take more tweets than the seed has
    assert progress.steps == len(progress.done) == 4
    for one in found.starts:
        assert one.after.mean > 0.8
        assert one.citizens is not None
        assert f"{one.after.mean:.3f}" in found.text()
    assert json.loads((folder / evaluate.FILE).read_text("utf-8"))["starts"][0]["chosen"] == Chosen.LEAST_CERTAIN


def test_groups_that_must_not_be_hurt_have_rows(findings: Findings) -> None:
    assert {one.name for one in findings.judged.legitimate} >= {*PROTECTED, "all"}
    for groups in (findings.groups, findings.judged.legitimate):
        every = next(one for one in groups if one.name == "all")
        assert every.held.whole == sum(one.held.whole for one in groups) - every.held.whole
        assert all(one.rejected.hits <= one.held.hits <= one.held.whole for one in groups)


def test_an_unknown_site_is_judged_by_language_label_and_group(findings: Findings) -> None:
    site = findings.judged
    thai, english, every = (row.figures for row in site.files)
    assert [row.corpus for row in site.files] == ["strangers_th", "strangers_en", "all"]
    assert (thai.ham + english.ham, thai.spam + english.spam) == (every.ham, every.spam)
    for label, texts, blocked in (("ham", every.ham, every.blocked_ham), ("spam", every.spam, every.recall)):
        whole = next(one for one in site.groups if (one.label, one.name) == (label, "all"))
        named = [one for one in site.groups if one.label == label and one is not whole]
        assert texts == whole.held.whole == sum(one.held.whole for one in named)
        assert blocked == pytest.approx(whole.held.hits / texts)
        assert whole.held.hits == sum(one.held.hits for one in named)


def test_both_languages_are_attacked_in_every_way(findings: Findings) -> None:
    tried = {(one.language, one.kind, one.strength) for one in findings.attacked}
    assert tried == {(language, kind, strength) for language in LANGUAGES for kind in Kind for strength in Strength}


def test_spam_is_hidden_in_every_way(findings: Findings) -> None:
    tried = {(one.language, one.kind, one.strength) for one in findings.hidden}
    assert tried == {
        (language, place, strength) for language in LANGUAGES for place in Padding for strength in Strength
    }
    assert "harmless sentences (th)" in findings.text()


def test_most_of_the_recall_outlives_an_attack(findings: Findings) -> None:
    """A model of the seed alone, on few comments; the shipped one's figures are in its card."""
    for language in LANGUAGES:
        for strength in Strength:
            kept = [one.kept for one in findings.attacked if (one.language, one.strength) == (language, strength)]
            assert sum(kept) / len(kept) >= 0.85


def test_more_comments_are_no_loss(findings: Findings) -> None:
    (fewest, first), *_, (most, last) = findings.curve
    assert fewest < most
    assert 0.7 < first < last <= 1


def test_tables_figures_and_pictures(findings: Findings, folder: Path) -> None:
    text = findings.text()
    assert all(
        name in text for name in ("Leave one corpus out", "Recall under attack (th)", "criticism", "spam testimonial")
    )
    assert json.loads((folder / "evaluation.json").read_text("utf-8"))["thresholds"] == findings.thresholds
    names = {path.name for path in folder.iterdir()}
    assert names >= {f"{name}.png" for name in ("precision-recall", "calibration", "thresholds", "learning-curve")}
