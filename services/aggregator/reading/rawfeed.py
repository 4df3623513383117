"""A feed as a format's reader hands it over: nothing sanitized, nothing compared yet. Lives inside the worker only."""

import hashlib
from typing import Final

import msgspec
from msgspec import msgpack

from services.aggregator.reading.document import About, EnclosureFound, PersonFound

_DIGEST_BYTES: Final = 12


class Markup(msgspec.Struct, frozen=True, gc=False):
    """Text of a feed: HTML to be sanitized and resolved against ``base``, or plain text."""

    text: str = ""
    base: str = ""
    is_html: bool = False


class Origin(msgspec.Struct, frozen=True, gc=False):
    """The feed that an entry was first published in, where it says so: its id, its title, its address."""

    atom_id: str
    title: str
    url: str


class RawEntry(msgspec.Struct, frozen=True, gc=False):
    """One entry. ``claimed`` is its ``atom:id``, ``guid`` or ``id``, if it has one; ``via`` whom it came through."""

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
    media: tuple[EnclosureFound, ...] = ()
    language: str | None = None
    origin: Origin | None = None
    via: tuple[str, ...] = ()


class RawFeed(msgspec.Struct, frozen=True, gc=False):
    """A whole feed; ``withdrawn`` are (id, time as written) of its tombstones."""

    about: About
    entries: tuple[RawEntry, ...]
    withdrawn: tuple[tuple[str, str], ...] = ()


def digest_of(entry: RawEntry) -> str:
    """What tells an entry from any other that was read."""
    return hashlib.blake2b(msgpack.encode(entry), digest_size=_DIGEST_BYTES).hexdigest()
