"""``saket train``: what the command line says, as options of a training."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from services.comments.spam.files import Columns
from services.comments.spam.run import TrainOptions, run_training
from shared.clock import system_clock
from shared.environment import Environment


def train(options: argparse.Namespace, variables: Mapping[str, str]) -> int:
    """Train, write the model and its card, print the report."""
    env = Environment(variables)
    out = Path(options.out) if options.out else Path(env.text("SAKET_DATA", "var")) / "model"
    corpora = env.text("SAKET_CORPORA")
    report = run_training(
        TrainOptions(
            out=out,
            created=system_clock(),
            files=tuple(Path(name) for name in options.files),
            columns=Columns(options.text_column, options.label_column, frozenset(options.spam_label or ())),
            corpora=Path(corpora) if corpora else None,
            seed=options.seed,
        )
    )
    print(report.text())
    print(f"\nthe card with all figures is {out / 'MODEL_CARD.md'}; `saket up` uses the model after a restart")
    return 0
