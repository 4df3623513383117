"""How much of what was gathered is kept. Pure.

Of each source the newest entries, so many and so many bytes; of all sources together the latest that came in. Pinned
entries stay whatever else goes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, islice, takewhile
from operator import sub
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
    """Those of one source that stay: what is pinned, and of the others the newest, as far as there is room."""
    staying = entries.keys() & set(pinned)
    newest = sorted(entries.keys() - staying, key=lambda name: (entries[name].position, name), reverse=True)
    used = accumulate((entries[name].size for name in newest), initial=sum(entries[name].size for name in staying))
    fitting = takewhile(lambda total: total <= limits.bytes, islice(used, 1, None))
    room = max(limits.entries - len(staying), 0)
    return staying | {name for name, _ in zip(newest[:room], fitting, strict=False)}


def surplus(oldest_first: Iterable[tuple[str, int]], *, entries: int, size: int, limits: Limits) -> list[str]:
    """Those that go so that all together fit again; (name, size) of each, and what they are and weigh altogether."""
    order = list(oldest_first)
    left = zip(range(entries, -1, -1), accumulate((weight for _, weight in order), sub, initial=size), strict=False)
    too_much = takewhile(lambda each: each[0] > limits.all_entries or each[1] > limits.all_bytes, left)
    return [name for (name, _), _ in zip(order, too_much, strict=False)]
