"""How much of what was gathered is kept. Pure.

Of each source the newest entries, so many and so many bytes; of all sources together the latest that came in. Pinned
entries stay whatever else goes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """``entries`` and ``bytes`` of one source; ``all_entries`` and ``all_bytes`` of all together."""

    entries: int = 1000
    bytes: int = 8 * _MIB
    all_entries: int = 200_000
    all_bytes: int = 2048 * _MIB


USUAL: Final = Limits()


class Weight(NamedTuple):
    """What decides whether an entry is kept: where it stands, and how large it is."""

    position: datetime
    size: int


def kept(entries: Mapping[str, Weight], limits: Limits, pinned: Collection[str] = ()) -> set[str]:
    """Those of one source that stay."""
    ranked = sorted(entries, key=lambda name: (entries[name].position, name), reverse=True)
    found, used = {name for name in pinned if name in entries}, 0
    used = sum(entries[name].size for name in found)
    for name in ranked:
        if name in found:
            continue
        used += entries[name].size
        if len(found) >= limits.entries or used > limits.bytes:
            break
        found.add(name)
    return found


def surplus(oldest_first: Iterable[tuple[str, int]], *, entries: int, size: int, limits: Limits) -> list[str]:
    """Those that go so that all together fit again; (name, size) of each, and what they are and weigh altogether."""
    gone = []
    for name, weight in oldest_first:
        if entries <= limits.all_entries and size <= limits.all_bytes:
            break
        gone.append(name)
        entries, size = entries - 1, size - weight
    return gone
