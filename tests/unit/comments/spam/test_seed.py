import re
from collections import Counter

import pytest

from services.comments.spam.data import usable
from services.comments.spam.seed import LANGUAGES, PROTECTED, read_comments, read_seed
from tests.unit.comments.spam.alike import SHORT, twins
from tests.unit.comments.spam.written import HIDDEN, HOST, real_contacts

HAM_GROUPS = {
    *PROTECTED,
    *("budget", "contact", "crypto-question", "flood", "health-sensitive", "history", "hospital", "job", "market"),
    *("news", "praise", "procedure", "rice", "road", "school", "suggest", "tourism"),
    *("appeal", "mourning", "reader", "reply", "smalltalk", "viewer"),
}
SPAM_GROUPS = {
    *("agency", "crypto", "fortune", "gambling", "investment", "job", "linkfarm", "loan", "product", "sexual"),
    "romance",
}
# Trades that stand in one language's seed only.
FURTHER_TRADES = {
    "th": {"donation"},
    "en": {"estate", "giveaway", "papers", "promotion", "recovery", "service"},
}


@pytest.mark.parametrize(("language", "fewest"), [("th", 1_500), ("en", 1_100)])
def test_enough_and_evenly_of_both(language: str, fewest: int) -> None:
    counts = Counter(one.label for one in read_seed(language))
    assert counts.total() >= fewest
    assert 0.8 <= counts["ham"] / counts["spam"] <= 1.25


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_its_own(language: str) -> None:
    examples = read_seed(language)
    assert len(usable(examples)) == len(examples)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_another_with_a_few_words_changed(language: str) -> None:
    assert twins([one.text for one in read_seed(language) if len(one.text) > SHORT]) == []


def test_twins_are_seen() -> None:
    texts = ["ฝาก 50 รับ 100 ทักแชตได้เลย", "ถนนหน้าวัดเป็นหลุมมานานแล้วครับ", "ฝาก 30 รับ 100 ทักแชตได้เลย"]
    assert twins(texts) == [(texts[0], texts[2])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_handles_and_telephone_numbers_are_invented(language: str) -> None:
    texts = [row.text for row in read_comments(language)]
    assert len({host for text in texts for host in HOST.findall(text)}) > 50
    assert [found for text in texts for found in real_contacts(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_and_groups_are_known(language: str) -> None:
    for row in read_comments(language):
        assert row.group in {"ham": HAM_GROUPS, "spam": SPAM_GROUPS | FURTHER_TRADES[language]}[row.label], row


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_the_words_gives_a_label_away(language: str) -> None:
    for row in read_comments(language):
        assert row.text == row.text.strip()
        assert not HIDDEN.search(row.text), row.text


@pytest.mark.parametrize(("language", "fewest"), [("th", 8), ("en", 5)])
def test_every_protected_group_is_heard(language: str, fewest: int) -> None:
    heard = Counter(row.group for row in read_comments(language) if row.label == "ham")
    assert {group for group in PROTECTED if heard[group] < fewest} == set()


@pytest.mark.parametrize(("language", "fewest"), [("th", 7), ("en", 5)])
def test_every_trade_of_the_spammers_is_known(language: str, fewest: int) -> None:
    seen = Counter(row.group for row in read_comments(language) if row.label == "spam")
    assert {group for group in SPAM_GROUPS | FURTHER_TRADES[language] if seen[group] < fewest} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_and_their_lack_say_little(language: str) -> None:
    rows = read_comments(language)
    with_link = Counter(row.label for row in rows if HOST.search(row.text))
    assert with_link["ham"] >= 15
    assert with_link["spam"] <= sum(row.label == "spam" for row in rows) / 2


def test_a_full_stop_says_nothing() -> None:
    """People end with one, people who sell did not in the first seed: a stop was worth a log-odd to them."""
    rows = read_comments("en")
    stops = {label: [row.text.endswith(".") for row in rows if row.label == label] for label in ("ham", "spam")}
    assert abs(sum(stops["ham"]) / len(stops["ham"]) - sum(stops["spam"]) / len(stops["spam"])) < 0.1


def test_politeness_says_little() -> None:
    rows = read_comments("th")
    polite = Counter(row.label for row in rows if re.search("ครับ|ค่ะ|คะ", row.text))
    share = {label: polite[label] / sum(row.label == label for row in rows) for label in polite}
    assert 0.7 <= share["spam"] / share["ham"] <= 1.4, share


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_and_long_are_what_they_say(language: str) -> None:
    for row in read_comments(language):
        if row.label == "ham":
            assert (row.group == "long") == (len(row.text) > 300), row.text[:60]
            assert row.group != "short" or len(row.text) <= 25, row.text
