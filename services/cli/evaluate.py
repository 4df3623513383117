"""``saket evaluate``: measure what is claimed of the spam filter, and draw it."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from services.cli.examples import columns_of
from services.comments.learning.evaluate import FILE, measure_learning
from services.comments.spam.evaluate import measure
from services.comments.spam.run import ConsoleProgress, TrainOptions, read_examples
from services.comments.spam.train import study
from services.comments.spam.unlearnt import check
from shared.clock import system_clock
from shared.environment import Environment


def evaluate(options: argparse.Namespace, variables: Mapping[str, str]) -> int:
    """Train on parts, judge on the rest, print the tables and write the pictures."""
    env = Environment(variables)
    out = Path(options.out) if options.out else Path(env.text("SAKET_DATA", "var")) / "evaluation"
    corpora = env.text("SAKET_CORPORA")
    training = TrainOptions(
        out=out,
        created=system_clock(),
        files=tuple(Path(name) for name in options.files),
        columns=columns_of(options),
        corpora=Path(corpora) if corpora else None,
        seed=options.seed,
    )
    unlearnt = [Path(name) for name in options.unlearnt or ()]
    check(unlearnt)
    examples = read_examples(training)
    found = study(examples, seed=training.seed, progress=ConsoleProgress(), budget=training.budget)
    print(measure(found, examples, training, unlearnt).text())
    print(measure_learning(found, unlearnt, ConsoleProgress(doing="learning"), out).text())
    print(f"\npictures, evaluation.json and {FILE} are in {out}")
    return 0
