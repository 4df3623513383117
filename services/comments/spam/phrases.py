"""The phrases by which one can tell what a comment does, and where they stand in it. Pure, once read.

Thai is written without spaces and spelt in many ways: its phrases are looked for in the skeleton. Latin phrases
are whole words of the normal text.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import add

from services.comments.spam.normalise import normalise
from services.comments.spam.skeleton import skeleton

SHORTEST = 3  # letters of a skeleton: shorter ones stand in every other word
_THAI = re.compile("[\u0e01-\u0e4e]")
_LATIN_WORD = re.compile("[a-z]+|0+")

Phrases = Mapping[str, tuple[tuple[str, str], ...]]  # by how they begin: the whole phrase, and the act


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Thai skeletons by their first `SHORTEST` letters; Latin phrases by their first word. The heads of both, too."""

    thai: Phrases
    latin: Phrases
    thai_heads: frozenset[str]
    latin_heads: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Read once, when first asked for."""
    thai, latin = defaultdict[str, set[tuple[str, str]]](set), defaultdict[str, set[tuple[str, str]]](set)
    for act, phrase in listed():
        normal = normalise(phrase).text
        if _THAI.search(normal):
            letters = skeleton(normal)[0]
            thai[letters[:SHORTEST]].add((letters, act))
        else:
            words = _LATIN_WORD.findall(normal)
            latin[words[0]].add((" ".join(words), act))
    return Lexicon(_sorted(thai), _sorted(latin), frozenset(thai), frozenset(latin))


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
    return _thai_acts(letters, at) | _latin_acts(normal)


def _thai_acts(letters: str, at: list[int]) -> dict[str, int]:
    known, found = lexicon(), dict[str, int]()
    stretches = set(map(add, map(add, letters, letters[1:]), letters[2:]))  # of `SHORTEST` letters
    for head in sorted(known.thai_heads & stretches):
        for phrase, act in known.thai[head]:
            if phrase in letters:
                found[act] = at[letters.index(phrase)]
    return found


def _latin_acts(normal: str) -> dict[str, int]:
    words = _LATIN_WORD.findall(normal)
    if not words or not (known := lexicon().latin_heads.intersection(words)):
        return {}
    begun = lexicon().latin
    line = f" {' '.join(words)} "
    return {
        act: max(normal.find(word), 0) for word in sorted(known) for phrase, act in begun[word] if f" {phrase} " in line
    }


def _sorted(found: Mapping[str, set[tuple[str, str]]]) -> Phrases:
    return {head: tuple(sorted(phrases)) for head, phrases in found.items()}
