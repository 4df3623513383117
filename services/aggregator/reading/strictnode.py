"""What an element of a well-formed feed says: its text, its markup, its address."""

import re
from collections.abc import Callable
from html import escape
from typing import Final, NamedTuple
from urllib.parse import urljoin

from lxml import etree

from services.aggregator.reading.rawfeed import Markup
from services.aggregator.reading.sections import Sections
from services.aggregator.reading.vocabulary import Vocabulary
from shared.html.content_model import VOID

_HTML: Final = "text/html"
_PLAIN: Final = "text/plain"
_XHTML: Final = "application/xhtml+xml"
_KINDS: Final = {
    "text": _PLAIN, "plain": _PLAIN, _PLAIN: _PLAIN, "html": _HTML, _HTML: _HTML, "xhtml": _XHTML, _XHTML: _XHTML,
}  # fmt: skip
_PAGES: Final = frozenset({_HTML, _XHTML})
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
# Addresses that urljoin would give back as they are, whatever the base.
_ABSOLUTE: Final = re.compile(r"(?:tag|urn):\S*\Z|https?://[^\s/?#;]+(?:/[^\s?#;]*)?(?:\?[^\s#;]+)?(?:#[^\s;]+)?\Z")
_SLASHES: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)(/*)(.*?)")
_ENTITY: Final = re.compile(r"&([A-Za-z0-9_]+);")
_CONTROLS: Final = re.compile(rb"\xc2[\x80-\x9f]")
# Told by its second character, which is rarer: looking for one character is the fastest.
_REFERRED: Final = re.compile(rb"#(?<=&#)(?:0*1(?:2[89]|[345][0-9])|[xX]0*[89][0-9a-fA-F]);")
_CLOSE_TAG: Final = re.compile(r"</\w+>")
_REFERENCE: Final = re.compile(r"&#?\w+;")


class Declined(Exception):
    """Not a feed for the fast path; the message says why."""


class Linked(NamedTuple):
    """A link: ``is_page`` if it leads to the page that the feed or entry is about."""

    rel: str
    href: str
    type: str
    length: str
    is_page: bool


class Context:
    """What holds for a whole document. ``is_atom``: its texts say what they are, nothing has to be guessed."""

    def __init__(self, document: bytes, url: str) -> None:
        self._vocabulary = Vocabulary()
        self.name = self._vocabulary.name
        self.url = url
        self.is_atom = False
        self._has_bases, self._has_languages = attributes(document)
        self._mend = _mending(document)
        self.sections = Sections(document)

    def text(self, element: etree._Element) -> str:
        """The text of an element that holds nothing else. Raises `Declined` if it does."""
        if len(element):
            raise Declined("markup in a text")
        text = element.text
        return self._mend(self.sections.put_back(text).strip()) if text else ""

    def markup(self, element: etree._Element, default: str) -> Markup:
        """Text and what it is: HTML, or plain. ``default`` is the type where the element names none."""
        kind = default
        if element.keys():
            kind = _KINDS.get((element.get("type") or default).lower(), "")
            if not kind or element.get("mode"):
                raise Declined("another type of content")
        if kind == _XHTML:
            return Markup(self._xhtml(element), self.base(element), is_html=True)
        text = self.text(element)
        if kind == _PLAIN and not self.is_atom and looks_like_html(text):
            kind = _HTML
        return Markup(text, self.base(element), is_html=kind == _HTML)

    def base(self, element: etree._Element) -> str:
        """The address that relative ones in an element are relative to (XML Base)."""
        if not self._has_bases:
            return self.url
        base = self.url
        for outer in [*reversed(list(element.iterancestors())), element]:
            written = outer.get(_BASE) or outer.get("base")
            if written:
                joined = _joined(base, written)
                base = joined if joined.startswith(("http://", "https://")) else base
        return base

    def language(self, element: etree._Element) -> str | None:
        """The nearest ``xml:lang``."""
        if not self._has_languages:
            return None
        for outer in (element, *element.iterancestors()):
            written = outer.get(_LANG, outer.get("lang"))
            if written is not None:
                return written.replace("_", "-") or None
        return None

    def resolve(self, element: etree._Element, address: str) -> str:
        """The address as an absolute one; '' for none and for what cannot be one."""
        if not address or _ABSOLUTE.match(address):
            return address
        return _joined(self.base(element), address)

    def link(self, element: etree._Element) -> Linked:
        """A ``link`` of Atom (attributes) or RSS (text)."""
        attributes = element.attrib
        rel = attributes.get("rel", "alternate").lower()
        kind = attributes.get("type", "application/atom+xml" if rel == "self" else _HTML).lower()
        href = attributes.get("url", attributes.get("uri", attributes.get("href")))
        if href is None:
            text = self.text(element).replace("&amp;", "&")
            address = _ENTITY.sub(r"&\1", self.resolve(element, text))
            return Linked(rel, address, kind, "", is_page=True)
        if not href:
            raise Declined("an empty address")
        is_page = rel == "alternate" and _KINDS.get(kind, kind) in _PAGES
        return Linked(rel, self.resolve(element, href), kind, attributes.get("length", ""), is_page)

    def _xhtml(self, element: etree._Element) -> str:
        """The markup inside, as HTML; a ``div`` that only wraps all of it is left out."""
        if not self.is_atom or self.sections.is_short:
            raise Declined("markup in a text")
        inner = element
        if len(inner) == 1 and self.name(inner[0]) in {"xhtml_div", "div"} and not _words_around(inner):
            inner = inner[0]
        for node in inner.iterdescendants():
            node.tag = str(node.tag).rpartition("}")[2]
            if not len(node) and not node.text and node.tag not in VOID:
                node.text = ""  # written with an end tag, without which HTML would take it for open
        etree.cleanup_namespaces(inner)
        parts = (etree.tostring(child, encoding="unicode") for child in inner)
        return self._mend((escape(inner.text or "", quote=False) + "".join(parts)).strip())


def _words_around(element: etree._Element) -> bool:
    return bool((element.text or "").strip() or (element[0].tail or "").strip())


def _mending(document: bytes) -> Callable[[str], str]:
    """What has to be done to texts of this document: mostly nothing, and looking at each would cost the most."""
    if may_hold_controls(document) and (_CONTROLS.search(document) or _REFERRED.search(document)):
        return lambda text: _unmistaken(text).translate(_CP1252)
    return str if document.isascii() else _unmistaken


def _unmistaken(text: str) -> str:
    """UTF-8 that was taken for Latin-1 as it was meant."""
    if text.isascii():
        return text
    try:
        return text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return text


def looks_like_html(text: str) -> bool:
    """Whether a text that nothing is said about is HTML: closing tags or references, and none but those of HTML."""
    from feedparser.mixin import _FeedParserMixin  # the rule is feedparser's, and few texts come this far

    if "&" not in text and "</" not in text:
        return False
    if not (_CLOSE_TAG.search(text) or _REFERENCE.search(text)):
        return False
    return bool(_FeedParserMixin.looks_like_html(text))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, _SLASHES.sub(r"\1\3", address))
    except ValueError:
        return ""


_CP1252: Final = {
    128: "€", 130: "‚", 131: "ƒ", 132: "„", 133: "…", 134: "†", 135: "‡", 136: "ˆ", 137: "‰", 138: "Š", 139: "‹",
    140: "Œ", 142: "Ž", 145: "‘", 146: "’", 147: "“", 148: "”", 149: "•", 150: "–", 151: "—", 152: "˜", 153: "™",
    154: "š", 155: "›", 156: "œ", 158: "ž", 159: "Ÿ",
}  # fmt: skip


def _attributes(document: bytes) -> tuple[bool, bool]:
    """Whether ``base=`` and ``lang=`` are anywhere."""
    return b"base=" in document, b"lang=" in document


def _may_hold_controls(document: bytes) -> bool:
    """Whether a C1 control may be in a document in UTF-8, as it is or by reference."""
    return b"\xc2" in document or b"&#" in document


try:
    from services.aggregator.reading._signs import attributes, may_hold_controls
except ImportError:  # not compiled
    attributes, may_hold_controls = _attributes, _may_hold_controls
