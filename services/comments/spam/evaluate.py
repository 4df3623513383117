"""`saket evaluate`: everything that is claimed of the model, measured anew with honest splits, in print and pictures.

study (cross-validated, and each corpus left out) | groups | attacks | videos | learning curve | files never learnt
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from services.comments.spam.beside import Beside, beside_plain
from services.comments.spam.corpora import read_videos
from services.comments.spam.data import Example, Label, example
from services.comments.spam.drawing import draw_all
from services.comments.spam.figures import Share
from services.comments.spam.learning_curve import learning_curve
from services.comments.spam.report import aligned, row_table
from services.comments.spam.robustness import Attacked, Unseen, among_harmless, under_attack
from services.comments.spam.run import TrainOptions
from services.comments.spam.seed import LANGUAGES, Comment, read_comments
from services.comments.spam.train import Evaluation, Row, Study
from services.comments.spam.unlearnt import Group, Judged, by_group, group_table, judged, share_words
from services.comments.spam.videos import Video, leave_one_video_out

_CURVE = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was measured."""

    thresholds: dict[str, float]
    evaluation: Evaluation
    groups: tuple[Group, ...]
    judged: Judged
    attacked: tuple[Attacked, ...]
    hidden: tuple[Attacked, ...]
    videos: tuple[Video, ...]
    beside: tuple[Beside, ...]
    curve: tuple[tuple[int, float], ...]

    def text(self) -> str:
        """The tables for a terminal; shares of texts with their 95 % intervals."""
        return "\n".join(line for title, table in self._tables() if table for line in ("", title, *aligned(table)))

    def _tables(self) -> Iterable[tuple[str, list[Sequence[str]]]]:
        found = self.evaluation
        held = f"held from {self.thresholds['hold']:.4f}, rejected from {self.thresholds['reject']:.4f}"
        yield f"Cross-validated, near-duplicates together ({held})", row_table((*found.by_corpus, _all(found)))
        yield "Leave one corpus out", row_table(found.left_out)
        yield "Legitimate comments that must not be hurt, cross-validated", group_table(self.groups)
        yield "Legitimate comments of the files named, never learnt", group_table(self.judged.legitimate)
        yield "Comments of a site that is not known, never learnt", row_table(self.judged.files)
        yield "The same by label and group", group_table(self.judged.groups)
        yield from _attack_tables("Recall under attack", self.attacked)
        yield from _attack_tables("Recall among 1 (light), 2 and 4 harmless sentences", self.hidden)
        yield "YouTube, leave one video out", _video_table(self.videos)
        yield "The same, alone beside plain, text by text, at even odds", _beside_table(self.beside)
        yield (
            "Learning curve: own comments learnt, AUC on the others",
            [(str(n), f"{auc:.3f}") for n, auc in self.curve],
        )


def measure(
    found: Study, examples: Sequence[Example], options: TrainOptions, unlearnt: Sequence[Path] = ()
) -> Findings:
    """All that is claimed; ``evaluation.json`` and pictures go into ``options.out``.

    ``unlearnt`` are files with rows that were never learnt: legitimate ones, or a site's with labels.
    """
    unseen, hold = Unseen(found.names, found.fitted, options.seed), found.fitted.thresholds.hold
    comments = [row for language in LANGUAGES for row in read_comments(language)]
    findings = Findings(
        thresholds=asdict(found.fitted.thresholds),
        evaluation=found.evaluation,
        groups=tuple(_groups(found, unseen, [row for row in comments if row.label == "ham"])),
        judged=judged(found, unlearnt),
        attacked=tuple(_attacked(under_attack, unseen, hold, options.seed)) if options.with_seed else (),
        hidden=tuple(_attacked(among_harmless, unseen, hold, options.seed)) if options.with_seed else (),
        videos=tuple(_videos(options, examples)),
        beside=tuple(beside_plain(read_videos(options.corpora), options.seed)) if options.corpora else (),
        curve=tuple(learning_curve(found.table, options.seed, _CURVE)) if options.with_seed else (),
    )
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "evaluation.json").write_text(json.dumps(asdict(findings), indent=1) + "\n", encoding="utf-8")
    draw_all(findings, options.out)
    return findings


