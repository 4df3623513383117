"""``saket train``: a candidate is made, judged against the model that serves, and takes its place if it is better."""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from services.cli.examples import columns_of
from services.cli.words import terminal_language
from services.comments.config import model_folder, trained_folder
from services.comments.learning.admission import (
    NOT_BETTER,
    TOO_FEW_LEGITIMATE,
    TOO_FEW_OWN,
    Admission,
    Unseen,
    admission,
)
from services.comments.learning.gate import FEWEST
from services.comments.spam.bundle import load, read_manifest, shipped
from services.comments.spam.decide import Decider
from services.comments.spam.errors import ModelUnusable
from services.comments.spam.model import Context
from services.comments.spam.placing import check_place, former, put
from services.comments.spam.run import CARD, Ran, TrainOptions, run_training
from shared.clock import system_clock
from shared.environment import Environment
from shared.i18n import mark, translations

_REFUSED: Final = 1
_CANDIDATE: Final = "model.candidate"
_WHY: Final = {
    TOO_FEW_LEGITIMATE: mark(
        "it has learnt %(legitimate)d legitimate texts, the model that serves %(served)d; of texts unlike yours it may"
        " hold or reject many times more (set SAKET_CORPORA to train on the public corpora too)"
    ),
    TOO_FEW_OWN: mark("%(texts)d distinct texts of your own files are too few to compare on; %(fewest)d are needed"),
    NOT_BETTER: mark("on your own texts it is not clearly better than the model that serves"),
}


def train(options: argparse.Namespace, variables: Mapping[str, str]) -> int:
    """Train, write the model and its card, print the report; 1 if the gate keeps it from serving."""
    env = Environment(variables)
    place = trained_folder(env)
    out = Path(options.out) if options.out else place.with_name(_CANDIDATE)
    check_place(out)  # now: nobody waits for a training that cannot be kept
    corpora = env.text("SAKET_CORPORA")
    ran = run_training(
        TrainOptions(
            out=out,
            created=system_clock(),
            files=tuple(Path(name) for name in options.files),
            columns=columns_of(options),
            corpora=Path(corpora) if corpora else None,
            seed=options.seed,
        )
    )
    print(ran.report.text())
    translate = translations(terminal_language(variables)).gettext
    print("\n" + translate(mark("The card with all figures is %(card)s.")) % {"card": out / CARD})
    failings = _failings(_compared(ran, model_folder(env)), translate)
    return _concluded(_Candidate(out, None if options.out else place), failings, options.activate_anyway, translate)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Where it lies, and the place that it would take; None where the operator said where to write."""

    folder: Path
    place: Path | None


def _concluded(candidate: _Candidate, failings: list[str], anyway: bool, translate: Callable[[str], str]) -> int:
    values = {"folder": candidate.folder, "place": candidate.place}
    if failings:
        print(translate(mark("The gate does not let this model take over:")), file=sys.stderr)
        print("\n".join(f"- {failing}" for failing in failings), file=sys.stderr)
    if candidate.place is None:
        print(translate(mark("It serves where SAKET_SPAM_MODEL names %(folder)s.")) % values)
        return 0
    if failings and not anyway:
        advice = mark("It lies in %(folder)s and does not serve; to use it all the same: saket train --activate-anyway")
        print(translate(advice) % values, file=sys.stderr)
        return _REFUSED
    put(candidate.folder, candidate.place)
    values["former"] = former(candidate.place)
    print(translate(mark("It serves after a restart, from %(place)s.")) % values)
    if former(candidate.place).exists():
        print(translate(mark("What served before lies in %(former)s; to go back, put it in its place.")) % values)
    return 0


def _failings(found: Admission, translate: Callable[[str], str]) -> list[str]:
    values = {
        "legitimate": found.legitimate,
        "served": found.served,
        "texts": found.own.texts,
        "fewest": FEWEST,
    }
    return [translate(_WHY[code]) % values for code in found.failings]


def _compared(ran: Ran, serves: Path | None) -> Admission:
    """With the model that serves; one that cannot be read serves nobody, and anything is better."""
    try:
        decider = Decider(load(serves) if serves else shipped())
        served = _legitimate(serves)
    except ModelUnusable:
        decider, served = Decider(None), 0
    return admission(
        [Unseen(one.original, one.label == "spam", unseen) for one, unseen in ran.own],
        lambda text: decider.decide(text, Context()).probability,
        legitimate=ran.report.evaluation.overall.ham,
        served=served,
    )


def _legitimate(model: Path | None) -> int:
    """How many legitimate texts a model has learnt; a version that moved away from another does not say."""
    if model is None:
        with as_file(files("services.comments.spam") / "shipped") as directory:
            return _legitimate(directory)
    known: int = read_manifest(model).get("evaluation", {}).get("overall", {}).get("ham", 0)
    return known
