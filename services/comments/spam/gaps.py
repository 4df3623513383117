"""Texts pulled apart: signs and spaces between letters where no writer needs so many. Pure."""

import re
from typing import Literal

from services.comments.spam.gapcount import GAP, LATIN, THAI
from services.comments.spam.native import counted
from services.comments.spam.traced import Traced

_ANY_SIGN = rf"(?:[^\w\s{THAI}\ue000-\ue007]|_)"
# Between letters and digits, and behind the last of a word, where a writer's own comma may follow.
_GAP_BY_SIGNS = re.compile(
    rf"(?<=[{THAI}{LATIN}0-9])"
    rf"(?:{_ANY_SIGN}{{1,2}}(?=[{THAI}{LATIN}0-9])|(?![,!?:;%)\"]){_ANY_SIGN}(?=[,.!?:;]? |$))"
)
# Where words are parted by more: between Thai letters, and between Latin ones that stand alone.
_ONE_SPACE = re.compile(rf"(?<=[{THAI}]) (?=[{THAI}])|(?<![{LATIN}][{LATIN}])(?<=[{LATIN}]) (?=[{LATIN}](?![{LATIN}]))")
_PICTURES = "\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"
# A picture between the parts of one written syllable, where no writer sets one; and one between any Thai letters.
_IN_SYLLABLE = re.compile(
    f"[{_PICTURES}](?=[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e])(?<=[{THAI}].)|(?<=[\u0e40-\u0e44])[{_PICTURES}]+(?=[\u0e01-\u0e2e])"
)
_IN_THAI = re.compile(f"(?<=[{THAI}])[{_PICTURES}]{{1,3}}(?=[{THAI}])")
# Signs that nobody sets between two Latin letters twice in a comment, without a space on either side.
_BETWEEN_LATIN = re.compile(f"(?<=[a-z])[`^=~|*{_PICTURES}]{{1,2}}(?=[a-z])")
_ODD = re.compile(f"[`^=~|*{_PICTURES}]")  # one of these is in all that the last three find
_FEWEST_BETWEEN = 2
_FEWEST = 12  # letters: abbreviations and lists make short texts look worse than they are
# Gaps for each letter from which a text counts as pulled apart, by script. Thai needs no spaces, English one in
# five letters; dots stand in many abbreviations.
_SIGNS, _DOTS, _THAI_SPACES, _LATIN_SPACES = 0.15, 0.35, 0.3, 0.45
_LATIN_SPACES_IN_WORDS = 0.3  # where words are parted by more, only letters that stand alone are joined


def pulled_together(text: Traced) -> Traced:
    """Without the gaps, where they are too many to be honest; the same text where they are not.

    Between signs a space is the end of a word, between spaces a wider one.
    """
    way = _pulled_apart(text.text)
    if way == "signs":
        return text.drop(_GAP_BY_SIGNS)
    if way == "spaces":
        return text.drop(_ONE_SPACE if "  " in text.text else GAP)
    if not _ODD.search(text.text):
        return text
    if _IN_SYLLABLE.search(text.text):
        return text.drop(_IN_THAI)
    return text.drop(_BETWEEN_LATIN) if len(_BETWEEN_LATIN.findall(text.text)) >= _FEWEST_BETWEEN else text


def _pulled_apart(text: str) -> Literal["signs", "spaces", ""]:
    found = counted(text)
    letters = found.thai + found.latin
    if letters < _FEWEST or found.gaps <= _SIGNS * letters:
        return ""
    if found.gaps - found.spaces - found.dots > _SIGNS * letters or found.dots > _DOTS * letters:
        return "signs"
    if found.thai > found.latin:
        return "spaces" if found.spaces > _THAI_SPACES * letters else ""
    return "spaces" if found.spaces > (_LATIN_SPACES_IN_WORDS if "  " in text else _LATIN_SPACES) * letters else ""
