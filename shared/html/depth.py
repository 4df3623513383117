"""Tag soup made well nested and at most so deep, before a real HTML parser sees it.

Browser-grade parsers, nh3's among them, are quadratic in the depth of nesting (20,000 open ``<div>`` took 0.7 s), in
the number of attributes of a tag (40,000: 0.4 s), and multiply formatting elements that were never closed (25 kB
became 1.4 MB). After this pass every element is closed explicitly, formatting inside of blocks, so nothing is left
to multiply. Tags that are not kept, too deep, or impossible where they stand are dropped; their text stays.
"""

from collections import Counter

from shared.html.content_model import (
    BLOCKS,
    CELLS,
    HEADINGS,
    IMPLIED_ENDS,
    IMPLIED_PARENTS,
    TABLE_PARTS,
    VOID,
    may_stand_in,
)
from shared.html.nesting import MAX_ATTRIBUTES, is_well_nested
from shared.html.tokens import tokens
from shared.html.unread import without_unread

MAX_DEPTH = 100
_CLOSING = BLOCKS | IMPLIED_ENDS.keys()
_P = frozenset({"p"})
_TABLE = frozenset({"table"})


def well_nested(html: str, keep: frozenset[str], limit: int = MAX_DEPTH) -> str:
    """``html`` with only the tags in ``keep``, nested at most ``limit`` deep. Attributes stay as they are."""
    if is_well_nested(html, keep, limit):
        return html
    read = without_unread(html)
    if read is not html and is_well_nested(read, keep, limit):
        return read
    nest = _Nest(limit)
    for kind, name, raw in tokens(read):
        if kind == "text":
            # A "<" that opens no tag here must not open one once its surroundings are gone.
            nest.out.append(raw.replace("<", "&lt;") if "<" in raw else raw)
        elif name not in keep:
            continue
        elif kind == "start":
            nest.start(name, raw)
        else:
            nest.end(name)
    nest.close_to(0)
    return "".join(nest.out)


class _Nest:
    """The elements open at one point of the document, outermost first."""

    def __init__(self, limit: int) -> None:
        self.out: list[str] = []
        self._limit = limit
        self._open: list[str] = []
        self._dropped: Counter[str] = Counter()

    def start(self, name: str, attributes: str) -> None:
        if name in _CLOSING:
            self._end_implied(name)
        if name in IMPLIED_PARENTS and self._parent == "table":
            self.start(IMPLIED_PARENTS[name], "")
        if not may_stand_in(name, self._parent) or len(self._open) >= self._limit:
            self._dropped[name] += name not in VOID
            return
        self.out.append(f"<{name}{attributes if len(attributes) <= MAX_ATTRIBUTES else ''}>")
        if name not in VOID:
            self._open.append(name)

    @property
    def _parent(self) -> str | None:
        return self._open[-1] if self._open else None

    def end(self, name: str) -> None:
        if self._dropped[name]:  # the tag that this one closes is not there
            self._dropped[name] -= 1
            return
        self._close(frozenset({name}), _borders(name))

    def _end_implied(self, name: str) -> None:
        if name in IMPLIED_ENDS:
            self._close(*IMPLIED_ENDS[name])
        if name in BLOCKS:
            self._close(_P, CELLS)
        if name in HEADINGS and self._parent in HEADINGS:
            self.close_to(len(self._open) - 1)

    def _close(self, names: frozenset[str], borders: frozenset[str]) -> None:
        """Close the innermost element of ``names`` and all inside of it, unless a border stands in between."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index] in names:
                self.close_to(index)
                return
            if self._open[index] in borders:
                return

    def close_to(self, length: int) -> None:
        while len(self._open) > length:
            self.out.append(f"</{self._open.pop()}>")


def _borders(name: str) -> frozenset[str]:
    """Beyond which elements the end tag ``name`` closes nothing."""
    if name == "table":
        return frozenset()
    return _TABLE if name in TABLE_PARTS else CELLS
