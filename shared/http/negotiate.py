"""Proactive negotiation (RFC 9110 section 12): which coding, language or media type to answer with.

``offered`` is always in the server's order of preference, which decides between equal qualities.
"""

from collections.abc import Sequence
from functools import lru_cache

from shared.http.fields import weighted

IDENTITY = "identity"
_REMEMBERED = 256  # browsers and readers send a few dozen different fields; the rest is recomputed


@lru_cache(_REMEMBERED)
def pick_encoding(field: str | None, offered: tuple[str, ...]) -> str:
    """The coding for ``Accept-Encoding``; ``identity`` if none of ``offered`` is acceptable, or nothing is asked for.

    A request that refuses even ``identity`` is answered with it all the same: RFC 9110 section 12.5.3 lets a server
    disregard the field, and a readable answer is worth more than a 406.
    """
    if not field:
        return IDENTITY
    quality = {member.value.removeprefix("x-"): member.quality for member in weighted(field)}
    anything_else = quality.get("*", 0.0)
    best, best_quality = IDENTITY, quality.get(IDENTITY, 0.0)
    for coding in reversed(offered):
        if (candidate := quality.get(coding, anything_else)) > 0 and candidate >= best_quality:
            best, best_quality = coding, candidate
    return best


def pick_language(field: str | None, offered: Sequence[str] = ("th", "en")) -> str:
    """The language for ``Accept-Language`` by RFC 4647 lookup (``en-US`` finds ``en``); without a hit the first."""
    quality: dict[str, float] = {}
    for member in weighted(field or ""):
        tag = member.value if member.value in offered else member.value.partition("-")[0]
        quality[tag] = max(member.quality, quality.get(tag, 0.0))
    anything_else = quality.get("*", 0.0)
    best = max(offered, key=lambda language: quality.get(language, anything_else))
    return best if quality.get(best, anything_else) > 0 else offered[0]


def pick_media_type(field: str | None, offered: Sequence[str]) -> str | None:
    """The media type for ``Accept``, or None if it refuses all of ``offered``; no field accepts the first.

    The most specific range that matches a type gives its quality (RFC 9110 section 12.5.1).
    """
    if not field:
        return offered[0]
    ranges = {member.value: member.quality for member in weighted(field)}
    best = max(offered, key=lambda media_type: _quality(ranges, media_type))
    return best if _quality(ranges, best) > 0 else None


def _quality(ranges: dict[str, float], media_type: str) -> float:
    family = f"{media_type.partition('/')[0]}/*"
    return next((ranges[name] for name in (media_type, family, "*/*") if name in ranges), 0.0)
