"""What the model sees of a normal text: which stretches, signs and Latin words occur. Pure.

Stretches are taken from the text as it is, and longer ones from its skeleton too: what a writer pulls apart or
spells otherwise in the one is still whole in the other. How often something occurs does not count: repeating a
word neither hides nor proves anything.
"""

import re
from functools import lru_cache

from services.comments.spam.skeleton import skeleton
from services.comments.spam.tokens import NAMES

_OF_TEXT, _OF_SKELETON = (1, 2, 3, 4), (3, 4, 5)  # lengths of stretches, in characters
_SIGN, _WORD = "\x01", "\x02"  # control characters, which no normal text holds
_LATIN_WORD = re.compile("[a-z]{2,}")
_SIGNS = re.compile(rf"[^\w\s\u0e00-\u0e4e{''.join(NAMES)}]")


def features(normal: str) -> list[str]:
    """The distinct features of a text, for scikit-learn."""
    return list(places(normal))


@lru_cache(maxsize=2)  # the version in shadow asks about the same comment as the one that serves
def places(normal: str) -> dict[str, int]:
    """The distinct features of a text, each with a place in the text that it stands around."""
    letters, at = skeleton(normal)
    found: dict[str, int] = {}
    for text, where, lengths in ((normal, range(len(normal)), _OF_TEXT), (letters, at, _OF_SKELETON)):
        for length in lengths:
            stretches = [text[start : start + length] for start in range(len(text) - length + 1)]
            found.update(zip(stretches, where[length // 2 :], strict=False))
    found.update((_SIGN + match[0], match.start()) for match in _SIGNS.finditer(normal))
    found.update((_WORD + match[0], match.start()) for match in _LATIN_WORD.finditer(normal))
    return found
