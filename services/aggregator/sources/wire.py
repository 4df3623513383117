"""What goes over the wire about sources, in and out."""

import msgspec

from services.aggregator.model import Listed
from services.aggregator.polling.poll import Report
from shared.clock import rfc3339_or_none


class SourceIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A feed to be gathered."""

    url: str
    group: str | None = None
    name: str | None = None


class ProblemOut(msgspec.Struct, frozen=True):
    """What went wrong with a source last."""

    code: str
    detail: str


class SourceOut(msgspec.Struct, frozen=True):
    """A source. ``entries`` is how many of its entries are kept.

    ``feed`` is where it is fetched from: ``url`` may be a page, or have moved. ``why`` explains ``next_poll``.
    """

    id: str
    url: str
    feed: str
    title: str
    group: str | None
    state: str
    last_success: str | None
    next_poll: str | None
    why: str
    error: ProblemOut | None
    entries: int


class PollOut(msgspec.Struct, frozen=True):
    """What a poll brought."""

    outcome: str
    new: int
    changed: int
    withdrawn: int
    source: SourceOut


class SkippedOut(msgspec.Struct, frozen=True):
    """An address of a list that cannot be a source."""

    url: str
    code: str


class ImportOut(msgspec.Struct, frozen=True):
    """What became of a list."""

    added: int
    existing: int
    skipped: tuple[SkippedOut, ...]


def source_out(listed: Listed) -> SourceOut:
    """The wire's view of a source."""
    source, pace = listed.source, listed.source.pace
    return SourceOut(
        id=source.id,
        url=source.url,
        feed=source.address,
        title=source.title,
        group=source.group,
        state=pace.state.value,
        last_success=rfc3339_or_none(pace.last_success),
        next_poll=rfc3339_or_none(pace.next_poll),
        why=pace.why.value,
        error=ProblemOut(pace.error.code, pace.error.detail) if pace.error else None,
        entries=listed.entries,
    )


def poll_out(report: Report, entries: int) -> PollOut:
    """The wire's view of a poll."""
    return PollOut(
        outcome=report.verdict.value,
        new=report.fresh,
        changed=report.changed,
        withdrawn=report.withdrawn,
        source=source_out(Listed(report.source, entries)),
    )
