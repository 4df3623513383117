"""Whether an edit is worth anybody's attention. Pure."""

from services.aggregator.model import Entry
from services.aggregator.reading.tracking import untracked


def is_cosmetic(old: Entry, new: Entry) -> bool:
    """Whether nothing but dates and tracking parameters differs: then the entry stays as it was, dates included."""
    return _said(old) == _said(new)


def _said(entry: Entry) -> tuple[object, ...]:
    return (
        entry.title,
        untracked(entry.url),
        untracked(entry.content),
        untracked(entry.summary),
        entry.labels,
        entry.authors,
        tuple(untracked(file.href) for file in entry.enclosures),
        entry.strategy,
    )
