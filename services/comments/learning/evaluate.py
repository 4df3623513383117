"""`saket evaluate`, its second part: what labels bring on sites that a study's models do not know, and what lies do.

each corpus, with the model that has not seen it; the files never learnt, with the model of all | cold starts
| an account that lies
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial, reduce
from operator import add
from pathlib import Path

from services.comments.learning.cold_start import DRAWS, LABELS, Chosen, ColdStart, Mean, Site, simulate
from services.comments.learning.label_poisoning import Poisoning, Town, poison
from services.comments.learning.sheet import Sheet
from services.comments.spam.circles import WRITTEN
from services.comments.spam.data import Example
from services.comments.spam.fit import Fitted
from services.comments.spam.report import aligned
from services.comments.spam.train import Progress, Study, pipeline_of
from services.comments.spam.unlearnt import examples_of, share_words

FILE = "learning.json"
_UNKNOWN = "files never learnt"
_CITIZENS, _SCAM = "wisesight", "thai_sms"
_POISONINGS = ((0, 500), (300, 200), (300, 500))
_TOWNS = (1, 2, 3)
_STARTS = (
    "site",
    "labels",
    "judged",
    "F1 before",
    "F1 after",
    "ham held",
    "F1 at even odds",
    "ham held",
    "citizens held",
)
_LIES = ("right before", "lies", "at its threshold, before", "after", "at the base model's, before", "after")


@dataclass(frozen=True, slots=True)
class LearningFindings:
    """What was measured."""

    starts: tuple[ColdStart, ...]
    betrayals: tuple[Poisoning, ...]

    def text(self) -> str:
        """The tables for a terminal."""
        tables = (
            (f"{LABELS} labels on a site that the model does not know; means of {DRAWS} draws [95 %]", self._started()),
            ("One account lies beside two honest ones: other legitimate texts held", self._poisoned()),
        )
        return "\n".join(line for title, rows in tables if len(rows) > 1 for line in ("", title, *aligned(rows)))

    def _started(self) -> list[Sequence[str]]:
        return [
            _STARTS,
            *(
                (
                    *(one.site, one.chosen, str(one.judged), f"{one.before.mean:.3f}"),
                    *(_words(one.after, ".3f"), _words(one.blocked, ".1%")),
                    *(_words(one.even, ".3f"), _words(one.even_blocked, ".1%")),
                    _words(one.citizens, ".1%") if one.citizens else "-",
                )
                for one in self.starts
            ),
        ]

    def _poisoned(self) -> list[Sequence[str]]:
        return [
            _LIES,
            *(
                (
                    *(str(one.right), str(one.lies)),
                    *map(share_words, (one.before, one.after, one.same_before, one.same_after)),
                )
                for one in self.betrayals
            ),
        ]


def measure_learning(found: Study, unlearnt: Sequence[Path], progress: Progress, out: Path) -> LearningFindings:
    """``unlearnt``: as `services.comments.spam.evaluate.measure` takes them. Writes `FILE` into ``out``."""
    sites, towns = list(_sites(found, unlearnt)), list(_towns(found))
    progress.start(len(sites) * len(Chosen) * DRAWS + len(towns) * len(_POISONINGS))
    starts = [
        simulate(site, chosen, partial(progress.step, f"a start on {site.name}"), DRAWS)
        for site in sites
        for chosen in Chosen
    ]
    lied = [_lied(towns, right, lies, progress) for right, lies in _POISONINGS] if towns else []
    findings = LearningFindings(tuple(starts), tuple(lied))
    out.mkdir(parents=True, exist_ok=True)
    (out / FILE).write_text(json.dumps(asdict(findings), indent=1) + "\n", encoding="utf-8")
    return findings


def _sites(found: Study, unlearnt: Sequence[Path]) -> Iterable[Site]:
    citizens, unknown = examples_of(unlearnt)
    corpora = [(name, _of(found, name), model) for name, model in found.without.items() if not name.startswith(WRITTEN)]
    for name, examples, model in (*corpora, (_UNKNOWN, unknown, found.fitted)):
        if site := Site.of(name, examples, _sheet(found, model), citizens):
            yield site


def _lied(towns: Sequence[Town], right: int, lies: int, progress: Progress) -> Poisoning:
    """In all the towns together."""
    betrayals = []
    for town in towns:
        betrayals.append(poison(town, right=right, lies=lies))
        progress.step("an account that lies")
    return reduce(add, betrayals)


def _towns(found: Study) -> Iterable[Town]:
    """Citizens that the model has learnt: what it has been sure of is what lies must overcome."""
    citizens = _of(found, _CITIZENS)
    scam = [one for one in _of(found, _SCAM) if one.label == "spam"]
    base = _sheet(found, found.fitted)
    towns = (Town.of(citizens, scam, base, seed) for seed in _TOWNS)
    return [town for town in towns if town]


def _of(found: Study, corpus: str) -> list[Example]:
    return [one for one in found.examples if one.corpus == corpus]


def _sheet(found: Study, fitted: Fitted) -> Sheet:
    return Sheet(pipeline_of(found.names, fitted.model), "studied", fitted.thresholds)


def _words(mean: Mean, form: str) -> str:
    return f"{mean.mean:{form}} [{mean.low:{form}}, {mean.high:{form}}]"
