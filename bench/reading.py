"""Reading the corpus of live feeds: parsed and made harmless, against feedparser and fastfeedparser with nh3.

feedparser runs with its defaults (it sanitizes and resolves). fastfeedparser does neither, so each title, summary and
content goes through nh3 with its defaults: what a program has to do that means to show them.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import fastfeedparser
import feedparser
import nh3

from bench.table import Row
from services.aggregator.errors import FeedProblem
from services.aggregator.reading.cleaning import Cleaner
from services.aggregator.reading.document import EntryFound, ParsedFeed, ParseJob
from services.aggregator.reading.parsing import parse
from services.aggregator.reading.slices import cut

_ROUNDS = 5
_MB = 1_000_000
_WINDOW = 25
_CLEANER = Cleaner()
_NH3 = nh3.Cleaner()


class _Known(NamedTuple):
    """A body, and the digests of the entries that are known already."""

    body: bytes
    digests: dict[str, str]


def reading() -> list[Row]:
    """Rows of the table; none without SAKET_CORPORA."""
    corpora = os.environ.get("SAKET_CORPORA")
    if not corpora:
        return [Row("live feeds", "skipped: SAKET_CORPORA is not set", "-")]
    bodies = [path.read_bytes() for path in sorted((Path(corpora) / "feeds" / "live").iterdir()) if path.is_file()]
    return [*_first_fetch(bodies), *_one_new(bodies)]


def _first_fetch(bodies: Sequence[bytes]) -> list[Row]:
    first = [_Known(body, {}) for body in bodies]
    rivals, fast, ours = _rounds(
        lambda: [feedparser.parse(body) for body in bodies],
        lambda: [_rival(body) for body in bodies],
        lambda: _all(first),
    )
    return [
        _row(f"{len(bodies)} live feeds: feedparser's defaults", bodies, rivals, "1.00 x"),
        _row("fastfeedparser + nh3", bodies, fast, f"{_ratio(rivals, fast):.1f} x feedparser"),
        _row(
            "Saket, first fetch (parse, identify, sanitize)",
            bodies,
            ours,
            f"{_ratio(rivals, ours):.1f} x feedparser, {_ratio(fast, ours):.2f} x fastfeedparser + nh3",
        ),
        Row("HTML that is read at a glance, not by nh3", _share(first), "-"),
    ]


def _share(known: Sequence[_Known]) -> str:
    """Of the contents of entries."""
    listening = _Listening()
    for each in known:
        _parse(each, listening)
    heard = listening.heard
    taken = [html for html, base in heard if listening.sanitizer.at_a_glance(html, base) is not None]
    letters = sum(map(len, taken)) / sum(len(html) for html, _ in heard)
    return f"{len(taken)} of {len(heard)}, {letters:.0%} of the letters"


class _Listening(Cleaner):
    """Notes what it is to make harmless."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, str]] = []

    def sanitize(self, html: str, base: str) -> str:
        self.heard.append((html, base))
        return super().sanitize(html, base)


def _one_new(bodies: Sequence[bytes]) -> list[Row]:
    """Feeds of `_WINDOW` entries, all but the first of which are known."""
    windows = [window for body in bodies if (window := _window(body))]
    known = [_Known(body, _but_the_first(body)) for body in windows]
    everything = [_Known(body, {entry.id: entry.digest for entry in _parse(_Known(body, {}))}) for body in windows]
    rivals, ours, nothing = _rounds(
        lambda: [feedparser.parse(body) for body in windows], lambda: _all(known), lambda: _all(everything)
    )
    return [
        _row(f"{len(windows)} feeds of {_WINDOW}: feedparser's defaults", windows, rivals, "1.00 x"),
        _row("Saket, 1 entry of them is new", windows, ours, f"{_ratio(rivals, ours):.1f} x feedparser"),
        _row("Saket, nothing new in a changed body", windows, nothing, f"{_ratio(rivals, nothing):.1f} x feedparser"),
    ]


def _window(body: bytes) -> bytes | None:
    """The feed with its first entries only; None if it has fewer."""
    sliced = cut(body)
    if len(sliced.entries) < _WINDOW:
        return None
    window = sliced.holding(sliced.entries[:_WINDOW])
    return window if len(_parse(_Known(window, {}))) == _WINDOW else None


def _but_the_first(body: bytes) -> dict[str, str]:
    return {entry.id: entry.digest for entry in _parse(_Known(body, {}))[1:]}


def _all(known: Sequence[_Known]) -> None:
    for each in known:
        _parse(each)


def _parse(known: _Known, cleaner: Cleaner = _CLEANER) -> tuple[EntryFound, ...]:
    job = ParseJob(known.body, "application/xml", "https://feed.example/feed.xml", "bench", known.digests)
    try:
        feed: ParsedFeed = parse(job, cleaner)
    except FeedProblem:
        return ()
    return feed.entries


def _rival(body: bytes) -> int:
    """How much of it there is."""
    size = 0
    for entry in fastfeedparser.parse(body).entries:
        for text in (
            entry.get("title"),
            entry.get("description"),
            *(part["value"] for part in entry.get("content") or ()),
        ):
            if text:
                size += len(_NH3.clean(text))
    return size


def _rounds(*works: Callable[[], object]) -> list[list[float]]:
    """Seconds of processor time, a list a work; the works take turns, and one round more warms up."""
    rounds = [[_cpu(work) for work in works] for _ in range(_ROUNDS + 1)][1:]
    return [list(column) for column in zip(*rounds, strict=True)]


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _ratio(references: Sequence[float], ours: Sequence[float]) -> float:
    """The median of what each round says."""
    return median(reference / mine for reference, mine in zip(references, ours, strict=True))


def _row(name: str, bodies: Sequence[bytes], seconds: Sequence[float], ratio: str) -> Row:
    return Row(name, f"{sum(map(len, bodies)) / _MB / median(seconds):7.2f} MB/s of CPU time", ratio)
