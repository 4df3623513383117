"""Whether HTML is well nested as it stands: most news is, and looking costs a fifth of putting it right.

Strict: whatever could be read in two ways is not well nested, so that `shared.html.depth` has it in hand.
"""

import re

from shared.html.content_model import BLOCKS, CHILDREN, HEADINGS, PARENTS, VOID

# More attributes than this, in characters of one tag, nothing but an inline image has. Parsers compare each with all.
MAX_ATTRIBUTES = 8192
# Attributes as the standard wants them written: a stray quote would leave it open where the tag ends.
_ATTRIBUTE = r"""[\t\n\f\r ]++[^\t\n\f\r "'<>/=]++(?:=(?:"[^"<]*+"|'[^'<]*+'|[^\t\n\f\r "'<>=`]++))?+"""
_TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*+)((?:{_ATTRIBUTE})*+[\t\n\f\r ]*+/?)>")
_NOT_TWICE = frozenset({"a", "p"})


def is_well_nested(html: str, keep: frozenset[str], limit: int) -> bool:
    """Whether ``html`` holds only tags in ``keep``, each closed where it belongs, nested at most ``limit`` deep."""
    found = _TAG.findall(html)
    if len(found) != html.count("<"):
        return False
    stack = [""]
    for slash, name, attributes in found:
        if slash:
            if stack.pop() != name:
                return False
        elif name not in keep or len(attributes) > MAX_ATTRIBUTES or not _may_open(name, stack):
            return False
        elif name not in VOID:
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
