"""What stands in an item of WordPress's extended RSS, sorted: its own fields, other elements, metas, comments. Pure.

Its namespace is ``http(s)://wordpress.org/export/<version>/``; an element counts by its name in any of them.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final, Self

from services.transfer.elements import Element, named, text_of

_EXPORT: Final = re.compile(r"https?://(?:www\.)?wordpress\.org/export/[0-9.]+/$")
_EXCERPT: Final = re.compile(r"https?://(?:www\.)?wordpress\.org/export/[0-9.]+/excerpt/$")
_LABELS: Final = frozenset({"category", "tag", "post_tag"})
_NO_LABEL: Final = "uncategorized"

Fields = dict[str, str]


class _Part(Enum):
    """What a child of an item is."""

    FIELD = auto()
    META = auto()
    COMMENT = auto()
    EXCERPT = auto()
    CATEGORY = auto()
    OTHER = auto()


_LISTED: Final = {"postmeta": _Part.META, "comment": _Part.COMMENT}


@dataclass(frozen=True, slots=True)
class Item:
    """What stands in an item: each of its children is looked at once, for there are many and they cost.

    ``fields`` are the texts of WordPress's own elements, ``first`` the first of each other element by its whole name.
    """

    fields: Fields
    first: dict[str, Element]
    metas: list[Element]
    comments: list[Element]
    categories: list[Element]
    excerpt: str

    @classmethod
    def of(cls, element: Element) -> Self:
        fields, first, excerpt = Fields(), dict[str, Element](), None
        parts: dict[_Part, list[Element]] = {_Part.META: [], _Part.COMMENT: [], _Part.CATEGORY: []}
        for child in element:
            part, name = _part(child.tag)
            if part is _Part.FIELD and not len(child):
                fields.setdefault(name, text_of(child))
            elif part is _Part.EXCERPT:
                excerpt = child if excerpt is None else excerpt
            elif part in parts:
                parts[part].append(child)
            else:
                first.setdefault(name, child)
        metas, comments, categories = parts.values()
        return cls(fields, first, metas, comments, categories, text_of(excerpt))

    def text(self, name: str) -> str:
        """The text of the first element of this name; '' for none."""
        return text_of(self.first.get(name))

    @property
    def meta(self) -> Fields:
        pairs = map(fields_of, self.metas)
        return {pair.get("meta_key", ""): pair.get("meta_value", "") for pair in pairs}

    @property
    def labels(self) -> tuple[str, ...]:
        """Categories and tags; the one that WordPress gives to posts without any is none."""
        found = (child for child in self.categories if child.get("domain") in _LABELS)
        return tuple(text_of(child) for child in found if child.get("nicename") != _NO_LABEL)


@lru_cache(maxsize=1024)
def _part(tag: object) -> tuple[_Part, str]:
    """And what it is called there: fields by their local names, others by their whole ones."""
    space, name = named(tag)
    if _EXPORT.match(space):
        return _LISTED.get(name, _Part.FIELD), name
    if name == "encoded" and _EXCERPT.match(space):
        return _Part.EXCERPT, name
    return (_Part.CATEGORY if tag == "category" else _Part.OTHER), str(tag)


def fields_of(element: Element) -> Fields:
    """The texts of the elements of WordPress's own namespace; of two with one name, the first."""
    found: Fields = {}
    for child in element:
        part, name = _part(child.tag)
        if part is _Part.FIELD and not len(child):
            found.setdefault(name, text_of(child))
    return found
