"""What the model sees of a normal text: which stretches, Latin words and signs occur. Pure.

How often something occurs does not count: repeating a word neither hides nor proves anything.
"""

import re
from functools import lru_cache

from services.comments.spam.signs import signs
from services.comments.spam.skeleton import skeleton

_LENGTHS = (2, 3, 4)  # of stretches, in characters, besides single ones
_SIGN, _WORD = "\x01", "\x02"  # control characters, which no normal text holds
_LATIN_WORD = re.compile("[a-z]{2,}")


def features(normal: str) -> list[str]:
    """The distinct features of a text, for scikit-learn."""
    return list(places(normal))


@lru_cache(maxsize=2)  # the version in shadow asks about the same comment as the one that serves
def places(normal: str) -> dict[str, int]:
    """The distinct features of a text, each with a place in the text that it stands around."""
    where = range(len(normal))
    found = dict(zip(normal, where, strict=True))
    for length in _LENGTHS:
        stretches = [normal[start : start + length] for start in range(len(normal) - length + 1)]
        found.update(zip(stretches, where[length // 2 :], strict=False))
    found.update((_WORD + match[0], match.start()) for match in _LATIN_WORD.finditer(normal))
    found.update((_SIGN + name, place) for name, place in signs(normal, *skeleton(normal)).items())
    return found


def is_sign(feature: str) -> bool:
    """Whether a feature tells of more than the letters that stand there."""
    return feature.startswith(_SIGN)
