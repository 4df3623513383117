"""A feed as a format's reader hands it over: nothing sanitized, nothing compared yet. Lives inside the worker only."""

from dataclasses import dataclass

from services.aggregator.reading.document import About, EnclosureFound, PersonFound


@dataclass(frozen=True, slots=True)
class Markup:
    """Text of a feed: HTML to be sanitized and resolved against ``base``, or plain text."""

    text: str = ""
    base: str = ""
    is_html: bool = False


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry. ``claimed`` is its ``atom:id``, ``guid`` or ``id``, if it has one."""

    claimed: str
    url: str
    title: Markup
    summary: Markup
    content: Markup
    published: str = ""
    updated: str = ""
    authors: tuple[PersonFound, ...] = ()
    labels: tuple[str, ...] = ()
    enclosures: tuple[EnclosureFound, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A whole feed; ``withdrawn`` are (id, time as written) of its tombstones."""

    about: About
    entries: tuple[RawEntry, ...]
    withdrawn: tuple[tuple[str, str], ...] = ()
