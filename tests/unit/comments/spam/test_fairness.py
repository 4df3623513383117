"""The fairness set is what it is said to be, and nothing is trained on it."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from services.comments.spam.data import example, usable
from services.comments.spam.run import TrainOptions, run_training
from services.comments.spam.seed import LANGUAGES, PROTECTED, read_comments
from tests.unit.comments.spam.alike import HALF, SHORT, alike
from tests.unit.comments.spam.fairness import FOLDER, read_fairness
from tests.unit.comments.spam.samples import CREATED, RecordedProgress
from tests.unit.comments.spam.written import HIDDEN, real_contacts

GROUPS = {*PROTECTED, "contact"}
EVERYBODY = [citizen for language in LANGUAGES for citizen in read_fairness(language)]


def test_enough_of_each_language() -> None:
    assert len(read_fairness("th")) >= 260
    assert len(read_fairness("en")) >= 70


def test_every_group_is_heard() -> None:
    heard = Counter(citizen.group for citizen in EVERYBODY)
    assert set(heard) == GROUPS
    assert min(heard.values()) >= 12


def test_every_text_is_its_own() -> None:
    examples = [example(citizen.text, "ham", "fairness") for citizen in EVERYBODY]
    assert len(usable(examples)) == len(examples)


def test_no_text_is_in_the_seed_nor_nearly() -> None:
    seed = [example(row.text, row.label, "seed") for language in LANGUAGES for row in read_comments(language)]
    fairness = [example(citizen.text, "ham", "fairness") for citizen in EVERYBODY]
    assert {one.group for one in seed}.isdisjoint(one.group for one in fairness)
    kept_apart = [one.text for one in fairness if len(one.text) > SHORT]
    assert alike([one.text for one in seed], kept_apart).max() < HALF


def test_links_handles_and_numbers_are_invented() -> None:
    assert [found for citizen in EVERYBODY for found in real_contacts(citizen.text)] == []


def test_short_and_long_are_what_they_say() -> None:
    for citizen in EVERYBODY:
        assert (citizen.group == "long") == (len(citizen.text) > 300), citizen.text[:60]
        assert citizen.group != "short" or len(citizen.text) <= 40, citizen.text


def test_nothing_hidden() -> None:
    assert not [citizen for citizen in EVERYBODY if HIDDEN.search(citizen.text)]


class Opened:
    """The names of the files opened while it is entered. An audit hook stays for good: afterwards it is deaf."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._listening = False
        sys.addaudithook(self._hear)

    def __enter__(self) -> list[str]:
        self._listening = True
        return self.names

    def __exit__(self, *_: object) -> None:
        self._listening = False

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._listening and event == "open":
            self.names.append(str(arguments[0]))


@pytest.mark.slow
def test_training_never_reads_it(tmp_path: Path) -> None:
    with Opened() as names:
        run_training(TrainOptions(out=tmp_path / "model", created=CREATED, picture=False), RecordedProgress())
    assert any("seed_th" in name for name in names)
    assert not [name for name in names if name.startswith(str(FOLDER)) or "fairness" in name]


def test_the_witness_would_have_noticed() -> None:
    with Opened() as names:
        read_fairness("th")
    assert [name for name in names if name.startswith(str(FOLDER))]
