"""Whose an ``atom:id`` is, where several entries have it: names that origins and sources are known by. Pure.

An entry that says where it was copied from (``atom:source``) shares the id of an entry of that very feed, or of another
copy of it. Anybody can write any ``source``, so whatever else it names, an entry that is known keeps its id for itself.
An original takes the id from a copy that came first, if it is what was copied, or if the id does not speak against it.
"""

import re
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from services.aggregator.identity import claim_id
from services.aggregator.model import Entry, EntryRef, Origin, Source
from shared.feed.iri import permanent_id
from shared.fetch.domains import registrable
from shared.fetch.errors import BadUrl
from shared.fetch.urls import HttpUrl

Names = frozenset[str]
_REMEMBERED: Final = 1024
_AUTHORITY: Final = re.compile(r"(?:tag:(?:[^@,/]*@)?|https?://)([^/?#,:@]+)", re.IGNORECASE)


class Kind(IntEnum):
    """An original, a copy (it says where it was first published), or an original whose id names another's domain."""

    ORIGINAL = 0
    COPY = 1
    DOUBTFUL = 2


class Claimant(NamedTuple):
    """The entry that owns an id: ``names`` are those of its source or, if it ``is_copy``, of its origin."""

    ref: EntryRef
    names: Names
    is_copy: bool


def kind_of(entry: Entry, source: Source) -> Kind:
    """Blogger's ids name blogger.com: a doubtful entry is no worse than others until somebody else has its id."""
    if entry.origin:
        return Kind.COPY
    authority = _AUTHORITY.match(entry.atom_id)
    is_own = authority is None or registrable(authority[1].lower()) in map(_domain, (source.url, source.address))
    return Kind.ORIGINAL if is_own else Kind.DOUBTFUL


def names_of(entry: Entry, source: Source) -> Names:
    """Those of its origin or, where it names none, of its source."""
    return names_of_origin(entry.origin) if entry.origin else names_of_source(source)


def names_of_source(source: Source) -> Names:
    """By its addresses; and by its id, which others could use too: together with the domain where one is named."""
    addresses = {source.url, source.address}
    own = permanent_id(source.atom_id, source.url)
    return frozenset(
        map(claim_id, {*map(_bare, addresses), *(f"{own} {_domain(url)}" for url in addresses), f"{own} "})
    )


def names_of_origin(origin: Origin) -> Names:
    """By its address, and by its id on its domain."""
    names = {_bare(origin.url)} if origin.url else set()
    if origin.atom_id:
        names.add(f"{origin.atom_id} {_domain(origin.url)}")
    return frozenset(map(claim_id, names))


def may_share(names: Names, owner: Claimant, *, is_copy: bool) -> bool:
    """Whether an entry known by ``names`` is the owner's entry once more, and not one that only says so."""
    return (is_copy or owner.is_copy) and not names.isdisjoint(owner.names)


def is_foreign(entry: Entry, source: Source, owner: Claimant | None) -> bool:
    """Whether an entry uses the id of another one that has nothing to do with it."""
    if owner is None or owner.ref == EntryRef(entry.source, entry.id):
        return False
    return not may_share(names_of(entry, source), owner, is_copy=entry.origin is not None)


def _bare(address: str) -> str:
    """An address as good as another: http and https lead to the same feed."""
    try:
        return str(HttpUrl.parse(address)).partition("://")[2]
    except BadUrl:
        return address


@lru_cache(maxsize=_REMEMBERED)
def _domain(address: str) -> str:
    return registrable(urlsplit(address).hostname or "") if address else ""
