"""The fields of one entry of a well-formed feed, gathered as feedparser gathers them: in the order of the document."""

import re
from collections.abc import Callable
from typing import Final

from lxml.etree import _Element as Element

from services.aggregator.reading.document import EnclosureFound, PersonFound
from services.aggregator.reading.rawfeed import Markup, Origin, RawEntry
from services.aggregator.reading.strictnode import Context, Declined, Linked
from services.aggregator.reading.written import as_written, whole

_PLAIN: Final = "text/plain"
_HTML: Final = "text/html"
_RDF_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_EMAIL: Final = re.compile(
    r"([a-zA-Z0-9_\-.+]+)@((\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.)|(([a-zA-Z0-9\-]+\.)+))([a-zA-Z]{2,4}|[0-9]{1,3})(\]?)"
    r"(\?subject=\S+)?"
)
_NOTHING: Final = Markup()
_NO_VIA: Final = frozenset({"alternate", "enclosure", "self"})
_ADDRESS_NAMES: Final = frozenset({"uri", "url", "homepage"})


def read_entry(element: Element, context: Context, *, has_content: bool) -> RawEntry:
    """Raises `Declined`. ``has_content``: the feed itself had content, which feedparser remembers."""
    if element.get("href") or element.get("lastmod"):
        raise Declined("an item of CDF")
    fields = _Fields(context, has_content=has_content)
    about = element.get(_RDF_ABOUT)
    if about:
        fields.values["id"] = about
    fields.read(element, 1)
    return fields.found()


def author_of(element: Element, context: Context) -> PersonFound | None:
    """A person by its child elements, or by a line such as ``a@b.example (Name)``."""
    if not len(element):
        return _person_of_line(context.text(element))
    found: dict[str, str] = {}
    for child in element:
        kind = context.name(child).removeprefix("itunes_")
        if kind in {"name", "email"}:
            found[kind] = context.text(child)
        elif kind in _ADDRESS_NAMES:
            found["uri"] = context.resolve(child, context.text(child))
    name = found.get("name") or found.get("email")
    return PersonFound(name, found.get("email") or None, found.get("uri") or None) if name else None


def _person_of_line(line: str) -> PersonFound | None:
    if not line:
        return None
    match = _EMAIL.search(line) if "@" in line else None
    email = match[0] if match else ""
    name = line
    if email:
        for part in (email, "()", "<>", "&lt;&gt;"):
            name = name.replace(part, "")
        name = name.strip().removeprefix("(").removesuffix(")").strip()
    return PersonFound(name or email, email or None) if name or email else None


