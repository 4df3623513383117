"""``saket train``: what the command line says, as options of a training."""

import argparse
import sys
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from services.comments.spam.bundle import read_manifest
from services.comments.spam.files import Columns
from services.comments.spam.run import TrainOptions, run_training
from shared.clock import system_clock
from shared.environment import Environment

_ENOUGH: Final = 0.5  # of the legitimate texts that the shipped model has learnt


def train(options: argparse.Namespace, variables: Mapping[str, str]) -> int:
    """Train, write the model and its card, print the report."""
    env = Environment(variables)
    out = Path(options.out) if options.out else Path(env.text("SAKET_DATA", "var")) / "model"
    out.parent.mkdir(parents=True, exist_ok=True)  # now: nobody waits for a training that cannot be kept
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
    if (warning := too_little(report.evaluation.overall.ham)) is not None:
        print(f"\n{warning}", file=sys.stderr)
    return 0


def too_little(legitimate: int) -> str | None:
    """What to say of a model that has seen far fewer legitimate texts than the one it takes the place of."""
    with as_file(files("services.comments.spam") / "shipped") as directory:
        known: int = read_manifest(directory)["evaluation"]["overall"]["ham"]
    if legitimate >= known * _ENOUGH:
        return None
    return (
        f"warning: this model has learnt {legitimate} legitimate texts, the shipped one {known}. Its figures speak of"
        " texts like those it was given; of others it may hold or reject many times more. Set SAKET_CORPORA to train on"
        " the public corpora too, or let the shipped model learn from decisions (`saket learn`); to go back, take"
        " the model's folder away."
    )
