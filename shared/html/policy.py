"""What may remain of other people's HTML.

    any         dir, lang, title
    blocks      p div section article blockquote pre hr details summary address
    headings    h1 … h6
    lists       ul ol (start, reversed, type) li (value) dl dt dd
    tables      table caption colgroup col (span) thead tbody tfoot tr th td (colspan, rowspan, scope)
    figures     figure figcaption img (src, alt, width, height)
    phrases     a (href) em strong b i u s small sub sup mark del ins q cite abbr code kbd samp var dfn span
                bdi bdo br wbr time (datetime)

No style, class, id or name, no event handlers, no forms, frames, scripts, SVG or MathML. Addresses are http, https,
mailto or tel; ``data:`` is none of them. Every image is loaded lazily, every link carries the policy's ``rel``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

_BLOCKS = "p div section article blockquote pre hr details summary address h1 h2 h3 h4 h5 h6 ul ol li dl dt dd"
_TABLES = "table caption colgroup col thead tbody tfoot tr th td"
_FIGURES = "figure figcaption img"
_PHRASES = "a em strong b i u s small sub sup mark del ins q cite abbr code kbd samp var dfn span bdi bdo br wbr time"
_NEWS_TAGS = frozenset(f"{_BLOCKS} {_TABLES} {_FIGURES} {_PHRASES}".split())
_NEWS_ATTRIBUTES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "*": frozenset({"dir", "lang", "title"}),
        "a": frozenset({"href"}),
        "col": frozenset({"span"}),
        "colgroup": frozenset({"span"}),
        "img": frozenset({"alt", "height", "src", "width"}),
        "li": frozenset({"value"}),
        "ol": frozenset({"reversed", "start", "type"}),
        "td": frozenset({"colspan", "rowspan"}),
        "th": frozenset({"colspan", "rowspan", "scope"}),
        "time": frozenset({"datetime"}),
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """An allow-list, and the ``rel`` that every link is given."""

    tags: frozenset[str]
    attributes: Mapping[str, frozenset[str]]
    schemes: frozenset[str]
    link_rel: str


POSTS = Policy(_NEWS_TAGS, _NEWS_ATTRIBUTES, frozenset({"http", "https", "mailto", "tel"}), link_rel="noopener")
"""Our own officers' posts."""

ENTRIES = replace(POSTS, link_rel="noopener nofollow ugc")
"""What other sites wrote."""
