"""`saket train`: read what the operator names, train, and write model, figures, picture and model card."""

import sys
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from services.comments.spam import keeping
from services.comments.spam.corpora import read_corpora
from services.comments.spam.data import Example
from services.comments.spam.figures import Budget
from services.comments.spam.files import Columns, read_file
from services.comments.spam.placing import placed
from services.comments.spam.report import Report, draw, model_card
from services.comments.spam.seed import LANGUAGES, read_seed
from services.comments.spam.train import Progress, TrainedModel, study, trained

CARD = "MODEL_CARD.md"
PICTURE = "evaluation.png"


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """What the command line says. ``created`` (aware, UTC) is written into the manifest.

    ``corpora`` is the folder of the public corpora, or None to train on the seed and ``files`` alone.
    """

    out: Path
    created: datetime
    files: tuple[Path, ...] = ()
    columns: Columns = field(default_factory=Columns)
    corpora: Path | None = None
    with_seed: bool = True
    seed: int = 1
    budget: Budget = field(default_factory=Budget)
    picture: bool = True


class ConsoleProgress:
    """A bar on a terminal, a line a step elsewhere."""

    def __init__(self, stream: TextIO = sys.stderr, doing: str = "training") -> None:
        self._doing = doing
        self._stream = stream
        self._bar: tqdm | None = None
        self._steps = self._done = 0

    def start(self, steps: int) -> None:
        self._steps = steps
        if self._stream.isatty():
            self._bar = tqdm(total=steps, file=self._stream, unit="fit", desc=self._doing)

    def step(self, done: str) -> None:
        self._done += 1
        if self._bar is None:
            print(f"{self._done}/{self._steps} {done}", file=self._stream, flush=True)
            return
        self._bar.set_postfix_str(done, refresh=False)
        self._bar.update()
        if self._done == self._steps:
            self._bar.close()


@dataclass(frozen=True, slots=True)
class Ran:
    """What a training reports, and what it thinks of each of the operator's texts by models that had not seen it."""

    report: Report
    own: tuple[tuple[Example, float], ...]


def run_training(options: TrainOptions, progress: Progress | None = None) -> Ran:
    """Raises `TrainingDataError` or `TooFewExamples`; nothing is written unless training succeeded."""
    found = study(
        read_examples(options), seed=options.seed, progress=progress or ConsoleProgress(), budget=options.budget
    )
    files = {path.name for path in options.files}
    pairs = zip(found.examples, found.fitted.unseen.tolist(), strict=True)
    own = tuple((one, unseen) for one, unseen in pairs if one.corpus in files)
    return Ran(write(trained(found, options.seed), options), own)


def write(model: TrainedModel, options: TrainOptions) -> Report:
    """Model, card and picture in the place of ``options.out``, all of them or none."""
    with placed(options.out) as folder:
        manifest = save(model, folder, options.created)
        (folder / CARD).write_text(model_card(model, manifest), encoding="utf-8")
        if options.picture:
            draw(model.evaluation, folder / PICTURE)
    return Report(manifest, model.evaluation, options.out)


def save(model: TrainedModel, directory: Path, created: datetime) -> dict[str, Any]:
    """Write the model with all that is known about it and return the manifest."""
    rows = model.evaluation.by_corpus
    facts = {
        "created": created.isoformat(timespec="seconds"),
        "seed": model.seed,
        "data": [{"corpus": row.corpus, "ham": row.figures.ham, "spam": row.figures.spam} for row in rows],
        "evaluation": asdict(model.evaluation),
    }
    return keeping.save(model.pipeline, directory, version=model.version, thresholds=model.thresholds, facts=facts)


def read_examples(options: TrainOptions) -> list[Example]:
    """The operator's files first: of equal texts the first is kept."""
    found = [one for path in options.files for one in read_file(path, options.columns)]
    if options.with_seed:
        found += [one for language in LANGUAGES for one in read_seed(language)]
    if options.corpora is not None:
        found += [one for _, examples in read_corpora(options.corpora) for one in examples]
    return found
