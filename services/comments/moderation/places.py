"""Where a comment stands in the moderation index, and which stretches of it a filter asks for. Pure.

A place is a text that sorts a comment among those of its state: held ones by band and age, all others newest first. A
facet is a word that a comment is also filed under, so that a filter by it costs the same whatever else there is.
Places are also the cursors of the queue: a comment that goes leaves the others where they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.comments.model import Comment, ReasonCode, State
from services.comments.moderation.priority import Band, band_of
from services.comments.threads.names import moment_of
from services.comments.threads.thread import key_of
from shared.clock import to_ms
from shared.ids import digest_id

_FAR_FUTURE: Final = 10**13 - 1  # milliseconds, 13 digits: the year 2286
_RANKS: Final = {band: rank for rank, band in enumerate(Band)}
_FILED: Final = frozenset({State.HELD, State.REJECTED, State.SPAM})
_END: Final = "~"
"""Sorts behind everything that a place can begin with."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The places from ``low`` up to, but not including, ``high``."""

    low: str = "0"
    high: str = _END


WHOLE: Final = Stretch()


def place_of(comment: Comment) -> str:
    """The comment's place among those of its state."""
    created = to_ms(comment.created)
    if comment.state is State.HELD:
        return f"{_RANKS[band_of(comment)]}:{created:013d}:{comment.id}"
    return f"0:{_FAR_FUTURE - created:013d}:{comment.id}"


def public_place(identity: str) -> str:
    """The place of a public comment, told from its identifier, which says when it was made."""
    return f"0:{_FAR_FUTURE - to_ms(moment_of(name_in(identity))):013d}:{identity}"


def name_in(identity: str) -> str:
    """A comment's name within its thread."""
    return identity.rpartition(".")[2]


def id_at(place: str) -> str:
    """The comment's identifier in a place."""
    return place.split(":", 2)[2]


def facets_of(comment: Comment) -> list[str]:
    """What a comment is filed under: its author (see `author_of`), and unless it is public its thread and reasons.

    Public ones are many: their threads are looked through in the threads themselves.
    """
    authors = [f"a:{author_of(comment)}"] if comment.author else []
    if comment.state not in _FILED:
        return authors
    reasons = dict.fromkeys(reason.code for reason in comment.standing.reasons)
    return [*authors, thread_facet(key_of(comment.id) or ""), *map(reason_facet, reasons)]


def thread_facet(key: str) -> str:
    return f"t:{key}"


def reason_facet(code: ReasonCode) -> str:
    return f"r:{code.value}"


def author_of(comment: Comment) -> str:
    """A pseudonym of whoever writes under this name: a hint for moderators, no proof that it is one person."""
    return digest_id(" ".join(comment.author.casefold().split()))


def stretches(
    state: State, bands: Sequence[Band] = (), before: datetime | None = None, since: datetime | None = None
) -> list[Stretch]:
    """The stretches with comments of these bands (none: all) made before one moment and since another, in order."""
    if state is not State.HELD:
        return [_newest_first(before, since)]
    ranks = sorted(_RANKS[band] for band in bands or Band)
    if before is None and since is None and len(ranks) == len(_RANKS):
        return [WHOLE]
    return [_oldest_first(rank, before, since) for rank in ranks]


def band_stretch(band: Band) -> Stretch:
    """All of a band."""
    return _oldest_first(_RANKS[band], None, None)


def _oldest_first(rank: int, before: datetime | None, since: datetime | None) -> Stretch:
    low = f"{rank}:{to_ms(since):013d}" if since else f"{rank}:"
    return Stretch(low, f"{rank}:{to_ms(before):013d}" if before else f"{rank + 1}:")


def _newest_first(before: datetime | None, since: datetime | None) -> Stretch:
    low = f"0:{_FAR_FUTURE - to_ms(before) + 1:013d}" if before else "0"
    return Stretch(low, f"0:{_FAR_FUTURE - to_ms(since) + 1:013d}" if since else _END)
