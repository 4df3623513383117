"""The phrases by which one can tell what a comment does, and where they stand in it. Pure, once read.

Thai is written without spaces and spelt in many ways: its phrases are looked for in the skeleton. Latin phrases
are whole words of the normal text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from services.comments.spam.native import Finder, latin_words, skeleton
from services.comments.spam.normalise import normalise

SHORTEST = 3  # letters of a skeleton: shorter ones stand in every other word
_THAI = re.compile("[\u0e01-\u0e4e]")


@dataclass(frozen=True, slots=True)
class Book:
    """Phrases in order, what finds them, and for each the acts that it tells of."""

    finder: Finder
    phrases: tuple[str, ...]
    acts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Thai skeletons; Latin words, with a space around each phrase."""

    thai: Book
    latin: Book


@cache
def lexicon() -> Lexicon:
    """Read once, when first asked for."""
    thai, latin = set[tuple[str, str]](), set[tuple[str, str]]()
    for act, phrase in listed():
        normal = normalise(phrase).text
        if _THAI.search(normal):
            thai.add((skeleton(normal)[0], act))
        else:
            latin.add((_line(word for word, _ in latin_words(normal)), act))
    return Lexicon(_book(thai), _book(latin))


def listed() -> Iterator[tuple[str, str]]:
    """Each act with each of its phrases, as they are written in the file."""
    act = ""
    for line in files("services.comments.spam").joinpath("phrases.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            act = line.strip("[]")
        elif line and not line.startswith("#"):
            yield from ((act, phrase.strip()) for phrase in line.split("|"))


def acts(normal: str, letters: str, at: list[int]) -> dict[str, int]:
    """The acts of a normal text with a place of each; ``letters`` and ``at`` are its skeleton."""
    book = lexicon().thai
    thai = {act: at[place] for number, place in book.finder.first(letters) for act in book.acts[number]}
    return thai | _latin_acts(normal)


def _latin_acts(normal: str) -> dict[str, int]:
    """Each at the first place of the first word of its phrase."""
    words, book = latin_words(normal), lexicon().latin
    if not words or not (found := book.finder.first(_line(word for word, _ in words))):
        return {}
    first = dict(reversed(words))
    return {act: first[book.phrases[number].split()[0]] for number, _ in found for act in book.acts[number]}


def _line(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _book(told: Iterable[tuple[str, str]]) -> Book:
    acts = defaultdict[str, list[str]](list)
    for phrase, act in sorted(told):
        acts[phrase].append(act)
    return Book(Finder(list(acts)), tuple(acts), tuple(map(tuple, acts.values())))
