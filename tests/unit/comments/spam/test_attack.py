"""The attacker can be relied on: repeatable, harmless to run, and what he writes is still the text."""

import ast
import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.spam import attack as attacker
from services.comments.spam import attack_letters as letters
from services.comments.spam.attack import Kind, Strength, attack

THAI = "สล็อตเว็บตรง แตกง่าย ฝาก 50 รับ 100 สมัครฟรี แอดไลน์ @demoslot หรือ https://slot-a.example/x?y=1 โทร 080-000-0000"
ENGLISH = (
    "Free casino bonus! Deposit 10 and get 100, register today at https://casino-a.example or mail win@casino.example"
)
TEXTS = (THAI, ENGLISH)
CONTACTS = re.compile(r"@demoslot|https://\S+|080-000-0000|win@casino\.example")
INSERTED = {
    Kind.ZERO_WIDTH: letters.INVISIBLE,
    Kind.SPACED: letters.SPACES,
    Kind.DOTTED: letters.DOTS,
    Kind.PUNCTUATED: letters.PUNCTUATION,
    Kind.EMOJI: letters.EMOJI,
    Kind.COMBINING: letters.OVERLAYS + letters.THAI_OVERLAYS,
}
REPLACED: dict[Kind, tuple[letters.Table, ...]] = {
    Kind.LOOK_ALIKES: (letters.LATIN_TWINS, letters.THAI_TWINS, letters.LAO),
    Kind.LATIN_AS_THAI: (letters.LATIN_AS_THAI,),
    Kind.STYLED: (letters.STYLED,),
    Kind.LEET: (letters.LEET,),
    Kind.DIGITS: (letters.DIGITS,),
    Kind.MISSPELT: (letters.MISSPELT,),
}
IDLE = {(Kind.LATIN_AS_THAI, ENGLISH), (Kind.VOWELS, ENGLISH), (Kind.STYLED, THAI)}  # no letter of theirs in it
ON_WORDS = [kind for kind in Kind if kind not in {Kind.LINKS, Kind.MIXED}]
ANY_KIND = st.sampled_from(Kind)
ANY_STRENGTH = st.sampled_from(Strength)
TRICKY = st.text(
    st.one_of(st.sampled_from("สล็อตเเแำํ่้าะกๆ05๕1 .-_*@:/abwcomline\u200b\ufeff\ue000\ud800\n\t🔥"), st.characters()),
    max_size=60,
)


def imported(module: ModuleType) -> set[str]:
    """Each ``module.name`` of ours that a module asks for."""
    nodes = ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8")))
    found = {f"{node.module}.{one.name}" for node in nodes if isinstance(node, ast.ImportFrom) for one in node.names}
    return {name for name in found if name.startswith(("services.", "shared."))}


def test_it_knows_nothing_of_the_filter() -> None:
    assert imported(attacker) == {"services.comments.spam.attack_letters"}
    assert imported(letters) == set()


@given(TRICKY, ANY_KIND, ANY_STRENGTH, st.integers())
def test_it_never_raises_and_repeats_itself(text: str, kind: Kind, strength: Strength, seed: int) -> None:
    assert attack(text, kind, strength, seed) == attack(text, kind, strength, seed)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", TEXTS)
def test_even_a_light_attack_changes_something(text: str, kind: Kind) -> None:
    assert (attack(text, kind, Strength.LIGHT, 1) != text) == ((kind, text) not in IDLE)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.VOWELS])
@pytest.mark.parametrize("text", TEXTS)
def test_another_seed_attacks_otherwise(text: str, kind: Kind) -> None:
    written = {attack(text, kind, Strength.MEDIUM, seed) for seed in range(20)}
    assert len(written) > 1 or (kind, text) in IDLE


@pytest.mark.parametrize("kind", [*INSERTED, *REPLACED])
@pytest.mark.parametrize("text", TEXTS)
def test_the_stronger_the_more(text: str, kind: Kind) -> None:
    changed = [changes(text, attack(text, kind, strength, 1), kind) for strength in Strength]
    assert all(less <= more for less, more in pairwise(changed))
    assert changed[0] < changed[-1] or changed[-1] <= 1 or (kind, text) in IDLE


def changes(text: str, written: str, kind: Kind) -> int:
    """Characters inserted or replaced."""
    if kind in REPLACED:
        return sum(one != other for one, other in zip(text, written, strict=True))
    return len(written) - len(text)


