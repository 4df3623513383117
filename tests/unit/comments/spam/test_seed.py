import json
from collections import Counter
from importlib.resources import files

import pytest

from services.comments.spam.data import usable
from services.comments.spam.seed import LANGUAGES, read_seed


def rows(language: str) -> list[dict[str, str]]:
    resource = files("services.comments.spam").joinpath(f"seed_{language}.jsonl")
    return [json.loads(line) for line in resource.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("language", "fewest"), [("th", 240), ("en", 100)])
def test_enough_and_evenly_of_both(language: str, fewest: int) -> None:
    counts = Counter(one.label for one in read_seed(language))
    assert counts.total() >= fewest
    assert 0.8 <= counts["ham"] / counts["spam"] <= 1.25


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_its_own(language: str) -> None:
    examples = read_seed(language)
    assert len(usable(examples)) == len(examples)


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_nowhere_and_handles_are_invented(language: str) -> None:
    for one in read_seed(language):
        assert all(host.endswith(".example") for host in one.normalised.hosts), one.normalised.hosts


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_has_a_topic(language: str) -> None:
    assert all(set(row) == {"text", "label", "group"} and row["group"] for row in rows(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_ham_speaks_of_what_spam_sells(language: str) -> None:
    topics = Counter(row["group"] for row in rows(language) if row["label"] == "ham")
    assert min(topics[topic] for topic in ("gambling-complaint", "loan", "scam-complaint", "anger")) >= 3
