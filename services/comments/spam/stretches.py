"""Where the places of a text lean to the same side, cut at spaces and never within a written syllable. Pure.

`_stretches` is the same, compiled.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

Stretch = tuple[int, int, float]
"""Characters from one place to another (exclusive), and what they weigh together."""

_FOLLOWING = frozenset(map(chr, (*range(0x0E30, 0x0E3B), *range(0x0E47, 0x0E4F))))  # never first
_LEADING = frozenset("เแโใไ")  # vowels that never stand last
_BLUR = 3  # characters to each side that a place is judged with: single letters flicker


def stretches(laid: Sequence[float], scale: float, normal: str) -> list[Stretch]:
    """``laid``: what each place of a normal text weighs, to be multiplied by ``scale``."""
    last = len(laid)
    if not last:
        return []
    sums = [0.0, *accumulate(weight * scale for weight in laid)]
    sides = [sums[min(at + _BLUR, last)] > sums[max(at - _BLUR + 1, 0)] for at in range(last)]
    cuts = [
        at
        for at in range(1, last)
        if (sides[at] != sides[at - 1] or normal[at - 1] == " ")
        and normal[at] not in _FOLLOWING
        and normal[at - 1] not in _LEADING
    ]
    return [(start, end, sums[end] - sums[start]) for start, end in pairwise([0, *cuts, last])]
