"""What a request asks of the queue, and for whom: the query of the API and the filter form of the desk, read alike."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from services.comments.model import ReasonCode, State
from services.comments.moderation.doubtful import ORDERED
from services.comments.moderation.priority import Band
from services.comments.moderation.queue_filter import MOST_SOUGHT, QueueFilter
from services.comments.text.searching import sought_words
from services.comments.threads.thread import Directory
from shared.errors import FieldProblem, InvalidInput

PARAMETERS: Final = ("status", "reason", "thread", "campaign", "band", "older", "newer", "author", "q", "order")
NEW: Final = "new"
LEAST_CERTAIN: Final = "least-certain"
_MOST_HOURS: Final = 24 * 366


async def read_filter(query: Mapping[str, str], directory: Directory, now: datetime) -> QueueFilter:
    """The filter that a query asks for. Raises `InvalidInput` with every problem.

    ``older`` and ``newer`` are hours; ``author=new``; ``q`` is searched for in texts and names;
    ``order=least-certain`` is for what is held or published.
    """
    problems: list[FieldProblem] = []
    status = _one_of(query, "status", tuple(State), problems) or State.HELD
    reason = _one_of(query, "reason", tuple(ReasonCode), problems)
    band = _one_of(query, "band", tuple(Band), problems)
    older, newer = (_hours(query, name, problems) for name in ("older", "newer"))
    author = _one_of(query, "author", (NEW,), problems)
    sought = query.get("q", "")
    if len(sought) > MOST_SOUGHT:
        problems.append(FieldProblem("q", "too-long", f"at most {MOST_SOUGHT} characters"))
    order = _one_of(query, "order", (LEAST_CERTAIN,), problems)
    if order is not None and status not in ORDERED:
        problems.append(FieldProblem("order", "unknown", f"only of what is {' or '.join(ORDERED)}"))
    if problems:
        raise InvalidInput(*problems)
    thread = query.get("thread")
    return QueueFilter(
        state=State(status),
        reason=ReasonCode(reason) if reason else None,
        thread=await directory.key(thread, "thread") if thread else None,
        campaign=query.get("campaign") or None,
        bands=(Band(band),) if band else (),
        before=now - older if older is not None else None,
        since=now - newer if newer is not None else None,
        sought=sought_words(sought),
        newcomers=author == NEW,
        least_certain=order == LEAST_CERTAIN,
    )


def _one_of(query: Mapping[str, str], name: str, words: tuple[str, ...], problems: list[FieldProblem]) -> str | None:
    word = query.get(name) or None
    if word is not None and word not in words:
        problems.append(FieldProblem(name, "unknown", ", ".join(words)))
    return word


def _hours(query: Mapping[str, str], name: str, problems: list[FieldProblem]) -> timedelta | None:
    text = query.get(name)
    if not text:
        return None
    hours = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(_MOST_HOURS)) else -1
    if not 0 <= hours <= _MOST_HOURS:
        problems.append(FieldProblem(name, "out-of-range", f"0..{_MOST_HOURS} hours"))
    return timedelta(hours=max(hours, 0))
