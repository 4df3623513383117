"""What lies of accounts that are right otherwise do to citizens, whatever their number and order: a set bound holds.

Two others and a third account are right about tweets and messages; then the third also calls those tweets spam that
look most like adverts, or those messages legitimate that look least like it. Judged are texts that nobody has labelled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from services.comments.learning.bound import MOST_BLOCKED, MOST_FREED
from services.comments.learning.refit import Refitted, Rows, compact, refit, spread, together
from services.comments.learning.sheet import Anchors, Sheet
from services.comments.learning.thresholds import LOWEST
from services.comments.learning.versions import Trust
from services.comments.learning.weighing import weigh
from services.comments.spam.corpora import read_corpora
from services.comments.spam.data import sampled, usable
from services.comments.spam.figures import Floats, probabilities

pytestmark = [pytest.mark.corpora, pytest.mark.slow, pytest.mark.timeout(900)]
TRUTHS = 60
POOL = 1500


@dataclass(frozen=True, slots=True)
class Texts:
    """Of one kind, in an order that looks random: the first are told truly, lies come from the pool, the rest test."""

    rows: Rows
    pool: int

    def said(self, which: "slice | np.ndarray[tuple[int], np.dtype[np.int64]]", *, spam: bool) -> Rows:
        picked = self.rows.pick(which)
        return Rows(picked.features, np.full(len(picked), spam), picked.base, picked.weights)

    def lies(self, count: int) -> Rows:
        """Of the pool, those that the base model is least sure of."""
        start, spam = 7 * TRUTHS, bool(self.rows.spam[0])
        pool = self.rows.base[start : start + self.pool]
        return self.said(start + np.argsort(pool if spam else -pool)[:count], spam=not spam)

    def tests(self) -> Rows:
        return self.rows.pick(np.arange(7 * TRUTHS + self.pool, len(self.rows)))


@dataclass(frozen=True, slots=True)
class Site:
    """What the base model makes of it all."""

    hold: float
    anchors: Rows
    ham: Texts
    spam: Texts

    def told(self, lies: Rows, accounts: int, order: Callable[[int, int], Floats]) -> tuple[Rows, list[str]]:
        """Truths of two others; then each account's own, and its share of the lies in their order among them."""
        rows, who = self._truths(slice(0, TRUTHS)), ["ก", "ข"] * TRUTHS
        for number in range(accounts):
            right = self._truths(slice((number + 1) * TRUTHS, (number + 2) * TRUTHS))
            wrong = lies.pick(np.arange(number, len(lies), accounts))
            mine = together(right, wrong).pick(np.argsort(order(len(right), len(wrong)), kind="stable"))
            rows, who = together(rows, mine), who + [f"turned{number}"] * len(mine)
        return rows, who

    def taught(self, rows: Rows, who: list[str]) -> tuple[Refitted, tuple[Trust, ...]]:
        """As `fitting` does it, without the gate."""
        whole = together(rows, self.anchors)
        with threadpool_limits(1):
            small = compact(whole)
            mine, anchors = small.pick(np.arange(len(rows))), small.pick(np.arange(len(rows), len(small)))
            weights, trusts = weigh(mine, who, anchors)
            return spread(refit(together(mine.weighing(weights), anchors)), whole), trusts

    def _truths(self, which: slice) -> Rows:
        both = together(self.ham.said(which, spam=False), self.spam.said(which, spam=True))
        return both.pick(np.random.default_rng(1).permutation(len(both)))


def at_the_end(right: int, wrong: int) -> Floats:
    return np.arange(float(right + wrong))


def interleaved(right: int, wrong: int) -> Floats:
    return np.concatenate([np.linspace(0, 1, right), np.linspace(0, 1, wrong)])


def slowly_more(right: int, wrong: int) -> Floats:
    return np.concatenate([np.linspace(0, 1, right), np.sqrt(np.linspace(0.1, 1, wrong))])


@pytest.fixture(scope="module")
def site(corpora: Path) -> Site:
    base, found = Sheet.load(Path(str(files("services.comments.spam") / "shipped"))), dict(read_corpora(corpora))
    ham = base.rows(sampled(usable(found["wisesight"]), 6000, 3))
    spam = base.rows([one for one in sampled(usable(found["thai_sms"]), 3000, 3) if one.label == "spam"])
    return Site(base.thresholds.hold, Anchors.of(base).learnt, Texts(ham, POOL), Texts(spam, 400))


@pytest.fixture(scope="module")
def honestly(site: Site) -> Callable[[int], Refitted]:
    """What is learnt where so many accounts tell the truth and no lies."""
    return cache(lambda accounts: site.taught(*site.told(site.ham.lies(0), accounts, at_the_end))[0])


def share(found: Refitted, judged: Rows, hold: float) -> float:
    return float((probabilities(found.scores(judged)) >= hold).mean())


@pytest.mark.parametrize(
    ("lies", "order", "accounts"),
    [(count, at_the_end, 1) for count in (20, 50, 100, 200, 500)]
    + [(100, interleaved, 1), (200, slowly_more, 1), (100, at_the_end, 2)],
)
def test_calling_citizens_comments_spam_blocks_hardly_anybody(
    site: Site,
    honestly: Callable[[int], Refitted],
    lies: int,
    order: Callable[[int, int], Floats],
    accounts: int,
) -> None:
    """Each of two accounts may go as far as the bound."""
    before, (after, _) = honestly(accounts), site.taught(*site.told(site.ham.lies(lies), accounts, order))
    for hold in (site.hold, LOWEST):
        blocked = [share(found, site.ham.tests(), hold) for found in (before, after)]
        assert blocked[1] - blocked[0] <= MOST_BLOCKED * accounts


@pytest.mark.parametrize(("lies", "order"), [(100, interleaved), (400, at_the_end)])
def test_calling_spam_legitimate_opens_the_gate_for_little(
    site: Site, honestly: Callable[[int], Refitted], lies: int, order: Callable[[int, int], Floats]
) -> None:
    before, (after, _) = honestly(1), site.taught(*site.told(site.spam.lies(lies), 1, order))
    for hold in (site.hold, LOWEST):
        found = [share(one, site.spam.tests(), hold) for one in (before, after)]
        assert found[0] - found[1] <= MOST_FREED
