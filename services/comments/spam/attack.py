"""An attacker: one who wants his comment read by people and not by the filter.

    text → contacts and words | some words | some letters of each | written otherwise

For tests and figures alone. It is kept apart from the normaliser and imports nothing of it (import-linter
forbids it), so that it cannot try only what is known to be undone. Pure: the same arguments give the same
text; it never raises on any `str`. Links, handles and phone numbers stay as they are, except for the kind
``links``, which writes them so that people still understand them.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from enum import StrEnum
from random import Random

from services.comments.spam import attack_letters as letters

_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0300-\u036f"
_CONTACT = (
    r"(?:https?://|www\.)[!-~]+"
    r"|[A-Za-z0-9._+-]*@[A-Za-z0-9._-]+"
    r"|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?:[/?:#][!-~]*)?"
    r"|\+?\d[\d -]{7,}\d"
)
_PIECE = re.compile(rf"(?P<contact>{_CONTACT})|[\u0e01-\u0e2e\u0e2f-\u0e4e]+|[A-Za-z0-9]+|[๐-๙]+|.", re.DOTALL)
_CLUSTER = re.compile(rf".[{_MARKS}]*", re.DOTALL)
_THAI = re.compile(r"[\u0e01-\u0e4e]")
_WORD_LENGTHS = (3, 6)  # letters: Thai is written without spaces, an attacker picks words out of it


class Kind(StrEnum):
    """A way of writing. ``mixed`` takes another way for each word."""

    ZERO_WIDTH = "zero-width"
    SPACED = "spaced"
    DOTTED = "dotted"
    PUNCTUATED = "punctuated"
    EMOJI = "emoji"
    COMBINING = "combining"
    REPEATED = "repeated"
    LOOK_ALIKES = "look-alikes"
    LATIN_AS_THAI = "latin-as-thai"
    STYLED = "styled"
    LEET = "leet"
    DIGITS = "digits"
    VOWELS = "vowels"
    MISSPELT = "misspelt"
    LINKS = "links"
    MIXED = "mixed"


class Strength(StrEnum):
    """How much is attacked. Readers stumble over ``heavy``, but they can read it."""

    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


# The share of the words, and of the letters in such a word.
_SHARES = {Strength.LIGHT: (0.25, 0.3), Strength.MEDIUM: (0.55, 0.45), Strength.HEAVY: (1.0, 0.65)}

Trick = Callable[[str, Random], str]  # one letter with its marks → what is written; itself where it cannot


def attack(text: str, kind: Kind, strength: Strength, seed: int) -> str:
    """``text`` as this attacker writes it. At least one word is changed where the kind can change any."""
    chance = Random(f"{seed}:{kind}:{strength}:{zlib.crc32(text.encode('utf-8', 'surrogatepass'))}")  # noqa: S311
    words, letter_share = _SHARES[strength]
    pieces = _pieces(text, chance)
    targets = {at: ways for at, piece in enumerate(pieces) if (ways := _ways(piece, kind))}
    for at in _some(list(targets), words, chance):
        way = chance.choice(targets[at])
        pieces[at] = _written(pieces[at], way, 1.0 if way in _WHOLE_WORD else letter_share, chance)
    return "".join(pieces)


def _pieces(text: str, chance: Random) -> list[str]:
    """Contacts, words and what stands between; together they are the text. Long Thai is cut into words."""
    pieces: list[str] = []
    for match in _PIECE.finditer(text):
        found = match.group()
        pieces += [found] if match["contact"] or not _THAI.match(found) else _words(found, chance)
    return pieces


def _words(thai: str, chance: Random) -> list[str]:
    clusters = _CLUSTER.findall(thai)
    words: list[str] = []
    while clusters:
        length = chance.randint(*_WORD_LENGTHS)
        words.append("".join(clusters[:length]))
        clusters = clusters[length:]
    return words


def _ways(piece: str, kind: Kind) -> list[Kind]:
    """The kinds, of those asked for, that can change the piece."""
    is_contact = re.fullmatch(_CONTACT, piece) is not None
    asked = [kind] if kind is not Kind.MIXED else [other for other in Kind if other is not Kind.MIXED]
    return [one for one in asked if (one is Kind.LINKS) is is_contact and _targets(piece, one)]


def _targets(piece: str, kind: Kind) -> list[int]:
    """The letters of a piece that a kind can write otherwise."""
    probe, trick = Random(0), _TRICKS[kind]  # noqa: S311 - a trick either changes a letter or never does
    clusters = _CLUSTER.findall(piece)
    if kind in _BETWEEN and len(clusters) == 1:
        return []
    return [at for at, cluster in enumerate(clusters) if trick(cluster, probe) != cluster]


def _written(piece: str, kind: Kind, share: float, chance: Random) -> str:
    clusters = _CLUSTER.findall(piece)
    for at in _some(_targets(piece, kind), share, chance):
        clusters[at] = _TRICKS[kind](clusters[at], chance)
    return "".join(clusters)


def _some(places: list[int], share: float, chance: Random) -> list[int]:
    """That share of the places, at least one, in order."""
    return sorted(chance.sample(places, min(len(places), max(1, round(len(places) * share)))))


def _followed_by(marks: str) -> Trick:
    return lambda cluster, chance: cluster + chance.choice(marks) if cluster[0].isalnum() else cluster


def _replaced_by(table: Mapping[str, str]) -> Trick:
    """The letter, or else its first mark that stands in the table; upper case is read as lower."""

    def trick(cluster: str, chance: Random) -> str:
        for at, char in enumerate(cluster):
            if instead := table.get(char) or table.get(char.lower()):
                return cluster[:at] + chance.choice(instead) + cluster[at + 1 :]
        return cluster

    return trick


_THAI_TWIN = _replaced_by(letters.THAI_TWINS)
_LATIN_TWIN = _replaced_by(letters.LATIN_TWINS)


def _look_alike(cluster: str, chance: Random) -> str:
    """Lao for the whole letter with its marks, since marks do not join letters of another script."""
    twin = (_THAI_TWIN if _THAI.match(cluster) else _LATIN_TWIN)(cluster, chance)
    lao = "".join(letters.LAO.get(char, "") for char in cluster)
    choices = [other for other in (twin, lao) if other != cluster and len(other) == len(cluster)]
    return chance.choice(choices) if choices else cluster


def _combined(cluster: str, chance: Random) -> str:
    if not cluster[0].isalpha():
        return cluster
    return cluster + chance.choice(letters.THAI_OVERLAYS if _THAI.match(cluster) else letters.OVERLAYS)


def _repeated(cluster: str, chance: Random) -> str:
    return cluster + cluster[-1] * chance.randint(1, 4) if cluster[0].isalpha() else cluster


def _vowels(cluster: str, chance: Random) -> str:
    """Vowels that look the same in pieces, and marks typed in another order or twice."""
    if cluster[0] in "แำ":
        return {"แ": "เเ", "ำ": "\u0e4dา"}[cluster[0]] + cluster[1:]
    base, marks = cluster[0], cluster[1:]
    if not marks:
        return cluster
    return base + (marks[::-1] if len(set(marks)) > 1 else marks * chance.randint(2, 4))


def _link(char: str, chance: Random) -> str:
    if char == ".":
        return chance.choice(letters.DOT_WRITTEN)
    if char == "@":
        return chance.choice(letters.AT_WRITTEN)
    return chance.choice((" : ", "﹕")) if char == ":" else letters.DIGITS.get(char, char)[:1]


_TRICKS: Mapping[Kind, Trick] = {
    Kind.ZERO_WIDTH: _followed_by(letters.INVISIBLE),
    Kind.SPACED: _followed_by(letters.SPACES),
    Kind.DOTTED: _followed_by(letters.DOTS),
    Kind.PUNCTUATED: _followed_by(letters.PUNCTUATION),
    Kind.EMOJI: _followed_by(letters.EMOJI),
    Kind.COMBINING: _combined,
    Kind.REPEATED: _repeated,
    Kind.LOOK_ALIKES: _look_alike,
    Kind.LATIN_AS_THAI: _replaced_by(letters.LATIN_AS_THAI),
    Kind.STYLED: _replaced_by(letters.STYLED),
    Kind.LEET: _replaced_by(letters.LEET),
    Kind.DIGITS: _replaced_by(letters.DIGITS),
    Kind.VOWELS: _vowels,
    Kind.MISSPELT: _replaced_by(letters.MISSPELT),
    Kind.LINKS: _link,
}
_BETWEEN = frozenset({Kind.ZERO_WIDTH, Kind.SPACED, Kind.DOTTED, Kind.PUNCTUATED, Kind.EMOJI})
_WHOLE_WORD = frozenset({Kind.SPACED, Kind.DOTTED})  # half a word in spaced letters is harder to read
