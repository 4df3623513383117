"""The pictures of an evaluation, each as PNG and SVG."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from services.comments.spam.evaluate import Findings

_FORMATS = ("png", "svg")


def draw_all(found: "Findings", folder: Path) -> list[Path]:
    """Write them into ``folder``; where they were written."""
    return [path for name, picture in _PICTURES.items() for path in _drawn(name, picture, found, folder)]


def _drawn(name: str, picture: Callable[[Any, "Findings"], None], found: "Findings", folder: Path) -> Iterator[Path]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow to import, and not for the server
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    picture(figure.subplots(), found)
    for suffix in _FORMATS:
        path = folder / f"{name}.{suffix}"
        figure.savefig(path, dpi=110, metadata={"Date": None} if suffix == "svg" else None)
        yield path


def _precision_recall(axes: Any, found: "Findings") -> None:
    recall, precision = zip(*found.evaluation.precision_by_recall, strict=True)
    axes.plot(recall, precision)
    axes.set(title="Precision and recall, cross-validated", xlabel="recall", ylabel="precision", xlim=(0, 1))


def _calibration(axes: Any, found: "Findings") -> None:
    bins = found.evaluation.reliability
    error = found.evaluation.overall.calibration_error
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.plot([one.predicted for one in bins], [one.observed for one in bins], "o-")
    axes.set(title=f"Calibration (ECE {error:.3f})", xlabel="predicted probability", ylabel="share of spam")


def _thresholds(axes: Any, found: "Findings") -> None:
    points = found.evaluation.by_threshold
    axes.plot([one.threshold for one in points], [one.recall for one in points], label="spam found")
    axes.plot([one.threshold for one in points], [one.blocked for one in points], label="legitimate blocked")
    for name in ("hold", "reject"):
        at = found.thresholds[name]
        axes.axvline(at, color="0.6", linestyle="--")
        axes.text(at, 0.5, f" {name}", rotation=90)
    axes.set(title="Thresholds", xlabel="probability from which a comment is blocked", ylabel="share", ylim=(0, 1))
    axes.legend()


def _learning_curve(axes: Any, found: "Findings") -> None:
    axes.plot([learnt for learnt, _ in found.curve], [auc for _, auc in found.curve], "o-")
    axes.set(title="Learning curve", xlabel="own comments learnt", ylabel="AUC on the held-out others")


def _by_corpus(axes: Any, found: "Findings") -> None:
    left_out = {row.corpus: row.figures.recall or 0.0 for row in found.evaluation.left_out}
    rows = [row for row in found.evaluation.by_corpus if row.figures.spam]
    places = np.arange(len(rows))
    axes.bar(places - 0.2, [row.figures.recall or 0.0 for row in rows], 0.4, label="cross-validated")
    axes.bar(places + 0.2, [left_out.get(row.corpus, 0.0) for row in rows], 0.4, label="corpus left out")
    axes.set(title="Spam found, by corpus", ylabel="recall", ylim=(0, 1))
    axes.set_xticks(places, [row.corpus for row in rows])
    axes.legend()


_PICTURES: dict[str, Callable[[Any, "Findings"], None]] = {
    "precision-recall": _precision_recall,
    "calibration": _calibration,
    "thresholds": _thresholds,
    "learning-curve": _learning_curve,
    "corpora": _by_corpus,
}
