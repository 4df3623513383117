"""Labels' shares of a verdict add up to how far the version moved it."""

from dataclasses import replace

import pytest

from services.comments.learning.influence import Influences, features_of, influences, loudness, moved_by
from services.comments.learning.labels import Label
from services.comments.model import State
from services.comments.spam.features import features
from services.comments.spam.normalise import normalise
from tests.support.comments import NOW

TEXT = "เช่าพระเครื่อง พุทธคุณสูง"
LABEL = Label("c1", TEXT, True, "m", NOW, "v1", State.PUBLISHED)
OTHER = replace(LABEL, comment="c2", text="ถนนพังมาก", spam=False)
KNOWN = dict.fromkeys(features(normalise(TEXT + OTHER.text).text), 0.0)


def test_the_likest_label_moves_most_and_those_without_pull_nothing() -> None:
    labels = [OTHER, LABEL, replace(LABEL, comment="c3")]
    found = influences(TEXT, labels, {"c1": 0.5, "c2": -0.5}, KNOWN, most=5)
    assert [one.label.comment for one in found] == ["c1", "c2"]
    assert found[0].likeness == pytest.approx(1.0, abs=0.1)
    own = features_of(TEXT, KNOWN)
    loud = sum(loudness(name) ** 2 for name in own)
    assert loud > len(own)
    assert found[0].moved == pytest.approx(0.5 * (1 + loud / len(own)))
    assert found[1].moved < 0
    assert influences(TEXT, labels, {"c1": 0.5, "c2": -0.5}, KNOWN, most=1) == found[:1]


def test_what_is_not_shown_is_said_in_sum() -> None:
    shown = influences(TEXT, [LABEL], {"c1": 0.5}, KNOWN, most=5)
    assert Influences("v1", "base", 2.0, shown).others == pytest.approx(2.0 - shown[0].moved)


def test_two_models_lie_apart_by_their_weights_over_the_root_of_what_they_know() -> None:
    own = features_of(TEXT, KNOWN)
    after = dict.fromkeys(KNOWN, 0.1)
    assert moved_by(own, KNOWN, after, 0.25) == pytest.approx(0.25 + 0.1 * len(own) ** 0.5)
    assert moved_by(frozenset(), KNOWN, after, 0.25) == 0.25
