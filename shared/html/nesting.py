"""Whether HTML is well nested as it stands: most news is, and looking costs a fifth of putting it right.

Strict: whatever could be read in two ways is not well nested, so that `shared.html.depth` has it in hand.
"""

import re

from shared.html.content_model import BLOCKS, CHILDREN, HEADINGS, PARENTS, VOID

# More attributes than this, in characters of one tag, nothing but an inline image has. Parsers compare each with all.
MAX_ATTRIBUTES = 8192
# Attributes with values in quotes or of plain characters. A stray quote would leave a tag open where it seems to end.
_VALUE = r"""=[\t\n\f\r ]*+(?:"[^"<]*+"|'[^'<]*+'|[^\t\n\f\r "'<>=`]++)"""
_REST = rf"""(?=[\t\n\f\r />])(?:[^"'<>=]++|{_VALUE})*+>"""
_TAG = re.compile(rf"<(/?[a-z][a-z0-9]*+){_REST}")
# A tag that may be that long; a long text in between is taken for one too, which costs a second look and no more.
_LONG = re.compile(rf"<[a-z][^<]{{{MAX_ATTRIBUTES}}}")
# Elements that are opened anew in each block until they are closed, three of a kind at most; an "a" is never two.
FORMATTING = frozenset({"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
_FORMATTING = re.compile(rf"<(?:{'|'.join(sorted(FORMATTING))})(?=[\s/>])[^>]*+", re.IGNORECASE)
_VERY_FEW = 40  # n tags in as many paragraphs are opened n² / 8 times at most
_FEW_KINDS = 8
_FEW_LETTERS = 1000
_DEEP = 16
_NOT_TWICE = frozenset({"a", "p"})
# Elements that leave nothing behind where they are not kept, and have no say in what closes what.
TRANSPARENT = frozenset(
    {"big", "center", "font", "footer", "header", "label", "main", "nav", "picture", "strike", "tt"}
)
# End tags of void elements, which parsers drop (not "</br>", which makes a line break).
_NEVER_CLOSED = VOID - {"br"}
# Where these stand needs a look at what is open.
_PARTICULAR = PARENTS.keys() | BLOCKS | HEADINGS | _NOT_TWICE | VOID


def shallow(keep: frozenset[str]) -> re.Pattern[str]:
    """What HTML matches of which no parser can make much: tags in ``keep``, each closed again, nested `_DEEP` at most.

    One element within the other, as often as that, since patterns know no recursion. Each part of it keeps what it has
    taken, so that a match takes time linear in the length.
    """
    void = rf"</?(?:{'|'.join(sorted(VOID & keep))}){_REST}"
    names = "|".join(sorted((keep | TRANSPARENT) - VOID))
    comment = "<!--[^<>-]*+(?:-[^<>-]++)*+-->"
    inside = "[^<]*+"
    for depth in range(_DEEP):
        inside = rf"(?:[^<]++|{void}|{comment}|<(?P<n{depth}>{names}){_REST}{inside}</(?P=n{depth})[\t\n\f\r ]*+>)*+"
    return re.compile(rf"{inside}\Z")


def has_few_tags(html: str, limit: int) -> bool:
    """Whether there are at most ``limit`` start tags, and few kinds of those that parsers open again and again."""
    tags = html.count("<")
    if tags <= _VERY_FEW:
        return True
    if tags > limit and tags - html.count("</") > limit:
        return False
    formatting = set(_FORMATTING.findall(html))
    return len(formatting) <= _FEW_KINDS and sum(map(len, formatting)) <= _FEW_LETTERS


def is_well_nested(html: str, keep: frozenset[str], limit: int) -> bool:
    """Whether ``html`` holds only tags in ``keep``, each closed where it belongs, nested at most ``limit`` deep."""
    found = _TAG.findall(html)
    if len(found) != html.count("<") or has_long_tag(html):
        return False
    return {name for name in set(found) if name[0] != "/"} <= keep | TRANSPARENT and _is_balanced(found, limit)


def has_long_tag(html: str) -> bool:
    """Whether a tag may have more attributes than a parser should have to compare with each other."""
    return len(html) > MAX_ATTRIBUTES and _LONG.search(html) is not None


def _is_balanced(found: list[str], limit: int) -> bool:
    stack = [""]
    for name in found:
        if name[0] == "/":
            if name[1:] != stack[-1]:
                if name[1:] in _NEVER_CLOSED:
                    continue
                return False
            stack.pop()
            continue
        if (name in _PARTICULAR or stack[-1] in CHILDREN) and not _may_open(name, stack):
            return False
        if name not in VOID:
            stack.append(name)
            if len(stack) > limit + 1:
                return False
    return stack == [""]


def _may_open(name: str, stack: list[str]) -> bool:
    """Whether the parser would put ``name`` right here and close nothing for it."""
    parent = stack[-1]
    if name in PARENTS:
        return parent in PARENTS[name]
    if parent in CHILDREN or (name in BLOCKS and "p" in stack) or (name in HEADINGS and parent in HEADINGS):
        return False
    return name not in _NOT_TWICE or name not in stack
