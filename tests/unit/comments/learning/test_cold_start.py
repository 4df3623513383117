"""Sites rehearsed on made-up texts: labels help, those of what is least certain most; lies do not count as help."""

from itertools import islice, product

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from services.comments.learning import cold_start
from services.comments.learning.cold_start import LABELS, Chosen, Site, mean, score, simulate
from services.comments.learning.label_poisoning import HONEST, Poisoning, Town, poison
from services.comments.learning.refit import Rows
from services.comments.learning.sheet import Anchors
from services.comments.spam.data import Example, example
from services.comments.spam.figures import Share
from services.comments.spam.model import Thresholds

WIDTH = 30


def texts(count: int, seed: int, *, shift: float = 0.0) -> Rows:
    """Spam and ham lie on two sides of a plane that the base model knows half of; ``shift``: how far it is off."""
    draw = np.random.default_rng(seed)
    dense = draw.normal(size=(count, WIDTH))
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    truth = 10 * (dense[:, 0] + dense[:, 1])
    features = csr_matrix(np.hstack([dense, np.ones((count, 1))]))
    return Rows(features, truth > 0, 20 * dense[:, 0] + shift, np.ones(count))


def named(count: int) -> list[Example]:
    words = product("กขคงจชตทนปมร", repeat=3)
    return [example(" ".join(f"{letter}า" for letter in word), "ham", "site") for word in islice(words, count)]


def anchors() -> Anchors:
    learnt = texts(60, 2)
    return Anchors(learnt.weighing(np.full(60, 0.1)), texts(20, 3), Thresholds(0.95, 0.99))


def site(count: int = 400) -> Site:
    return Site("made-up", named(count), texts(count, 1), anchors(), texts(40, 4))


@pytest.mark.parametrize("chosen", Chosen)
def test_labels_help_where_the_model_knows_half(chosen: Chosen) -> None:
    steps: list[int] = []
    found = simulate(site(), chosen, lambda: steps.append(1), draws=3)
    assert len(steps) == 3
    assert (found.site, found.chosen, found.judged) == ("made-up", chosen, 200)
    assert found.even.mean > 0.8
    assert found.after.mean > found.before.mean + 0.1
    assert found.after.low <= found.after.mean <= found.after.high
    assert found.citizens is not None


def test_the_half_that_judges_is_never_labelled(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[Example]] = []
    whole = site()

    def unheard(rows: Rows, accounts: list[str], examples: list[Example], *_: object) -> None:
        assert len(rows) == len(accounts) == len(examples)
        asked.append(examples)

    monkeypatch.setattr(cold_start, "fit_labels", unheard)
    found = simulate(whole, Chosen.LEAST_CERTAIN, lambda: None, draws=2)
    assert [len(one) for one in asked] == [20, 40, 60, 80, LABELS] * 2
    assert len({one.group for one in asked[4]}) == LABELS
    offered = np.array_split(np.random.default_rng(0).permutation(400), 2)[0]
    least = offered[np.argsort(np.abs(whole.rows.base[offered]), kind="stable")][:LABELS]
    assert asked[4] == [whole.examples[at] for at in least]
    assert found.before == found.after


def test_too_small_a_site_is_none() -> None:
    assert Site.of("small", named(50), None, []) is None  # type: ignore[arg-type]
    assert Town.of(named(50), named(50), None, 1) is None  # type: ignore[arg-type]


def test_f1_counts_what_is_found() -> None:
    spam = np.array([True, True, False, False])
    assert score(np.array([5.0, -5.0, 5.0, -5.0]), spam, 0.5) == cold_start.Score(0.5, 0.5)
    assert score(np.array([5.0, 5.0, -5.0, -5.0]), spam, 0.5) == cold_start.Score(1.0, 0.0)
    assert score(np.zeros(0), spam[:0], 0.5) == cold_start.Score(0.0, 0.0)


def test_an_interval_is_wider_the_more_draws_differ() -> None:
    close, apart = mean([0.8, 0.81, 0.79]), mean([0.6, 1.0, 0.8])
    assert close.mean == pytest.approx(apart.mean) == pytest.approx(0.8)
    assert apart.high - apart.low > close.high - close.low > 0
    assert mean([0.5, 0.5]) == cold_start.Mean(0.5, 0.5, 0.5)


def test_one_who_lies_beside_two_honest_accounts_is_counted_before_and_after() -> None:
    rows = texts(1_200, 5)
    ham, spam = np.flatnonzero(~rows.spam)[:500], np.flatnonzero(rows.spam)[:500]
    town = Town(named(1_000), rows.pick(np.concatenate([ham, spam])), anchors())
    found = poison(town, right=60, lies=100, looked=200)
    assert found.before.whole == found.after.whole == 500 - HONEST - 30 - 200
    assert found.same_before.hits <= found.before.hits
    assert found.before.hits < found.after.hits < 30
    both = found + found
    assert both == Poisoning(
        60,
        100,
        *(
            Share(2 * one.hits, 2 * one.whole)
            for one in (found.before, found.after, found.same_before, found.same_after)
        ),
    )
