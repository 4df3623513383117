"""Texts pulled apart: signs and spaces between letters where no writer needs so many. Pure."""

import re

from services.comments.spam.traced import Traced

_THAI, _LATIN = "\u0e01-\u0e4e", "a-z"
_GAP = re.compile(rf"(?<=[{_THAI}{_LATIN}])(?:[^\w\s{_THAI}\ue000-\ue007]{{1,2}} ?| )(?=[{_THAI}{_LATIN}])")
_THAI_LETTER, _LATIN_LETTER = re.compile(f"[{_THAI}]"), re.compile(f"[{_LATIN}]")
_FEWEST = 12  # letters: abbreviations and lists make short texts look worse than they are
# Gaps for each letter from which a text counts as pulled apart, by script. Thai needs no spaces, English one in
# five letters; dots stand in many abbreviations.
_SIGNS, _DOTS, _THAI_SPACES, _LATIN_SPACES = 0.15, 0.35, 0.3, 0.45


def is_pulled_apart(text: str) -> bool:
    """Whether the gaps between letters are too many to be honest."""
    gaps = [match[0] for match in _GAP.finditer(text)]
    if len(gaps) < _FEWEST * _SIGNS:
        return False
    thai, latin = len(_THAI_LETTER.findall(text)), len(_LATIN_LETTER.findall(text))
    letters = thai + latin
    spaces, dots = gaps.count(" "), sum("." in gap for gap in gaps)
    return letters >= _FEWEST and (
        len(gaps) - spaces - dots > _SIGNS * letters
        or dots > _DOTS * letters
        or spaces > (_THAI_SPACES if thai > latin else _LATIN_SPACES) * letters
    )


def closed(text: Traced) -> Traced:
    """Without the gaps."""
    return text.drop(_GAP)
