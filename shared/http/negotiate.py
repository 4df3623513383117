"""Proactive negotiation (RFC 9110 section 12.5.3): which coding to answer with."""

from functools import lru_cache

from shared.http.fields import weighted

IDENTITY = "identity"
_REMEMBERED = 256  # browsers and readers send a few dozen different fields; the rest is recomputed


@lru_cache(_REMEMBERED)
def pick_encoding(field: str | None, offered: tuple[str, ...]) -> str:
    """The coding for ``Accept-Encoding``; ``identity`` if none of ``offered`` is acceptable, or nothing is asked for.

    ``offered`` is in the server's order of preference, which decides between equal qualities. A request that refuses
    even ``identity`` is answered with it all the same: RFC 9110 section 12.5.3 lets a server disregard the field, and
    a readable answer is worth more than a 406.
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
