"""What training tells people: a table for the terminal, JSON, a picture, and the model card."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from services.comments.spam.figures import Figures, interval
from services.comments.spam.train import Evaluation, Row, TrainedModel

_HEADER = ("corpus", "ham", "spam", "precision", "recall", "F1", "rejected spam", "blocked ham", "rejected ham", "ECE")
_LICENCES = {
    "seed_th": ("written for this project", "Apache-2.0"),
    "seed_en": ("written for this project", "Apache-2.0"),
    "sms": ("SMS Spam Collection (UCI)", "CC BY 4.0"),
    "thai_sms": ("ssivakorn/Thai-SMS-spam-filter", "MIT"),
    "thaigov": ("PyThaiNLP/thaigov-v2-corpus, January 2025", "public domain"),
    "wisesight": ("PyThaiNLP/wisesight-sentiment", "CC0-1.0"),
    "youtube": ("YouTube Spam Collection (UCI): Psy, Katy Perry, LMFAO", "CC BY 4.0"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """A trained model's manifest and evaluation, and where they were written."""

    manifest: dict[str, Any]
    evaluation: Evaluation
    directory: Path

    def text(self) -> str:
        """The tables for a terminal."""
        thresholds = self.manifest["thresholds"]
        return "\n".join(
            (
                f"model {self.manifest['version']} ({self.manifest['bytes'] / 1e6:.1f} MB) in {self.directory}",
                f"held from {thresholds['hold']:.4f}, rejected from {thresholds['reject']:.4f}",
                "",
                "Cross-validated, near-duplicates kept together:",
                *aligned(row_table((*self.evaluation.by_corpus, Row("all", self.evaluation.overall)))),
                "",
                "Leave one corpus out (trained, calibrated and solved on the others):",
                *aligned(row_table(self.evaluation.left_out)),
            )
        )

    def json(self) -> str:
        return json.dumps(self.manifest, indent=1)


def model_card(trained: TrainedModel, manifest: dict[str, Any]) -> str:
    """The model card in Markdown."""
    evaluation = trained.evaluation
    template = files("services.comments.spam").joinpath("model_card.md.template").read_text("utf-8")
    return Template(template).substitute(
        version=trained.version,
        created=manifest["created"],
        seed=trained.seed,
        megabytes=f"{manifest['bytes'] / 1e6:.1f}",
        libraries=", ".join(f"{name} {version}" for name, version in manifest["libraries"].items()),
        data=_markdown((("corpus", "ham", "spam", "source", "licence"), *_sources(evaluation.by_corpus))),
        hold=f"{trained.thresholds.hold:.4f}",
        reject=f"{trained.thresholds.reject:.4f}",
        discount=f"{trained.thresholds.discount:.2f}",
        hold_budget=f"{evaluation.budget.hold:.2%}",
        reject_budget=f"{evaluation.budget.reject:.2%}",
        cross_validated=_markdown(row_table((*evaluation.by_corpus, Row("all", evaluation.overall)))),
        left_out=_markdown(row_table(evaluation.left_out)),
    )


def draw(evaluation: Evaluation, path: Path) -> None:
    """The reliability diagram and the precision-recall curve, as a picture in ``path``'s format."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow to import, and not for the server
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    left.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    left.plot([one.predicted for one in evaluation.reliability], [one.observed for one in evaluation.reliability], "o-")
    error = evaluation.overall.calibration_error
    left.set(title=f"Calibration (ECE {error:.3f})", xlabel="predicted probability", ylabel="share of spam")
    recall, precision = zip(*evaluation.precision_by_recall, strict=True)
    right.plot(recall, precision)
    right.set(title="Precision and recall", xlabel="recall", ylabel="precision", xlim=(0, 1), ylim=(0, 1.02))
    figure.savefig(path, dpi=110)


def row_table(rows: Iterable[Row]) -> list[Sequence[str]]:
    return [_HEADER, *((row.corpus, *_cells(row.figures)) for row in rows)]


def _cells(figures: Figures) -> tuple[str, ...]:
    return (
        str(figures.ham),
        str(figures.spam),
        _share(figures.precision, figures),
        _with_interval(figures.recall, figures.spam, ".3f"),
        _share(figures.f1, figures),
        _share(figures.rejected_spam, figures),
        _with_interval(figures.blocked_ham, figures.ham, ".2%"),
        _with_interval(figures.rejected_ham, figures.ham, ".2%"),
        f"{figures.calibration_error:.3f}",
    )


def _share(share: float | None, figures: Figures) -> str:
    return "-" if share is None or not figures.spam else f"{share:.3f}"


def _with_interval(share: float | None, whole: int, form: str) -> str:
    if share is None or not whole:
        return "-"
    low, high = interval(round(share * whole), whole)
    return f"{share:{form}} [{low:{form}}, {high:{form}}]"


def _sources(rows: Iterable[Row]) -> list[Sequence[str]]:
    return [
        (row.corpus, str(row.figures.ham), str(row.figures.spam), *_LICENCES.get(row.corpus, ("the operator", "own")))
        for row in rows
    ]


def aligned(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in table
    ]


def _markdown(table: Sequence[Sequence[str]]) -> str:
    header, *rows = (f"| {' | '.join(row)} |" for row in table)
    return "\n".join((header, "|" + " --- |" * len(table[0]), *rows))
