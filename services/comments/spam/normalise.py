"""One spelling for the many in which the same comment can be written.

    look-alikes, accents and the unseen folded | words of mixed scripts | Thai vowels and marks | links and numbers
    to tokens | spaced letters joined | numerals in words | repeats folded | digits to 0

Pure. Never raises on any `str`, lone surrogates included. Normalising what is normal changes nothing. Every
character of the result knows the stretch of the original that it stands for.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from services.comments.spam.gaps import pulled_together
from services.comments.spam.glance import Glance
from services.comments.spam.lookalikes import (
    FOLDED,
    INVISIBLE,
    LATIN_AS_THAI,
    LATIN_TWINS,
    ORNATE,
    ORNATE_SIGNS,
    ORNATE_THAI,
    OVERLAID,
    SIGNS_AS_THAI,
    STYLED,
    THAI_TWINS,
    dress,
)
from services.comments.spam.tokens import TOKEN_STEPS
from services.comments.spam.traced import Notes, Step, Traced

HIDDEN = "hidden-characters"
SPACED = "spaced-letters"
DRESSED = "styled-letters"
MIXED = "mixed-scripts"
NUMERALS = "numerals-for-letters"

_PASSES = 8  # one step can reveal work for an earlier one ("w w w . a . com"); more than this is nonsense
_ASKED_AGAIN: Final = 64
_LETTERS = "a-z\u0e01-\u0e4e"
_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_CLUSTER = rf"[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46][{_MARK}]*"
_SIGN = r"[._*|•·~/-]"
_SEPARATORS = re.compile(f"{_SIGN}| ")
_SPACED_THAI = re.compile(
    rf"(?<![\u0e00-\u0e7f]){_CLUSTER}(?:(?:{_SIGN}{_CLUSTER}){{2,}}|(?: {_CLUSTER}){{2,}})(?![\u0e00-\u0e7f])"
)
_SPACED_LATIN = re.compile(rf"(?<![a-z0-9])[a-z](?:(?:{_SIGN}[a-z]){{2,}}|(?: [a-z]){{3,}})(?![a-z0-9])")
_TRICK_FROM_DOTS, _TRICK_FROM = 4, 3  # separators: ร.ฟ.ท. is an honest abbreviation

_SPACES = re.compile("^ +| +(?= |$)")  # takes whole runs: looking for the end from each of their spaces is quadratic
_PLAIN = re.compile(f"[ -~{''.join(char for char in map(chr, range(0x0E00, 0x0E80)) if FOLDED[char] == char)}]*")
_KELVIN = "\u212a"  # lower() makes a plain k of it
_SARA_AE = re.compile("เเ")
_SARA_AM = re.compile("\u0e4d[\u0e48-\u0e4b]?\u0e32")
_LATE_TONE = re.compile("\u0e33[\u0e48-\u0e4b]")  # นำ้: typed after the vowel that it stands over
_STRAY = re.compile(rf"(?<=[ะาำฯเ-ๆ])[{_MARK}]+|(?<=[\u0e48-\u0e4c])[\u0e48-\u0e4c]+")  # where no mark can stand
_SIGN_IN_WORD = re.compile("(?<=[\u0e01-\u0e2e\u0e30-\u0e45\u0e47-\u0e4e])[ฯๆ]{1,2}(?=[\u0e01-\u0e4e])")
_SIGNS_FROM, _SIGNS_SHARE = 4, 0.1  # of the characters: nobody abbreviates or repeats so much
_MARKS = re.compile(rf"[{_MARK}]{{2,}}")
_EACH_MARK = "\u0e31" + "".join(map(chr, (*range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))))
_OUT_OF_ORDER = re.compile("|".join(f"{mark}[{_EACH_MARK[:at]}]" for at, mark in enumerate(_EACH_MARK) if at))
_REPEATED_MARK = re.compile(rf"([{_MARK}])\1+")
_REPEATED = re.compile(r"([^\d\s])\1{2,}")
_DIGIT = re.compile("[1-9]")

_EUROPEAN = re.compile("[\u0370-\u058f]")
_EUROPEAN_WORD = re.compile("[a-z\u0370-\u058f]+")
_ORNATE_SIGN = f"[{''.join(ORNATE_SIGNS)}]"
_ORNATE_WORD = re.compile(f"[a-z{''.join(ORNATE)}]{{3,}}")
_ORNATE_FROM = 2  # signs of other scripts among Thai letters and Latin ones
_TWIN_OF_THAI = "".join(THAI_TWINS)
_ANY_TWIN_OF_THAI = re.compile(f"[{_TWIN_OF_THAI}]")
_THAI_WORD = re.compile(rf"[\u0e01-\u0e4e{_TWIN_OF_THAI}]+")
_IMITATED = "".join(LATIN_AS_THAI)
_LATIN_IN_THAI = re.compile(rf"(?<=[\u0e01-\u0e4e])[{_IMITATED}]{{1,2}}(?=[\u0e01-\u0e4e])|[{_IMITATED}](?=[{_MARK}])")
_MIXED_FROM = 2  # one Latin letter amid Thai is often honest ("ข้อaและ")
# Where that is a habit, longer stretches too, and at the ends of words; a colon is a vowel there.
_BESIDE_THAI = re.compile(
    rf"(?<![a-z])[{_IMITATED}05]{{1,4}}(?=[\u0e01-\u0e4e])|(?<=[\u0e01-\u0e4e])[{_IMITATED}05:]{{1,4}}(?![a-z])"
)
_HABIT_FROM, _HABIT_SHARE = 4, 0.05  # of the characters

_LATIN_LEET = dict(zip("0123456789@$!|+€£", "oizeasgtbgasiltel", strict=True))
_THAI_LEET = dict(zip("013569", "อาตรงค", strict=True))
_NUMERALS = re.compile(
    r"(?<=[a-z])[0-9@$!|+€£]{1,2}(?=[a-z])|(?<=[a-z])[0-9$](?![0-9a-z$])|(?<![0-9a-z$])[0-9$](?=[a-z])"
)
_NUMERAL_IN_THAI = re.compile(r"[013569](?<=[\u0e01-\u0e4e].)(?=[\u0e01-\u0e4e])")
_NUMERALS_FROM = 3  # h1n1 and mp3 are honest
_DRESSED_FROM = 3


@dataclass(frozen=True, slots=True)
class Normalised:
    """``text`` for the model, the ``hosts`` of its links, and the ``tricks`` that were undone."""

    text: str
    hosts: tuple[str, ...] = ()
    tricks: frozenset[str] = frozenset()
    traced: Traced = field(default_factory=lambda: Traced("", [], 0), compare=False, repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters ``start`` to ``end`` (exclusive, at least one) of ``text`` stand in the original."""
        return self.traced.span(start, end)

    def part(self, start: int, end: int) -> "Normalised":
        """Characters ``start`` to ``end`` (exclusive, at least one) as a text of their own, without links' hosts."""
        part = self.traced.part(start, end)
        return Normalised(part.text, traced=part)


