"""HTML that is plainly within the policy, read by a compiled loop at a fifth of what nh3 takes: its tables.

Without the compiled module there is no such loop, and nh3 reads everything.
"""

import re
from array import array
from collections.abc import Callable
from html import escape
from html.entities import html5
from typing import Final, NamedTuple, Protocol

from shared.html.content_model import BLOCKS, CHILDREN, HEADINGS, PARENTS, VOID
from shared.html.images import DOUBTFUL, HIDDEN, settled
from shared.html.nesting import FORMATTING, TRANSPARENT
from shared.html.policy import Policy

try:
    from shared.html._plain import Plain
except ImportError:  # not compiled
    Plain = None  # type: ignore[assignment, misc]

_SIZE: Final = 256
# Lines and no text, as far as the end tag of the drawing.
_DRAWN: Final = "circle|defs|ellipse|g|line|linearGradient|path|polygon|polyline|radialGradient|rect|stop"
_REST: Final = r"""(?=[ \t\n/>])(?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+')*+(?<!/)>"""
_DRAWING: Final = re.compile(rf"<svg{_REST}(?:[^<>]*+</?(?:{_DRAWN}){_REST.replace('(?<!/)', '')})*+[^<>]*+")
_KINDS: Final = {"\t": 1, "\n": 1, " ": 1, "<": 2, ">": 3, "\xa0": 3, "&": 4}
_UNFIT: Final = 5
_SPELLED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\xa0": "&nbsp;"}
_UNREAD: Final = frozenset({"script", "style"})
_EMPTY: Final = frozenset({"meta"})
_PLAYERS: Final = frozenset({"iframe"})
_DRAWINGS: Final = frozenset({"svg"})
_ATTRIBUTES: Final = (("class", "id", "xmlns"), ("style",), ("data-src",), ("width",), ("height",), ("href",), ("src",))
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


class Tables(NamedTuple):
    """What the compiled loop goes by."""

    tags: dict[str, int]
    attributes: dict[str, int]
    names: list[str]
    """Of elements, by number."""
    flags: "array[int]"
    """By number of element; see `_flags`."""
    wanted: "array[int]"
    """Attributes to be kept, as bits, by number of element."""
    fits: memoryview
    """Whether one element may stand in another, child first."""
    kinds: bytes
    """Of the first 256 characters."""
    references: dict[str, str]
    """What character references mean; '' for those not to be handled here."""
    short_references: frozenset[str]
    """Those that need no semicolon."""
    spelled: dict[str, str]
    """Characters as nh3 writes them."""
    rel: str
    doubtful: tuple[str, ...]
    """An image whose address has none of these in it is to be seen."""
    absolute: Callable[[str, str | None], str]
    """An address resolved and spelled; '' if it leads nowhere."""
    spell: Callable[[str], str]
    settled: Callable[[str], str]
    hidden: Callable[[str, int, int], object]
    drawing: Callable[[str, int, int], object]
    is_mended: Callable[[str], bool]


class Plainly(Protocol):
    """The compiled loop."""

    def clean(self, html: str, base: str | None, is_raw: bool) -> str | None:
        """The HTML as nh3 would have it; None if that is not for here to say."""


def plainly(
    policy: Policy, absolute: Callable[[str, str | None], str | None], is_mended: Callable[[str], bool]
) -> Plainly | None:
    """The loop for a policy; None where it is not compiled.

    ``absolute`` resolves an address, None if it leads nowhere; ``is_mended``: whether more than nh3 decides.
    """
    if Plain is None or not policy.schemes >= _SCHEMES:
        return None
    tags, attributes = _numbers(policy.tags), _attribute_numbers(policy)
    names = ["", *tags]
    return Plain(
        Tables(
            tags=tags,
            attributes=attributes,
            names=names,
            flags=array("I", [_flags(name, policy) for name in names]),
            wanted=array("I", [_wanted(name, policy, attributes) for name in names]),
            fits=memoryview(bytes(_fits(child, parent) for child in names for parent in names)).cast(
                "B", (len(names), len(names))
            ),
            kinds=bytes(map(_kind, map(chr, range(_SIZE)))),
            references={name[:-1]: _fit(meant) for name, meant in html5.items() if name.endswith(";")},
            short_references=frozenset(name for name in html5 if not name.endswith(";")),
            spelled=_SPELLED,
            rel=f' rel="{escape(policy.link_rel)}"',
            doubtful=DOUBTFUL,
            absolute=lambda reference, base: _spelled(absolute(reference, base) or ""),
            spell=_spelled,
            settled=settled,
            hidden=HIDDEN.search,
            drawing=_DRAWING.fullmatch,
            is_mended=is_mended,
        )
    )


def _numbers(tags: frozenset[str]) -> dict[str, int]:
    """Elements by name; that of paragraphs is 1."""
    names = (tags | TRANSPARENT | _UNREAD | _DRAWINGS | _PLAYERS | _EMPTY) - {"p"}
    return {name: number for number, name in enumerate(["p", *sorted(names)], 1)}


def _attribute_numbers(policy: Policy) -> dict[str, int]:
    """Those of `_ATTRIBUTES` have the same number everywhere."""
    first = {name: number for number, names in enumerate(_ATTRIBUTES, 1) for name in names}
    others = sorted({name for names in policy.attributes.values() for name in names} - first.keys())
    return first | {name: number for number, name in enumerate(others, len(_ATTRIBUTES) + 1)}


def _flags(name: str, policy: Policy) -> int:
    """Bits in the order of the compiled module's enumeration."""
    kinds = (
        policy.tags, VOID | _EMPTY, BLOCKS, FORMATTING | {"a"}, CHILDREN, {"img"}, {"a"}, {"pre"}, {"span"}, _UNREAD,
        _DRAWINGS, _PLAYERS, {"li"}, HEADINGS,
    )  # fmt: skip
    return sum((name in kind) << bit for bit, kind in enumerate(kinds))


def _wanted(name: str, policy: Policy, attributes: dict[str, int]) -> int:
    kept = policy.attributes.get("*", frozenset()) | policy.attributes.get(name, frozenset())
    return sum(1 << attributes[each] for each in kept) if name in policy.tags else 0


def _fits(child: str, parent: str) -> bool:
    """Whether a parser leaves it where it stands, and closes nothing for it but, perhaps, a paragraph."""
    if child in PARENTS:
        return parent in PARENTS[child]
    return parent not in CHILDREN


def _kind(character: str) -> int:
    is_fit = character in _KINDS or (character.isascii() and character.isprintable()) or character > "\xa0"
    return _KINDS.get(character, 0) if is_fit else _UNFIT


def _fit(meant: str) -> str:
    """What a reference means; '' if it is not to be handled here."""
    return meant if len(meant) == 1 and (meant >= " ") else ""


def _spelled(address: str) -> str:
    for character, spelled in _SPELLED.items():
        address = address.replace(character, spelled)
    return address
