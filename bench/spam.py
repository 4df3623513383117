"""The spam decision: how fast, how big, how long to train, and how well beside other filters on the same split."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np

from bench.rivals import RIVALS, Text, installed
from bench.table import Row
from services.comments.spam import bundle
from services.comments.spam.corpora import read_corpora
from services.comments.spam.data import Example, draw, sampled, usable
from services.comments.spam.decide import Decider
from services.comments.spam.figures import Budget
from services.comments.spam.fit import fit, tabulate
from services.comments.spam.holdout import probabilities_of
from services.comments.spam.keeping import load_pipeline
from services.comments.spam.model import Context
from services.comments.spam.normalise import normalise
from services.comments.spam.seed import LANGUAGES, read_seed

_SHIPPED = Path(str(files("services.comments.spam") / "shipped"))
_LENGTH = 125  # characters
_LONGEST = 5_000  # characters that a comment may have
_LONG_TEXTS = 200
_PIECES = (
    *"aก05 .-@_:/,+$ัๆเаກé①🎰\u200b\n",
    *("a ", "ก.", "www.", "line:", "ไลน์", "a.com", "a@b.c", "a1", "ก1", "5555 ", "ใa "),
)
_ROUNDS = 2_000
_SLOW_ROUNDS = 200
_LIMIT = 1_500  # texts of one corpus and label for the comparison: SpamAssassin takes its time
_FOLDS = 5
_BLOCKED = 0.005  # of the legitimate texts, at which filters are compared
_LOAD = (
    "import time; start = time.perf_counter()\n"
    "from services.comments.spam.bundle import shipped; shipped()\n"
    "print(time.perf_counter() - start)"
)
_TRAIN = (
    "import resource, sys; from services.cli.main import main\n"
    "try: main(['train', '--out', sys.argv[1]])\n"
    "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
)


def spam() -> list[Row]:
    """Rows of the table; minutes, since a model is trained twice."""
    return [*_speed(), *_size(), *_training(), *_comparison()]


def _speed() -> list[Row]:
    decider, scorer, pipeline = Decider.load(), bundle.shipped(), load_pipeline(_SHIPPED)
    written = _comments()
    normal = [normalise(text) for text in written]
    predict = _microseconds(lambda one: pipeline.decision_function([one.text]), normal[:_SLOW_ROUNDS])
    alone = _microseconds(scorer.parts, normal[_SLOW_ROUNDS:])
    whole = _microseconds(lambda text: decider.decide(text, Context()), written)
    folded = _microseconds(normalise, written)
    started = time.process_time()
    for text in written:
        decider.decide(text, Context())
    rate = len(written) / (time.process_time() - started)
    longest = max(_seconds(decider, text) for text in _long())
    by = "compiled" if "services.comments.spam._terms" in sys.modules else "in Python alone"
    return [
        Row("scikit-learn's pipeline, one predict", f"p50 {predict:.0f} µs", "1"),
        Row(f"our scorer, {by}, with its explanation", f"p50 {alone:.0f} µs", f"{predict / alone:.1f} x as fast"),
        Row("normalise", f"p50 {folded:.0f} µs", ""),
        Row(f"whole decision, {_LENGTH} Thai characters", f"p50 {whole:.0f} µs, {rate:.0f} texts/s of one core", ""),
        Row(f"decisions about {_LONGEST} characters of any kind", f"at most {longest * 1e3:.1f} ms", ""),
    ]


def _comments() -> list[str]:
    """As many comments as rounds, no two alike: what was asked last is remembered."""
    text = " ".join(one.original for one in read_seed("th"))
    return [text[start : start + _LENGTH] for start in range(0, len(text) - _LENGTH, len(text) // _ROUNDS)]


def _long() -> Iterator[str]:
    """Texts of a comment's greatest length: one piece over and over, and what chance makes of several."""
    chance = Random(1)
    for piece in _PIECES:
        yield f"a{piece * _LONGEST}"[: _LONGEST - 1] + "a"
    for _ in range(_LONG_TEXTS):
        some = chance.sample(_PIECES, chance.randint(2, 5))
        yield "".join(chance.choice(some) for _ in range(_LONGEST))[:_LONGEST]


def _seconds(decider: Decider, text: str) -> float:
    """Of the processor, for one decision."""
    started = time.process_time()
    decider.decide(text, Context())
    return time.process_time() - started


def _microseconds(act: Callable[[Any], object], given: Sequence[Any]) -> float:
    taken = []
    for one in given:
        started = time.perf_counter()
        act(one)
        taken.append(time.perf_counter() - started)
    return median(taken) * 1e6


def _size() -> list[Row]:
    loads = [float(_python(_LOAD)) * 1e3 for _ in range(5)]
    size = sum((_SHIPPED / name).stat().st_size for name in bundle.FILES)
    return [Row("model", f"{size / 1e6:.1f} MB, imported and loaded in a new process in {median(loads):.0f} ms", "")]


def _training() -> list[Row]:
    if not os.environ.get("SAKET_CORPORA"):
        return [Row("training", "skipped: SAKET_CORPORA is not set", "")]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _TRAIN, f"{folder}/model"], capture_output=True, text=True, check=True
        )
        taken, peak = time.perf_counter() - started, int(done.stderr.split()[-1]) * 1024
    return [Row("training on all corpora, with its figures", f"{taken:.0f} s, at most {peak / 1e9:.2f} GB", "")]


def _python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def _comparison() -> list[Row]:
    if not os.environ.get("SAKET_CORPORA"):
        return [Row("beside other filters", "skipped: SAKET_CORPORA is not set", "")]
    learnt, judged = _split(_examples())
    truth = np.array([one.label == "spam" for one in judged])
    rows = [_compared("Saket", truth, _ours(learnt, judged))]
    for name, rival in RIVALS.items():
        if not installed(name):
            rows.append(Row(name, "skipped: the Debian package is not installed", ""))
            continue
        with tempfile.TemporaryDirectory() as folder:
            rows.append(_compared(name, truth, rival(_texts(learnt), _texts(judged), Path(folder))))
    return rows


def _examples() -> list[Example]:
    found = [one for language in LANGUAGES for one in read_seed(language)]
    for _, members in read_corpora(Path(os.environ["SAKET_CORPORA"])):
        found += members
    return sampled(usable(found), _LIMIT, 1)


def _split(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Four fifths to learn and one to judge, near-duplicates together."""
    learnt = [one for one in examples if draw(one.group, 2) % _FOLDS]
    return learnt, [one for one in examples if draw(one.group, 2) % _FOLDS == 0]


def _texts(examples: Sequence[Example]) -> list[Text]:
    return [Text(one.original, one.label == "spam") for one in examples]


def _ours(learnt: Sequence[Example], judged: Sequence[Example]) -> list[float]:
    table, names = tabulate(learnt, 1)
    fitted = fit(table, folds=_FOLDS, seed=1, budget=Budget(), step=lambda: None)
    return [float(one) for one in probabilities_of(fitted, names, judged)]


def _compared(name: str, truth: np.ndarray, scores: Sequence[float]) -> Row:
    """Recall where at most `_BLOCKED` of the legitimate texts score as high."""
    found = np.array(scores)
    ham = np.sort(found[~truth])[::-1]
    at = ham[int(len(ham) * _BLOCKED)]
    recall, blocked = (found[truth] > at).mean(), (found[~truth] > at).mean()
    return Row(
        f"{name}: {truth.sum()} spam, {len(ham)} ham judged", f"recall {recall:.1%} at {blocked:.2%} blocked ham", ""
    )