@lru_cache(maxsize=_ASKED_AGAIN)
def normalise(original: str) -> Normalised:
    """The normal form of a comment, with what was learnt on the way.

    The campaign, the decision and the version in shadow ask about the same comment, others in between.
    """
    notes = Notes()
    text = _folded(original, notes.tricks)
    for _ in range(_PASSES):
        before = text.text
        text = _one_pass(text, notes)
        if text.text == before:
            break
    return Normalised(text.text, tuple(notes.hosts), frozenset(notes.tricks), text)


def _folded(original: str, tricks: set[str]) -> Traced:
    if _PLAIN.fullmatch(original):
        return Traced(original.lower(), list(range(len(original))), len(original))
    pieces = list(map(FOLDED.__getitem__, original))
    text = "".join(pieces)
    if text != original.lower() or _KELVIN in original:
        _note_dress(original, pieces, tricks)
    if len(text) == len(original) and all(pieces):
        return Traced(text, list(range(len(text))), len(original))
    starts = [at for at, piece in enumerate(pieces) for _ in piece]
    return Traced(text, starts, len(original))


def _note_dress(original: str, pieces: list[str], tricks: set[str]) -> None:
    dressed = [how for at, char in enumerate(original) if char != pieces[at] and (how := _dress(original, at))]
    if dressed.count(INVISIBLE):
        tricks.add(HIDDEN)
    if dressed.count(STYLED) + dressed.count(OVERLAID) >= _DRESSED_FROM:
        tricks.add(DRESSED)


