"""What the model sees of a normal text: which stretches, Latin words and signs occur. Pure.

How often something occurs does not count: repeating a word neither hides nor proves anything.
"""

import re
from functools import lru_cache
from operator import add

from services.comments.spam.signs import signs
from services.comments.spam.skeleton import skeleton

_SIGN, _WORD = "\x01", "\x02"  # control characters, which no normal text holds
_LATIN_WORD = re.compile("[a-z]{2,}")


def features(normal: str) -> list[str]:
    """The distinct features of a text, for scikit-learn."""
    return list(places(normal))


@lru_cache(maxsize=2)  # the version in shadow asks about the same comment as the one that serves
def places(normal: str) -> dict[str, int]:
    """The distinct features of a text, each with a place in the text that it stands around."""
    two = list(map(add, normal, normal[1:]))
    three = list(map(add, two, normal[2:]))
    four = list(map(add, three, normal[3:]))
    found = {stretch: place for place, stretch in enumerate(normal)}
    for middle, stretches in ((1, two), (1, three), (2, four)):
        found |= {stretch: place for place, stretch in enumerate(stretches, middle)}
    found.update((_WORD + match[0], match.start()) for match in _LATIN_WORD.finditer(normal))
    found.update((_SIGN + name, place) for name, place in signs(normal, *skeleton(normal)).items())
    return found


def is_sign(feature: str) -> bool:
    """Whether a feature tells of more than the letters that stand there."""
    return feature.startswith(_SIGN)
