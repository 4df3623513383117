"""Labels weigh by agreement, within bounds that no account can leave; what moves a verdict is known label by label."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from services.comments.learning import weighing
from services.comments.learning.refit import Rows, compact, refit, spread, together
from services.comments.learning.thresholds import resolved
from services.comments.learning.weighing import ACCOUNT, weigh
from services.comments.spam.figures import probabilities
from services.comments.spam.model import Thresholds, log_odds_of

WIDTH = 12
THRESHOLDS = Thresholds(0.95, 0.99)


def rows(spam: list[bool], base: list[float], seed: int = 1) -> Rows:
    """Texts of which spam and ham have half of their features to themselves."""
    draw = np.random.default_rng(seed)
    dense = (draw.random((len(spam), WIDTH)) < 0.5).astype(float)
    dense[:, 0], dense[:, 1] = spam, ~np.array(spam, dtype=bool)
    dense /= np.sqrt(dense.sum(axis=1, keepdims=True))
    dense = np.hstack([dense, np.ones((len(spam), 1))])
    return Rows(csr_matrix(dense), np.array(spam), np.array(base, dtype=float), np.ones(len(spam)))


ANCHORS = rows([True, False] * 10, [3.0, -3.0] * 10, seed=2)
LABELS = st.lists(st.tuples(st.booleans(), st.floats(-6, 6), st.sampled_from(["ก", "ข", "ค"])), min_size=1, max_size=25)


@settings(max_examples=30, deadline=None)
@given(LABELS)
def test_weights_are_bounded_whatever_anybody_says(labels: list[tuple[bool, float, str]]) -> None:
    spam, base, who = (list(column) for column in zip(*labels, strict=True))
    weights, trusts = weigh(rows(spam, base), who, ANCHORS)
    assert ((weights >= 0) & (weights <= 1)).all()
    assert sum(trust.labels for trust in trusts) == len(labels)
    for name in set(who):
        assert weights[np.array(who) == name].sum() <= ACCOUNT + 1e-9
        assert sum(trust.mass for trust in trusts if trust.moderator == name) <= ACCOUNT + 1e-9
    assert all(0 <= trust.trust <= 1 for trust in trusts)


def test_an_account_weighs_no_more_for_saying_more() -> None:
    masses = [weigh(rows([True] * n, [1.0] * n), ["ก"] * n, ANCHORS)[0].sum() for n in (50, 100, 500)]
    assert masses == pytest.approx([ACCOUNT] * 3)


def test_what_contradicts_everything_weighs_nothing_until_others_bear_it_out() -> None:
    lonely, _ = weigh(rows([True] * 30, [-6.0] * 30), ["ก"] * 30, ANCHORS)
    assert lonely.sum() == 0
    plain = rows([True] * 30, [0.0] * 30)
    both = together(rows([True] * 30, [-3.0] * 30), plain)
    weights, trusts = weigh(both, ["ก"] * 30 + ["ข"] * 30, ANCHORS)
    alone, _ = weigh(rows([True] * 30, [-3.0] * 30), ["ก"] * 30, ANCHORS)
    assert weights[:30].sum() > alone.sum()
    assert [trust.trust for trust in trusts] == [1.0, 1.0]


def test_a_liar_is_not_believed_and_moves_nothing() -> None:
    honest = rows([True, False] * 20, [1.0, -1.0] * 20)
    lies = rows([True] * 200, [-4.0] * 200, seed=3)
    lies = Rows(honest.features[np.arange(200) % 20 * 2 + 1], lies.spam, lies.base, lies.weights)
    weights, trusts = weigh(together(honest, lies), ["ก", "ก", "ข", "ข"] * 10 + ["ค"] * 200, ANCHORS)
    assert weights[40:].sum() == 0
    assert {trust.trust for trust in trusts if trust.moderator == "ค"} == {0.0}
    assert weights[:40].sum() == pytest.approx(weigh(honest, ["ก", "ก", "ข", "ข"] * 10, ANCHORS)[0].sum(), rel=0.05)


def test_accounts_that_come_later_do_not_displace_those_that_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "_MOST_EXAMINED", 3)
    honest = rows([True, False] * 10, [1.0, -1.0] * 10)
    crowd = [f"new{number}" for number in range(4) for _ in range(30)]
    flood = rows([True] * len(crowd), [1.0] * len(crowd), seed=3)
    weights, trusts = weigh(together(honest, flood), ["ก"] * 20 + crowd, ANCHORS)
    assert weights[:20].sum() > 0
    assert "ก" in {trust.moderator for trust in trusts}
    assert len({trust.moderator for trust in trusts}) == 3


def test_how_far_an_account_stands_against_all_others_is_known() -> None:
    honest = rows([True, False] * 20, [3.0, -3.0] * 20)
    turned = rows([True] * 100, [3.0] * 60 + [-9.0] * 40)
    _, trusts = weigh(together(honest, turned), ["ก"] * 40 + ["ค"] * 100, ANCHORS)
    against = {trust.moderator: trust.against for trust in trusts if trust.spam}
    assert against["ก"] < 0.1
    assert 0.4 <= against["ค"] <= 0.8
    _, (alone,) = weigh(turned, ["ค"] * 100, ANCHORS)
    assert alone.against == 0


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 1000))
def test_pulls_are_the_whole_move_of_any_text(seed: int) -> None:
    labels, asked = rows([True, False, True] * 5, [-1.0] * 15, seed), rows([True] * 5, [0.0] * 5, seed + 1)
    whole = together(labels, ANCHORS)
    found, small = refit(whole, 0.01), spread(refit(compact(whole), 0.01), whole)
    likeness = (asked.features @ whole.features.T).toarray()
    assert small.scores(asked) - asked.base == pytest.approx(likeness @ small.pulls)
    assert found.scores(asked) == pytest.approx(small.scores(asked), abs=0.02)


def test_a_refit_moves_towards_the_labels_and_without_weight_nowhere() -> None:
    labels = rows([True] * 10, [-2.0] * 10)
    moved = probabilities(refit(together(labels, ANCHORS)).scores(labels))
    assert (moved > probabilities(labels.base)).all()
    still = refit(labels.weighing(np.zeros(10)))
    assert not still.weights.any()
    assert not still.pulls.any()


@pytest.mark.parametrize(
    ("spam_at", "ham_at", "low", "high"), [(1.5, -3.0, 0.7, 0.82), (1.5, 1.6, 0.95, 0.95), (5.0, -3.0, 0.9, 0.95)]
)
def test_the_threshold_comes_down_only_as_far_as_a_sites_own_labels_bear_out(
    spam_at: float, ham_at: float, low: float, high: float
) -> None:
    labels = rows([True, False] * 20, [0.0] * 40)
    unseen = np.where(labels.spam, spam_at, ham_at)
    found = resolved(replace(THRESHOLDS, discount=1.5), unseen, labels, ANCHORS, ANCHORS.base)
    assert low - 1e-9 <= found.hold <= high + 1e-9
    assert (found.reject, found.discount) == (THRESHOLDS.reject, 1.5)
    few = labels.pick(np.arange(10))
    assert resolved(THRESHOLDS, unseen[:10], few, ANCHORS, ANCHORS.base) == THRESHOLDS


def test_the_threshold_never_comes_down_on_the_test_sets_legitimate_texts() -> None:
    labels = rows([True, False] * 20, [0.0] * 40)
    tested = np.where(ANCHORS.spam, 3.0, 2.0)
    found = resolved(THRESHOLDS, np.where(labels.spam, 1.5, -3.0), labels, ANCHORS, tested)
    assert found.hold > probabilities(np.array([2.0]))[0]


def test_the_threshold_goes_ahead_of_citizens_whom_labels_have_brought_nearer_but_not_into_rejection() -> None:
    labels = rows([True, False] * 20, [0.0] * 40)
    unseen = np.where(labels.spam, 5.0, -3.0)
    still, near, far = (
        resolved(THRESHOLDS, unseen, labels, ANCHORS, ANCHORS.base + by * ~ANCHORS.spam).hold for by in (0, 0.5, 50)
    )
    assert log_odds_of(near) - log_odds_of(still) == pytest.approx(0.5)
    assert far == THRESHOLDS.reject


def test_truths_about_doubtful_texts_are_believed_at_first_and_lies_about_plain_ones_are_not() -> None:
    """Of one account that nobody can be compared with yet; the base model finds a third borne out, or a twelfth."""
    doubtful, _ = weigh(rows([True, False] * 25, [-0.8, 0.8] * 25), ["ก"] * 50, ANCHORS)
    plain, _ = weigh(rows([True] * 50, [-2.4] * 50), ["ค"] * 50, ANCHORS)
    assert doubtful.mean() > 0.9
    assert plain.sum() == 0