class _Fields:
    """The state of one entry while its elements go by."""

    def __init__(self, context: Context, *, has_content: bool) -> None:
        self._context = context
        self.values: dict[str, str] = {}
        self._depths: dict[str, int] = {}
        self._title = Markup()
        self._title_depth = -1
        self._language: str | None = None
        self._summary = Markup()
        self._has_summary = False
        self._has_content = has_content
        self._contents: list[Markup] = []
        self._links: list[Linked] = []
        self._link: str | None = None
        self._authors: list[PersonFound] = []
        self._labels: list[str] = []
        self._media: list[EnclosureFound] = []
        self._thumbnails: list[EnclosureFound] = []
        self._origin: Origin | None = None

    def read(self, parent: Element, depth: int) -> None:
        """All elements inside, each by its name; those without a meaning are looked into."""
        name_of, handlers = self._context.name, _HANDLERS
        for element in parent:
            name = name_of(element)
            handler = handlers.get(name)
            if handler is not None:
                handler(self, element, depth)
            elif name in _REFUSED:
                raise Declined(name)
            elif len(element) and name not in _CLOSED:
                self.read(element, depth + 1)

    def found(self) -> RawEntry:
        """All of it."""
        values, rels = self.values, {link.rel for link in self._links}
        link = self._link or next((link.href for link in self._links if "alternate" in link.rel.split()), "")
        return RawEntry(
            claimed=values.get("id", ""),
            url=link,
            title=self._title,
            summary=self._summary,
            content=self._content(),
            published=as_written(values.get("published", "")) or as_written(values.get("created", "")),
            updated=as_written(values.get("updated", "")),
            authors=tuple(self._authors),
            labels=tuple(self._labels),
            enclosures=tuple(
                EnclosureFound(link.href, link.type or None, whole(link.length))
                for link in self._links
                if link.rel == "enclosure" and link.href
            )
            if "enclosure" in rels
            else (),
            media=(*self._media, *self._thumbnails),
            language=self._language,
            origin=self._origin,
            via=tuple(link.href for link in self._links if "via" in link.rel.split()) if rels - _NO_VIA else (),
        )

    def _content(self) -> Markup:
        """The longest HTML, or text where there is none."""
        if len(self._contents) == 1:
            return self._contents[0]
        return max(self._contents, key=lambda body: (body.is_html, len(body.text)), default=_NOTHING)

    def title(self, element: Element, depth: int) -> None:
        title_depth = self._title_depth
        markup = self._context.markup(element, _PLAIN)
        if not -1 < title_depth <= depth:
            self._title = markup
            self._language = self._context.language(element)
        if markup.text:
            self._title_depth = depth

    def media_title(self, element: Element, depth: int) -> None:
        title_depth = self._title_depth
        self.title(element, depth)
        self._title_depth = title_depth

    def link(self, element: Element, _depth: int) -> None:
        link = self._context.link(element)
        self._links.append(link)
        if link.is_page:
            self._link = link.href

    def enclosure(self, element: Element, _depth: int) -> None:
        attributes = element.attrib
        href = attributes.get("url", attributes.get("uri", attributes.get("href", "")))
        kind, length = attributes.get("type", "").lower(), attributes.get("length", "")
        self._links.append(Linked("enclosure", href.strip(), kind, length, is_page=False))

    def media(self, element: Element, depth: int) -> None:
        kind = (element.get("type") or "").lower() or _MEDIA.get(element.get("medium") or "", "")
        self._media += _file(element, kind)
        self.read(element, depth + 1)

    def thumbnail(self, element: Element, _depth: int) -> None:
        self._thumbnails += _file(element, (element.get("type") or "").lower() or _MEDIA["image"])

    def id(self, element: Element, depth: int) -> None:
        is_link = _attribute(element, "ispermalink", "true") == "true"
        value = self._context.text(element)
        if is_link:
            value = self._context.resolve(element, value)
            self._link = value if self._link is None else self._link
        self._put("id", value, depth)

    def published(self, element: Element, depth: int) -> None:
        self._put("published", self._context.text(element), depth)

    def updated(self, element: Element, depth: int) -> None:
        self._put("updated", self._context.text(element), depth)

    def created(self, element: Element, depth: int) -> None:
        self._put("created", self._context.text(element), depth)

    def author(self, element: Element, _depth: int) -> None:
        person = author_of(element, self._context)
        if person is not None:
            self._authors.append(person)

    def category(self, element: Element, _depth: int) -> None:
        term, label = element.get("term"), element.get("label")
        text = self._context.text(element)
        self._labels += filter(None, [(label or "").strip() or (term or "").strip() or ("" if term else text)])
        if term and text:
            self._labels.append(text)

    def podcast_category(self, element: Element, depth: int) -> None:
        self._labels += filter(None, [(element.get("text") or "").strip()])
        self.read(element, depth + 1)

    def keywords(self, element: Element, _depth: int) -> None:
        self._labels += filter(None, (word.strip() for word in self._context.text(element).split(",")))

    def description(self, element: Element, _depth: int) -> None:
        """A second one is content, unless there is content: so feedparser has it."""
        self._described(element, _HTML)

    def summary(self, element: Element, _depth: int) -> None:
        self._described(element, _PLAIN)

    def content(self, element: Element, _depth: int) -> None:
        self._add_content(self._context.markup(element, _PLAIN))

    def encoded(self, element: Element, _depth: int) -> None:
        self._add_content(self._context.markup(element, _HTML))

    def source(self, element: Element, _depth: int) -> None:
        """Where an entry was first published: RSS 2.0's ``source`` or Atom's."""
        if not len(element):
            words, address = self._context.text(element), element.get("url") or ""
            self._origin = Origin("", words, address) if words or address else None
            return
        texts = {self._context.name(child): child for child in element if not len(child)}
        links = [self._context.link(child) for child in element if self._context.name(child) == "link"]
        own = next((link.href for link in links if link.rel == "self"), "")
        name, title = texts.get("id"), texts.get("title")
        atom_id = "" if name is None else self._context.resolve(name, self._context.text(name))
        found = Origin(atom_id, "" if title is None else self._context.text(title), own)
        self._origin = found if any((found.atom_id, found.title, found.url)) else None

    def _described(self, element: Element, default: str) -> None:
        if self._has_summary and not self._has_content:
            self._add_content(self._context.markup(element, _PLAIN))
            return
        self._summary = self._context.markup(element, default)
        self._has_summary = True

    def _add_content(self, markup: Markup) -> None:
        self._contents.append(markup)
        self._has_content = True
        self._has_summary = True

    def _put(self, name: str, value: str, depth: int) -> None:
        """An element deeper down does not replace one further up."""
        known = self._depths.get(name)
        if known is None or depth <= known:
            self._depths[name] = depth
            self.values[name] = value


def _file(element: Element, kind: str) -> list[EnclosureFound]:
    href = (element.get("url") or "").strip()
    return [EnclosureFound(href, kind or None, whole(element.get("fileSize")))] if href else []


def _attribute(element: Element, name: str, default: str) -> str:
    """An attribute whichever way its name is written."""
    if not element.keys():
        return default
    return next((str(value) for key, value in element.attrib.items() if str(key).lower() == name), default)


_MEDIA: Final = {"image": "image/*", "audio": "audio/*", "video": "video/*"}
_Handler = Callable[[_Fields, Element, int], None]
_HANDLERS: Final[dict[str, _Handler]] = {
    **dict.fromkeys(("title", "dc_title"), _Fields.title),
    "media_title": _Fields.media_title,
    "link": _Fields.link,
    "enclosure": _Fields.enclosure,
    "media_content": _Fields.media,
    "media_thumbnail": _Fields.thumbnail,
    **dict.fromkeys(("id", "guid"), _Fields.id),
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms_issued"), _Fields.published),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), _Fields.updated),
    **dict.fromkeys(("created", "dcterms_created"), _Fields.created),
    **dict.fromkeys(("author", "managingeditor", "dc_author", "dc_creator", "itunes_author"), _Fields.author),
    **dict.fromkeys(("category", "keywords", "dc_subject", "media_category"), _Fields.category),
    "itunes_category": _Fields.podcast_category,
    **dict.fromkeys(("tags", "media_keywords", "itunes_keywords"), _Fields.keywords),
    **dict.fromkeys(("description", "dc_description", "media_description"), _Fields.description),
    **dict.fromkeys(("summary", "itunes_summary"), _Fields.summary),
    "content": _Fields.content,
    "content_encoded": _Fields.encoded,
    "source": _Fields.source,
}
_REFUSED: Final = frozenset({"item", "entry", "image", "textinput", "abstract", "body", "xhtml_body", "fullitem"})
_CLOSED: Final = frozenset({"contributor", "dc_contributor", "itunes_owner", "dc_publisher", "webmaster"})