def _dress(original: str, at: int) -> str | None:
    """Invisible characters count only between letters: emoji need some, and editors leave others at the ends."""
    how = dress(original[at])
    if how != INVISIBLE:
        return how
    before, after = original[at - 1 : at] if at else "", original[at + 1 : at + 2]
    return how if _is_letter(before) and _is_letter(after) else None


def _is_letter(char: str) -> bool:
    folded = FOLDED[char] if char else ""
    return "a" <= folded <= "z" or "\u0e01" <= folded <= "\u0e4e"


def _one_pass(text: Traced, notes: Notes) -> Traced:
    due = _GLANCE.held(text.text)
    for number, (_, step) in enumerate(_STEPS, 1):
        if number in due:
            changed = step(text, notes)
            if changed is not text:
                text, due = changed, _GLANCE.held(changed.text)
    return text


def _one_script(text: Traced, tricks: set[str]) -> Traced:
    """Words of several scripts in the one that most of their letters belong to."""
    clear = text.put(_ORNATE_WORD, _as_plain)
    clear = clear.put(_EUROPEAN_WORD, _as_latin) if _EUROPEAN.search(clear.text) else clear
    clear = clear.put(_THAI_WORD, _as_thai) if _ANY_TWIN_OF_THAI.search(text.text) else clear
    inside = _LATIN_IN_THAI.findall(clear.text)
    if clear.text != text.text or len(inside) >= _MIXED_FROM:
        tricks.add(MIXED)
    if not inside:
        return clear
    habit = len(inside) >= max(_HABIT_FROM, _HABIT_SHARE * len(clear.text))
    return clear.put(_BESIDE_THAI if habit else _LATIN_IN_THAI, _imitation)


def _imitation(match: re.Match[str]) -> str:
    return "".join(map(SIGNS_AS_THAI.__getitem__, match[0]))


def _as_plain(match: re.Match[str]) -> str:
    """An ornate word in plain Latin; Thai beside Greek, Russian or Hebrew of its own is none."""
    word = match[0]
    signs = sum(char in ORNATE_SIGNS for char in word)
    if signs >= _ORNATE_FROM and not ORNATE_THAI.keys().isdisjoint(word):
        return "".join(ORNATE.get(char, char) for char in word)
    return word


def _as_latin(match: re.Match[str]) -> str:
    """A word with Latin letters is read as Latin; Greek and Russian stay."""
    word = match[0]
    if any(char <= "z" for char in word):
        return "".join(LATIN_TWINS.get(char, char) for char in word)
    return word


def _as_thai(match: re.Match[str]) -> str:
    if not any("\u0e01" <= char <= "\u0e4e" for char in match[0]):
        return match[0]
    return "".join(THAI_TWINS.get(char, char) for char in match[0])


def _fold_thai(text: Traced) -> Traced:
    """เเ → แ, sara am in one piece, marks in one order, each once, and where marks can stand."""
    text = text.put(_SARA_AE, lambda _: "แ")
    text = text.put(_SARA_AM, lambda match: f"{match[0][1:-1]}\u0e33")
    if _OUT_OF_ORDER.search(text.text):
        text = text.put(_MARKS, lambda match: "".join(sorted(match[0])))
    text = text.put(_REPEATED_MARK, lambda match: match[1])
    return text.put(_LATE_TONE, lambda match: match[0][::-1]).drop(_STRAY)


