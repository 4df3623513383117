"""What the elements of feeds are called, whichever prefix their author chose. Pure.

``content:encoded`` is ``content_encoded``, Atom's and RSS's own names have no prefix. The names and the rule for
unknown namespaces (the prefix counts) are feedparser's, so that both ways of reading a feed agree.
"""

from typing import Final

from lxml import etree

ATOM: Final = "{http://www.w3.org/2005/Atom}"
_OWN: Final = (
    "",
    "http://www.w3.org/2005/atom",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://purl.org/rss/1.0/modules/rss091#",
)
_USERLAND: Final = "backend.userland.com/rss"
_PREFIXES: Final = {
    **dict.fromkeys(_OWN, ""),
    "http://purl.org/rss/1.0/modules/content/": "content_",
    "http://purl.org/dc/elements/1.1/": "dc_",
    "http://purl.org/dc/terms/": "dcterms_",
    "http://search.yahoo.com/mrss/": "media_",
    "http://search.yahoo.com/mrss": "media_",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes_",
    "http://purl.org/rss/1.0/modules/syndication/": "sy_",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf_",
    "http://www.w3.org/1999/xhtml": "xhtml_",
    "http://purl.org/atompub/tombstones/1.0": "at_",
}


class Vocabulary:
    """The names of one document's elements, each looked up once."""

    def __init__(self) -> None:
        self._names: dict[object, str] = {}

    def name(self, element: etree._Element) -> str:
        """In lower case, with the usual prefix."""
        tag = element.tag  # of what is no element, a function
        found = self._names.get(tag)
        if found is None:
            found = self._names[tag] = _name(str(tag), element.prefix)
        return found


def _name(tag: str, prefix: str | None) -> str:
    namespace, _, local = tag.rpartition("}")
    namespace = namespace.removeprefix("{").lower()
    usual = "" if _USERLAND in namespace else _PREFIXES.get(namespace)
    if usual is None:
        usual = f"{prefix.lower()}_" if prefix else ""
    return usual + local.lower()
