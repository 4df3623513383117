"""What the HTML standard says of elements that close each other (section 13.2.6), for the elements we keep."""

VOID = frozenset({"br", "col", "hr", "img", "wbr"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# A start tag of one of these ends an open paragraph.
BLOCKS = HEADINGS | {
    "address", "article", "aside", "blockquote", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "li", "main", "menu", "nav", "ol", "p", "pre",
    "search", "section", "summary", "table", "ul",
}  # fmt: skip
_SECTIONS = frozenset({"tbody", "tfoot", "thead"})
# Nothing inside of these closes anything outside of them.
CELLS = frozenset({"caption", "table", "td", "th"})
TABLE_PARTS = _SECTIONS | {"caption", "col", "colgroup", "td", "th", "tr"}

# start tag: the elements it ends, and the elements beyond which it does not look for them
IMPLIED_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "a": (frozenset({"a"}), CELLS),
    "li": (frozenset({"li"}), CELLS | {"ol", "ul"}),
    "dd": (frozenset({"dd", "dt"}), CELLS | {"dl"}),
    "dt": (frozenset({"dd", "dt"}), CELLS | {"dl"}),
    "td": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "tr": (frozenset({"tr", "caption", "colgroup"}), frozenset({"table"})),
    **{
        name: (_SECTIONS | {"caption", "colgroup"}, frozenset({"table"}))
        for name in (*_SECTIONS, "caption", "colgroup")
    },
}

# The only elements that may stand in these.
CHILDREN: dict[str, frozenset[str]] = {
    "table": _SECTIONS | {"caption", "colgroup"},
    **dict.fromkeys(_SECTIONS, frozenset({"tr"})),
    "tr": frozenset({"td", "th"}),
    "colgroup": frozenset({"col"}),
}

# What the parser puts between a table and these where the author did not.
IMPLIED_PARENTS = {"col": "colgroup", "tr": "tbody"}
# Where these belong. The parser enforces it only for parts of tables.
PARENTS: dict[str, frozenset[str]] = {
    "li": frozenset({"ol", "ul"}),
    **dict.fromkeys(("dd", "dt"), frozenset({"dl"})),
    **{child: frozenset(p for p, children in CHILDREN.items() if child in children) for child in TABLE_PARTS},
}


def may_stand_in(name: str, parent: str | None) -> bool:
    """Whether the parser leaves ``name`` where it is found. Anything else in a table it moves out in front."""
    if parent in CHILDREN:
        return name in CHILDREN[parent]
    return name not in TABLE_PARTS
