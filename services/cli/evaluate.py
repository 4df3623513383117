"""``saket evaluate``: measure what is claimed of the spam filter, and draw it."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from services.cli.examples import columns_of
from services.comments.spam.evaluate import evaluate as measure
from services.comments.spam.run import ConsoleProgress, TrainOptions
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
    print(measure(training, ConsoleProgress(), [Path(name) for name in options.unlearnt or ()]).text())
    print(f"\npictures and evaluation.json are in {out}")
    return 0
