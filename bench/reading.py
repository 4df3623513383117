"""Reading the corpus of live feeds: Saket's parse path (feedparser, then nh3) against feedparser with its defaults."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import feedparser

from bench.table import Row
from services.aggregator.errors import FeedProblem
from services.aggregator.reading.cleaning import Cleaner
from services.aggregator.reading.document import ParseJob
from services.aggregator.reading.parsing import parse

_ROUNDS = 2
_MB = 1_000_000


def reading() -> list[Row]:
    """Rows of the table; none without SAKET_CORPORA."""
    corpora = os.environ.get("SAKET_CORPORA")
    if not corpora:
        return [Row("live feeds", "skipped: SAKET_CORPORA is not set", "-")]
    bodies = [path.read_bytes() for path in sorted((Path(corpora) / "feeds" / "live").iterdir()) if path.is_file()]
    size = sum(map(len, bodies))
    cleaner = Cleaner()
    reference = _cpu(lambda: [feedparser.parse(body) for body in bodies])
    first = _cpu(lambda: [_parse(body, {}, cleaner) for body in bodies])
    known = [_parse(body, {}, cleaner) for body in bodies]
    again = _cpu(lambda: [_parse(body, digests, cleaner) for body, digests in zip(bodies, known, strict=True)])
    return [
        _row(f"{len(bodies)} live feeds, feedparser's defaults", size, reference, reference),
        _row("Saket, first fetch (parse, identify, sanitize)", size, first, reference),
        _row("Saket, nothing new in a changed body", size, again, reference),
    ]


def _parse(body: bytes, known: dict[str, str], cleaner: Cleaner) -> dict[str, str]:
    job = ParseJob(body, "application/xml", "https://feed.example/feed.xml", "bench", known)
    try:
        feed = parse(job, cleaner)
    except FeedProblem:
        return {}
    return {entry.id: entry.digest for entry in feed.entries}


def _cpu(work: Callable[[], object]) -> float:
    """Seconds of processor time, the best of a few rounds."""
    best = float("inf")
    for _ in range(_ROUNDS):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def _row(name: str, size: int, seconds: float, reference: float) -> Row:
    return Row(name, f"{size / _MB / seconds:7.2f} MB/s of CPU time", f"{reference / seconds:.2f} x feedparser")
