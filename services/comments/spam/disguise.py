"""Copies of training texts as somebody might write them who hides from a filter, types badly, or adds a link. Pure.

Both labels are disguised alike, so that a disguise proves nothing; the model learns to lean on more than a few
features. Links are added because the public corpora hold next to none in legitimate texts, and citizens send many.
This is practice, not the test: the attacker of the evaluation is another one, kept apart.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from services.comments.spam.data import Example
from services.comments.spam.lookalikes import LATIN_AS_THAI
from services.comments.spam.normalise import Normalised, normalise
from services.comments.spam.tokens import URL

COPIES = 4
_SHARE = 0.2  # of the letters, at most
_LATIN = {thai: latin for latin, thai in LATIN_AS_THAI.items()}
_ANYWHERE = "a.example"
_BETWEEN: tuple[str, ...] = (*".-*_ ", "\U0001f525", "\u2764", "\U0001f60a")
_LETTERS: tuple[str, ...] = ("abcdefghijklmnopqrstuvwxyz", "".join(map(chr, range(0x0E01, 0x0E2F))))


def disguised(one: Example, seed: int) -> list[Example]:
    """The same copies for the same example and seed; their group is the example's."""
    chance = Random(f"{seed}:{one.group}")  # noqa: S311 - practice material, not a secret
    return [replace(one, normalised=normalise(_written(one.text, chance))) for _ in range(COPIES)]


def linked(one: Example) -> Example:
    """The text with a link to anywhere behind it."""
    return replace(one, normalised=Normalised(f"{one.text} {URL}", hosts=(_ANYWHERE,)))


def _written(text: str, chance: Random) -> str:
    """Half of the copies in one way throughout, half with slips of every kind."""
    share = chance.uniform(0.02, _SHARE)
    ways = (chance.choice(_WAYS),) if chance.random() < 1 / 2 else _SLIPS
    letters = [
        chance.choice(ways)(char, chance) if char.isalpha() and chance.random() < share else char for char in text
    ]
    if ways is _SLIPS:
        _swap(letters, share / len(_SLIPS), chance)
    return "".join(letters)


def _swap(letters: list[str], share: float, chance: Random) -> None:
    """In place, that share of them with the next."""
    for at in range(len(letters) - 1):
        if letters[at].isalpha() and letters[at + 1].isalpha() and chance.random() < share:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]


def _left_out(_: str, __: Random) -> str:
    return ""


def _doubled(char: str, chance: Random) -> str:
    return char * chance.randint(2, 4)


def _parted(char: str, chance: Random) -> str:
    return char + chance.choice(_BETWEEN)


def _imitated(char: str, _: Random) -> str:
    return _LATIN.get(char, char)


def _mistyped(char: str, chance: Random) -> str:
    """Another letter of the same script; marks and other scripts stay."""
    letters = next((some for some in _LETTERS if char.lower() in some), char)
    return chance.choice(letters)


Way = Callable[[str, Random], str]
_SLIPS: tuple[Way, ...] = (_left_out, _doubled, _mistyped)
_WAYS: tuple[Way, ...] = (_left_out, _doubled, _parted, _imitated, _mistyped)
