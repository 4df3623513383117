"""Whether HTML is well nested as it stands: most news is, and looking costs a fifth of putting it right.

Strict: whatever could be read in two ways is not well nested, so that `shared.html.depth` has it in hand.
"""

import re

from shared.html.content_model import BLOCKS, CHILDREN, HEADINGS, PARENTS, VOID

# More attributes than this, in characters of one tag, nothing but an inline image has. Parsers compare each with all.
MAX_ATTRIBUTES = 8192
# Attributes with values in quotes or of plain characters. A stray quote would leave a tag open where it seems to end.
_VALUE = r"""=[\t\n\f\r ]*+(?:"[^"<]*+"|'[^'<]*+'|[^\t\n\f\r "'<>=`]++)"""
_TAG = re.compile(rf"""<(/?[a-z][a-z0-9]*+)(?=[\t\n\f\r />])(?:[^"'<>=]++|{_VALUE})*+>""")
# A tag that may be that long; a long text in between is taken for one too, which costs a second look and no more.
_LONG = re.compile(rf"<[a-z][^<]{{{MAX_ATTRIBUTES}}}")
_NOT_TWICE = frozenset({"a", "p"})
# Elements that leave nothing behind where they are not kept, and have no say in what closes what.
_TRANSPARENT = frozenset(
    {"big", "center", "font", "footer", "header", "label", "main", "nav", "picture", "strike", "tt"}
)
# End tags of void elements, which parsers drop (not "</br>", which makes a line break).
_NEVER_CLOSED = VOID - {"br"}
# Where these stand needs a look at what is open.
_PARTICULAR = PARENTS.keys() | BLOCKS | HEADINGS | _NOT_TWICE | VOID


def is_shallow(html: str, limit: int) -> bool:
    """Whether ``html`` has at most ``limit`` start tags, none of them long: no parser can make much of that."""
    return html.count("<") - html.count("</") <= limit and not _has_long_tag(html)


def is_well_nested(html: str, keep: frozenset[str], limit: int) -> bool:
    """Whether ``html`` holds only tags in ``keep``, each closed where it belongs, nested at most ``limit`` deep."""
    found = _TAG.findall(html)
    if len(found) != html.count("<") or _has_long_tag(html):
        return False
    return {name for name in set(found) if name[0] != "/"} <= keep | _TRANSPARENT and _is_balanced(found, limit)


def _has_long_tag(html: str) -> bool:
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
