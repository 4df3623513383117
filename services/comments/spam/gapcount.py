"""How many gaps a text has between its letters. Pure.

`_gapcount` is the same, compiled.
"""

import re
from typing import NamedTuple

THAI, LATIN = "\u0e01-\u0e4e", "a-z"
GAP = re.compile(rf"(?<=[{THAI}{LATIN}])(?:[^\w\s{THAI}\ue000-\ue007]{{1,2}} ?| )(?=[{THAI}{LATIN}])")
_THAI_LETTERS, _LATIN_LETTERS = re.compile(f"[{THAI}]"), re.compile(f"[{LATIN}]")


class Counted(NamedTuple):
    """Gaps, those of them that are one space, those with a dot; letters by script."""

    gaps: int
    spaces: int
    dots: int
    thai: int
    latin: int


def counted(text: str) -> Counted:
    """Of a folded text."""
    gaps = GAP.findall(text)
    letters = len(_THAI_LETTERS.findall(text)), len(_LATIN_LETTERS.findall(text))
    return Counted(len(gaps), gaps.count(" "), sum("." in gap for gap in gaps), *letters)
