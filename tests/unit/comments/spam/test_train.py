import numpy as np
import pytest

from services.comments.spam.data import Example, example
from services.comments.spam.errors import TooFewExamples
from services.comments.spam.fit import tabulate, train_linear
from services.comments.spam.normalise import normalise
from services.comments.spam.pipeline import RAREST
from services.comments.spam.seed import LANGUAGES, read_seed
from services.comments.spam.train import TrainedModel, train
from tests.unit.comments.spam.samples import RecordedProgress


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return [one for language in LANGUAGES for one in read_seed(language)[::4]]


def test_progress_comes_to_its_end(trained: TrainedModel, progress: RecordedProgress) -> None:
    assert len(progress.done) == progress.steps
    assert progress.done[0] == "vectorised"
    assert progress.done[-1] == "without seed_th"


def test_every_corpus_is_judged_both_ways(trained: TrainedModel) -> None:
    assert [row.corpus for row in trained.evaluation.by_corpus] == ["seed_en", "seed_th"]
    assert [row.corpus for row in trained.evaluation.left_out] == ["seed_en", "seed_th"]


def test_the_model_tells_spam_from_ham(trained: TrainedModel) -> None:
    overall = trained.evaluation.overall
    assert overall.precision is not None
    assert overall.precision > 0.9
    spam, ham = (normalise(text).text for text in ("เว็บสล็อตเครดิตฟรี แอดไลน์ @demo9", "ถนนพังเมื่อไหร่จะซ่อมครับ"))
    assert list(trained.pipeline.predict([spam, ham])) == [True, False]


def test_the_same_seed_gives_the_same_model(trained: TrainedModel) -> None:
    examples = [one for language in reversed(LANGUAGES) for one in reversed(read_seed(language))]
    again = train(examples, seed=1, progress=RecordedProgress())
    assert again.version == trained.version
    assert again.evaluation == trained.evaluation


def test_too_few_of_a_label() -> None:
    examples = [example("ดีมาก " + chr(0x0E01 + n), "ham", "x") for n in range(45)]
    with pytest.raises(TooFewExamples) as caught:
        train(examples, seed=1, progress=RecordedProgress())
    assert (caught.value.label, caught.value.found) == ("spam", 0)


def test_a_corpus_that_holds_all_the_spam_is_not_left_out() -> None:
    seed = read_seed("th")
    more = [example(f"น้ำท่วมบ้านหลังที่ {chr(0x0E01 + n)} แล้ว", "ham", "flood") for n in range(40)]
    evaluation = train([*seed, *more], seed=1, progress=RecordedProgress()).evaluation
    assert [row.corpus for row in evaluation.left_out] == ["flood"]


def test_features_come_from_enough_texts_that_somebody_wrote(examples: list[Example]) -> None:
    table, names = tabulate(examples, 1)
    columns = train_linear(table, 1).columns
    written = np.asarray(table.features[table.real].sum(axis=0)).ravel()
    assert written[columns].min() == RAREST
    assert len(columns) < len(names)


def test_the_features_that_most_texts_have_come_first(examples: list[Example]) -> None:
    found = np.asarray(tabulate(examples, 1)[0].features.sum(axis=0)).ravel()
    assert (np.diff(found) <= 0).all()