def _without_signs(text: Traced, tricks: set[str]) -> Traced:
    """Without ฯ and ๆ where they do nothing but keep letters apart."""
    if len(_SIGN_IN_WORD.findall(text.text)) < max(_SIGNS_FROM, _SIGNS_SHARE * len(text.text)):
        return text
    tricks.add(SPACED)
    return text.drop(_SIGN_IN_WORD)


def _pulled_together(text: Traced, tricks: set[str]) -> Traced:
    together = pulled_together(text)
    if together is not text:
        tricks.add(SPACED)
    return together


def _join_spaced(text: Traced, pattern: re.Pattern[str], tricks: set[str]) -> Traced:
    def separators(match: re.Match[str]) -> str:
        found = _SEPARATORS.findall(match[0])
        if len(found) >= (_TRICK_FROM_DOTS if set(found) == {"."} else _TRICK_FROM):
            tricks.add(SPACED)
        return "".join(found)

    return text.drop_within(pattern, separators)


def _spell_numerals(text: Traced, tricks: set[str]) -> Traced:
    in_latin = _NUMERALS.findall(text.text)
    in_thai = _NUMERAL_IN_THAI.findall(text.text)
    if len(in_latin) + len(in_thai) >= _NUMERALS_FROM:
        tricks.add(NUMERALS)
    if in_latin:
        text = text.put(_NUMERALS, lambda match: "".join(map(_LATIN_LEET.__getitem__, match[0])))
    return text.put(_NUMERAL_IN_THAI, lambda match: _THAI_LEET[match[0]]) if in_thai else text


_EACH = "|".join(f"{re.escape(char)}{{3}}" for char in map(chr, (*range(0x21, 0x7F), *range(0x0E01, 0x0E4F))))
_THAI = "[\u0e01-\u0e4e]"
_VOWEL_MARK, _TONE = "[\u0e31\u0e34-\u0e3a]", "[\u0e47-\u0e4e]"
_STEPS: tuple[Step, ...] = (
    # between words, where single spaces stand between letters
    ("  ", lambda text, notes: _pulled_together(text, notes.tricks) if "  " in text.text else text),
    ("^ | $|  ", lambda text, _: text.drop(_SPACES)),
    (
        f"[\u0370-\u058f{_TWIN_OF_THAI}]|{_ORNATE_SIGN}|[{_IMITATED}]{_THAI}",
        lambda text, notes: _one_script(text, notes.tricks),
    ),
    (f"(?:[ฯๆ].*){{{_SIGNS_FROM}}}", lambda text, notes: _without_signs(text, notes.tricks)),
    (
        f"เเ|\u0e4d|\u0e33[\u0e48-\u0e4b]|[ะาำฯเ-ๆ][{_MARK}]|{_VOWEL_MARK}{{2}}|{_TONE}{_VOWEL_MARK}|{_TONE}{{2}}",
        lambda text, _: _fold_thai(text),
    ),
    *TOKEN_STEPS,
    ("", lambda text, notes: _pulled_together(text, notes.tricks)),
    (
        rf"(?:^|[^\u0e00-\u0e7f]){_CLUSTER}(?:(?:{_SIGN}{_CLUSTER}){{2}}|(?: {_CLUSTER}){{2}})",
        lambda text, notes: _join_spaced(text, _SPACED_THAI, notes.tricks),
    ),
    (
        f"(?:^|[^a-z0-9])[a-z](?:(?:{_SIGN}[a-z]){{2}}|(?: [a-z]){{3}})",
        lambda text, notes: _join_spaced(text, _SPACED_LATIN, notes.tricks),
    ),
    (
        rf"[a-z][0-9@$!|+€£]|[0-9$][a-z]|{_THAI}[013569]{_THAI}",
        lambda text, notes: _spell_numerals(text, notes.tricks),
    ),
    (rf"{_EACH}|[^ -~\u0e01-\u0e4e]{{3}}", lambda text, _: text.put(_REPEATED, lambda match: match[1])),
    ("[1-9]", lambda text, _: text.swap(_DIGIT, "0")),
)
_GLANCE = Glance([hint for hint, _ in _STEPS])
