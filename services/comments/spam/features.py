"""What the model sees of a normal text: which stretches, Latin words and signs occur. Pure.

How often something occurs does not count: repeating a word neither hides nor proves anything.
"""

from functools import lru_cache
from operator import add

from services.comments.spam.native import latin_words, skeleton
from services.comments.spam.signs import signs

_SIGN, _WORD = "\x01", "\x02"  # control characters, which no normal text holds


def features(normal: str) -> list[str]:
    """The distinct features of a text, for scikit-learn."""
    two = list(map(add, normal, normal[1:]))
    three = list(map(add, two, normal[2:]))
    four = list(map(add, three, normal[3:]))
    return list(dict.fromkeys([*normal, *two, *three, *four, *others(normal)]))


@lru_cache(maxsize=2)  # the version in shadow asks about the same comment as the one that serves
def others(normal: str) -> dict[str, int]:
    """The distinct words and signs of a text, each with a place in the text that it stands around."""
    found = {_WORD + word: place for word, place in latin_words(normal) if len(word) > 1 and word[0] != "0"}
    return found | {_SIGN + name: place for name, place in signs(normal, *skeleton(normal)).items()}


def is_sign(feature: str) -> bool:
    """Whether a feature tells of more than the letters that stand there."""
    return feature.startswith(_SIGN)
