"""What a search among comments finds: texts and names that hold every word. Pure.

Spaces within a word do not matter, as Thai writes none; nor does what `shared.thai.spelling` makes alike.
"""

import re
from typing import Final

from services.comments.model import Comment
from shared.thai.spelling import folded

_SPACES: Final = re.compile(r"\s+")


def sought_words(query: str) -> tuple[str, ...]:
    """The parts of a search, as `speaks_of` wants them."""
    return tuple(filter(None, map(_compact, query.split())))


def speaks_of(comment: Comment, words: tuple[str, ...]) -> bool:
    """Whether all words occur in the text or the name, however they are spaced, cased or composed there."""
    if not words:
        return True
    text = _compact(f"{comment.text}\0{comment.author}")
    return all(word in text for word in words)


def _compact(text: str) -> str:
    return _SPACES.sub("", folded(text))
