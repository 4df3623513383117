"""The comments of sites that the filter does not know are what they are said to be."""

from collections import Counter
from pathlib import Path

import pytest

from services.comments.spam.corpora import read_corpora
from services.comments.spam.data import example, usable
from services.comments.spam.seed import LANGUAGES, PROTECTED, read_seed
from tests.unit.comments.spam.alike import HALF, SHORT, alike
from tests.unit.comments.spam.fairness import read_fairness, read_strangers
from tests.unit.comments.spam.test_seed import HAM_GROUPS, SPAM_GROUPS
from tests.unit.comments.spam.written import HIDDEN, HOST, real_contacts

# What a comment does, where that is more telling than its trade.
SUBTLE = {"agency", "no-contact", "praise-link", "testimonial"}
GROUPS = {"ham": {*HAM_GROUPS, "festival", "video", "waste"}, "spam": SPAM_GROUPS | SUBTLE}


@pytest.mark.parametrize(("language", "fewest"), [("th", 400), ("en", 170)])
def test_enough_and_as_mixed_as_on_a_busy_site(language: str, fewest: int) -> None:
    counts = Counter(row.label for row in read_strangers(language))
    assert counts.total() >= fewest
    assert 0.5 <= counts["ham"] / counts.total() <= 0.6


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_part_of_the_spam_is_subtle(language: str) -> None:
    spam = [row.group in SUBTLE for row in read_strangers(language) if row.label == "spam"]
    assert 0.2 <= sum(spam) / len(spam) <= 0.4


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_its_own_and_new(language: str) -> None:
    rows = [example(row.text, row.label, "strangers") for row in read_strangers(language)]
    known = read_seed(language) + [example(one.text, "ham", "fairness") for one in read_fairness(language)]
    assert len(usable(rows)) == len(rows)
    assert {one.group for one in rows}.isdisjoint(one.group for one in known)
    assert alike([one.text for one in known], [one.text for one in rows if len(one.text) > SHORT]).max() < HALF


@pytest.mark.corpora
@pytest.mark.slow
def test_no_public_corpus_has_them(corpora: Path) -> None:
    own = {example(row.text, row.label, "own").group for language in LANGUAGES for row in read_strangers(language)}
    assert [name for name, examples in read_corpora(corpora) for one in examples if one.group in own] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_are_known_and_the_protected_heard(language: str) -> None:
    rows = read_strangers(language)
    assert [row for row in rows if row.group not in GROUPS[row.label]] == []
    assert {row.group for row in rows if row.label == "ham"} >= set(PROTECTED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_in_them_exists(language: str) -> None:
    assert [found for row in read_strangers(language) for found in real_contacts(row.text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_stand_on_both_sides_and_nothing_is_hidden(language: str) -> None:
    rows = read_strangers(language)
    with_link = Counter(row.label for row in rows if HOST.search(row.text))
    assert with_link["ham"] >= 5
    assert with_link["spam"] <= sum(row.label == "spam" for row in rows) / 2
    assert [row for row in rows if HIDDEN.search(row.text) or row.text != row.text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_and_long_are_what_they_say(language: str) -> None:
    for row in read_strangers(language):
        if row.label == "ham":
            assert (row.group == "long") == (len(row.text) > 300), row.text[:60]
            assert row.group != "short" or len(row.text) <= 25, row.text
