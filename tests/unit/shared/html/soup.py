"""Tag soup: tags of the policy and others, opened and closed in any order, with Thai letters as the text between."""

from hypothesis import strategies as st

_NAMES = st.sampled_from(
    (
        "a", "b", "i", "em", "span", "p", "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "colgroup",
        "col", "thead", "tbody", "tr", "td", "th", "h1", "h2", "pre", "blockquote", "br", "hr", "img", "figure",
        "details", "summary", "time", "svg", "math", "mi", "foreignObject", "select", "option", "form", "button",
        "font", "nobr", "template", "center", "P", "TABLE", "bogus",
    )
)  # fmt: skip
_ATTRIBUTES = st.sampled_from(
    [
        "",
        " href='/x'",
        ' href="javascript:x"',
        " onclick=x",
        ' title="<p>"',
        " title='</div>'",
        " lang=th",
        "/",
        ' alt="a&quot;b"',
        " style=x",
    ]
)
_TEXTS = st.sampled_from(["ก", "ข ค", " ", "\n", "&amp;", "&lt;", "<", "< ", "&#10;", "ง&#13;", ">", '"', "&#0;"])
_MARKS = st.sampled_from(["<!-- x -->", "<!>", "</>", "<?x?>", "<![CDATA[y]]>", "</ z>", "<!doctype html>"])

_PIECES = st.one_of(
    st.builds("<{}{}>".format, _NAMES, _ATTRIBUTES),
    st.builds("</{}>".format, _NAMES),
    _TEXTS,
    _MARKS,
)


def soup(max_size: int = 30) -> st.SearchStrategy[str]:
    return st.lists(_PIECES, max_size=max_size).map("".join)
