"""Learning: what the version in shadow and campaigns cost a comment, and what a training takes and brings."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from statistics import median

from threadpoolctl import threadpool_limits

from bench.table import Row
from services.comments.campaigns.fingerprint import signature
from services.comments.campaigns.lookout import Sighting
from services.comments.campaigns.store import RedisCampaigns
from services.comments.learning.fitting import fit_version
from services.comments.learning.labels import Label
from services.comments.learning.shadow import Shadow
from services.comments.learning.sheet import Sheet
from services.comments.model import State
from services.comments.spam import bundle
from services.comments.spam.decide import Decider
from services.comments.spam.model import Context
from services.comments.spam.scorer import LinearScorer
from services.comments.spam.seed import LANGUAGES, read_seed
from shared.clock import system_clock
from shared.store.client import Store
from tests.support.valkey import throwaway_server

_SHIPPED = Path(str(files("services.comments.spam") / "shipped"))
_ROUNDS = 400
_LABELS = 100


def learning() -> list[Row]:
    """Rows of the table."""
    return [*_shadow(), *asyncio.run(_sighting()), *_training()]


def _texts() -> list[str]:
    return [one.original for language in LANGUAGES for one in read_seed(language)]


def _shadow() -> list[Row]:
    """Every text once, so that nothing is remembered from the round before."""
    active = bundle.shipped()
    weights = replace(active.weights, values=[weight * 1.01 for weight in active.weights.values])
    shadow, decider = Shadow(LinearScorer(weights, active.thresholds, "other")), Decider(active)
    texts = _texts()[:_ROUNDS]
    alone = _microseconds(lambda text: decider.decide(text, Context()), texts)
    both = _microseconds(lambda text: shadow.decide(text, decider.decide(text, Context())), texts)
    signed = _microseconds(lambda text: (decider.decide(text, Context()), signature(text)), texts)
    return [
        Row("the decision alone", f"p50 {alone:.0f} µs", "1"),
        Row("and what the version in shadow would do", f"p50 {both:.0f} µs", f"{both / alone:.2f}"),
        Row("the decision, and the signature for campaigns", f"p50 {signed:.0f} µs", f"{signed / alone:.2f}"),
    ]


async def _sighting() -> list[Row]:
    with throwaway_server() as server:
        store = await Store.connect(server.url)
        campaigns, now = RedisCampaigns(store, timedelta(hours=24)), system_clock()
        signed = [one for text in _texts() if (one := signature(text))]
        plain, new, again = [], [], []
        for number, one in enumerate(signed):
            plain.append(await _taken(store.execute("HGET", "{bench}", "field")))
            new.append(await _taken(campaigns.sight(Sighting(f"c{number}", "t", "a", one), f"n{number}", now)))
        for number, one in enumerate(signed):
            again.append(await _taken(campaigns.sight(Sighting(f"d{number}", "u", "b", one), f"m{number}", now)))
        used = server.command("INFO", "memory")["used_memory"] / len(signed)
        await store.close()
    reference = median(plain)
    return [
        Row("one HGET", f"p50 {reference:.0f} µs", "1"),
        Row("sight a comment that nobody has said", f"p50 {median(new):.0f} µs", f"{median(new) / reference:.2f}"),
        Row("sight one more of a campaign", f"p50 {median(again):.0f} µs", f"{median(again) / reference:.2f}"),
        Row("memory a comment remembered", f"{used / 1000:.1f} kB at {len(signed)}", ""),
    ]


def _training() -> list[Row]:
    base, texts = Sheet.load(_SHIPPED), _texts()
    labels = [_label(text, spam=number % 2 == 0, number=number) for number, text in enumerate(texts)]
    rows = []
    for count in (_LABELS, len(labels)):
        started = time.process_time()
        with threadpool_limits(1):
            fit_version(labels[:count], base, base, lambda _doing: None)
        rows.append(Row(f"a training with {count} labels", f"{time.process_time() - started:.1f} s of one core", ""))
    return rows


def _label(text: str, *, spam: bool, number: int) -> Label:
    return Label(str(number), text, spam, f"m{number % 2}", system_clock(), None, State.HELD)


def _microseconds(act: Callable[[str], object], texts: list[str]) -> float:
    taken = []
    for text in texts:
        started = time.perf_counter()
        act(text)
        taken.append(time.perf_counter() - started)
    return median(taken) * 1e6


async def _taken(call: Awaitable[object]) -> float:
    started = time.perf_counter()
    await call
    return (time.perf_counter() - started) * 1e6