def _groups(found: Study, unseen: Unseen, ham: Sequence[Comment]) -> Iterable[Group]:
    """The seed's legitimate comments, each judged by the model that has not seen it."""
    thought = unseen.judge([row.text for row in ham], [example(row.text, row.label, "seed").group for row in ham])
    return by_group(found.fitted.thresholds, ham, thought)


def _attacked(
    by: Callable[[Unseen, str, dict[Label, dict[str, str]], float, int], list[Attacked]],
    unseen: Unseen,
    hold: float,
    seed: int,
) -> Iterable[Attacked]:
    for language in LANGUAGES:
        texts: dict[Label, dict[str, str]] = {"spam": {}, "ham": {}}
        for row in read_comments(language):
            texts[row.label][example(row.text, row.label, "seed").group] = row.text
        yield from by(unseen, language, texts, hold, seed)


def _videos(options: TrainOptions, examples: Sequence[Example]) -> Iterable[Video]:
    if options.corpora is None:
        return ()
    others = [one for one in examples if one.corpus != "youtube"]
    return leave_one_video_out(read_videos(options.corpora), others, options.seed)


def _all(evaluation: Evaluation) -> Row:
    return Row("all", evaluation.overall)


def _attack_tables(title: str, attacked: Sequence[Attacked]) -> Iterable[tuple[str, list[Sequence[str]]]]:
    for language in dict.fromkeys(one.language for one in attacked):
        table = _attack_table([one for one in attacked if one.language == language])
        yield f"{title} ({language}), as a share of the recall without; ham held", table


def _attack_table(attacked: Sequence[Attacked]) -> list[Sequence[str]]:
    strengths = list(dict.fromkeys(one.strength for one in attacked))
    cells = {(one.kind, one.strength): f"{one.kept:.3f}; {_part(one.held):.1%}" for one in attacked}
    rows = [(kind, *(cells[kind, how] for how in strengths)) for kind in dict.fromkeys(one.kind for one in attacked)]
    by_strength = [[one for one in attacked if one.strength == how] for how in strengths]
    means = [
        f"{np.mean([one.kept for one in some]):.3f}; {np.mean([_part(one.held) for one in some]):.1%}"
        for some in by_strength
    ]
    return [("kind", *strengths), *rows, ("mean", *means)]


def _part(share: Share) -> float:
    return share.hits / max(1, share.whole)


def _video_table(videos: Sequence[Video]) -> list[Sequence[str]]:
    rows = [
        (one.way, one.name, *map(share_words, (one.right, one.blocked, one.recall_at_hold, one.blocked_at_hold)))
        for way in dict.fromkeys(one.way for one in videos)
        for one in _and_together([video for video in videos if video.way == way])
    ]
    header = ("learnt", "video", "right at 1/2", "ham blocked at 1/2", "recall at hold", "ham blocked at hold")
    return [header, *rows] if rows else []


def _beside_table(compared: Sequence[Beside]) -> list[Sequence[str]]:
    rows = [
        (
            one.texts,
            one.share,
            str(one.whole),
            f"{one.ours:.2%}",
            f"{one.plain:.2%}",
            f"{one.ours - one.plain:+.2%} [{one.low:+.2%}, {one.high:+.2%}]",
        )
        for one in compared
    ]
    return [("texts", "share", "of", "alone", "plain", "difference"), *rows] if rows else []


def _and_together(videos: Sequence[Video]) -> list[Video]:
    def added(shares: Iterable[Share]) -> Share:
        listed = list(shares)
        return Share(sum(one.hits for one in listed), sum(one.whole for one in listed))

    every = Video(
        "all",
        videos[0].way,
        added(one.right for one in videos),
        added(one.blocked for one in videos),
        added(one.recall_at_hold for one in videos),
        added(one.blocked_at_hold for one in videos),
    )
    return [*videos, every]