@given(st.sampled_from(TEXTS), st.sampled_from(list(INSERTED)), ANY_STRENGTH, st.integers(0, 999))
def test_without_what_was_inserted_it_is_the_text(text: str, kind: Kind, strength: Strength, seed: int) -> None:
    written = attack(text, kind, strength, seed)
    assert remainder(text, written) <= set(INSERTED[kind])


def remainder(text: str, written: str) -> set[str]:
    """What is left of ``written`` when ``text`` is crossed out in it, letter by letter in order."""
    left, at = set(), 0
    for char in written:
        if at < len(text) and char == text[at]:
            at += 1
        else:
            left.add(char)
    assert at == len(text)
    return left


@given(st.sampled_from(TEXTS), st.sampled_from(list(REPLACED)), ANY_STRENGTH, st.integers(0, 999))
def test_each_letter_is_itself_or_its_double(text: str, kind: Kind, strength: Strength, seed: int) -> None:
    written = attack(text, kind, strength, seed)
    for letter, instead in zip(text, written, strict=True):
        doubles = "".join(table.get(letter, "") + table.get(letter.lower(), "") for table in REPLACED[kind])
        assert instead == letter or instead in doubles


@given(st.sampled_from(TEXTS), ANY_STRENGTH, st.integers(0, 999))
def test_repeats_and_broken_vowels_fold_back(text: str, strength: Strength, seed: int) -> None:
    assert squeezed(attack(text, Kind.REPEATED, strength, seed)) == squeezed(text)
    folded = attack(text, Kind.VOWELS, strength, seed).replace("เเ", "แ").replace("\u0e4dา", "ำ")
    assert sorted(set(squeezed(folded))) == sorted(set(squeezed(text)))


def squeezed(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text)


@given(st.sampled_from(TEXTS), st.sampled_from(ON_WORDS), ANY_STRENGTH, st.integers(0, 99))
def test_contacts_stay_as_they_are(text: str, kind: Kind, strength: Strength, seed: int) -> None:
    assert CONTACTS.findall(attack(text, kind, strength, seed)) == CONTACTS.findall(text)


@given(st.sampled_from(TEXTS), ANY_STRENGTH, st.integers(0, 99))
def test_a_reader_still_finds_the_link(text: str, strength: Strength, seed: int) -> None:
    written = unicodedata.normalize("NFKC", attack(text, Kind.LINKS, strength, seed))
    for word in ("slot", "example") if text == THAI else ("casino", "example"):
        assert word in written


@given(st.sampled_from(TEXTS), ANY_KIND, st.integers(0, 99))
def test_a_light_attack_leaves_most_of_the_text(text: str, kind: Kind, seed: int) -> None:
    written = attack(text, kind, Strength.LIGHT, seed)
    untouched = sum(word in written for word in text.split())
    assert untouched >= len(text.split()) / 2


@pytest.mark.parametrize("kind", Kind)
def test_even_a_heavy_attack_fits_into_a_comment(kind: Kind) -> None:
    assert len(attack(THAI, kind, Strength.HEAVY, 1)) <= 4 * len(THAI)


def test_mixed_takes_many_ways() -> None:
    written = attack(THAI * 3, Kind.MIXED, Strength.HEAVY, 1)
    used = [kind for kind, inserted in INSERTED.items() if set(inserted) & (set(written) - set(THAI))]
    assert len(used) >= 4


@pytest.mark.parametrize(
    "table",
    [letters.LATIN_TWINS, letters.THAI_TWINS, letters.LAO, letters.LATIN_AS_THAI, letters.STYLED, letters.DIGITS],
)
def test_nothing_is_its_own_double(table: Mapping[str, str]) -> None:
    assert all(len(letter) == 1 and doubles and letter not in doubles for letter, doubles in table.items())


def test_doubles_are_what_they_claim() -> None:
    assert all(
        unicodedata.normalize("NFKC", twin).lower() in (c.lower(), twin)
        for c, t in letters.STYLED.items()
        for twin in t
    )
    assert all(unicodedata.name(twin).startswith("LAO") for twin in letters.LAO.values())
    assert all(unicodedata.digit(twin) == int(digit) for digit, twins in letters.DIGITS.items() for twin in twins)
    scripts = {unicodedata.name(twin).split()[0] for twins in letters.LATIN_TWINS.values() for twin in twins}
    assert scripts == {"CYRILLIC", "GREEK"}
