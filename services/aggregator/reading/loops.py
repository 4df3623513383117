"""Entries that come round: A gathers from B what B gathered from A. Pure.

An entry says where it was first published (``atom:source``) and through whom it came (links ``via``, one an
aggregator). What is ours, came through us, or is gathered at first hand already is an echo; what came through many
hands is left alone.
"""

from dataclasses import dataclass
from typing import Final

from services.aggregator.reading.document import EntryFound

MOST_HOPS: Final = 3


@dataclass(frozen=True, slots=True)
class Ours:
    """What this site's own entries and feeds are known by: the start of their addresses, and of their ids."""

    base_url: str = ""
    authority: str = ""

    def is_address(self, url: str) -> bool:
        """Whether it leads to this site."""
        return bool(self.base_url) and f"{url}/".startswith(f"{self.base_url}/")

    def is_id(self, atom_id: str) -> bool:
        """Whether this site made it."""
        return bool(self.authority) and atom_id.startswith(f"tag:{self.authority},")


NOBODY: Final = Ours()


def is_echo(found: EntryFound, ours: Ours, first_hand: frozenset[str]) -> bool:
    """Whether an entry adds nothing: ``first_hand`` are the ids of entries whose originals we gather ourselves."""
    if len(found.via) >= MOST_HOPS or any(map(ours.is_address, found.via)):
        return True
    origin = found.origin
    if origin is None:
        return False
    return ours.is_address(origin.url) or ours.is_id(origin.atom_id) or found.id in first_hand
