"""Reading well-formed Atom 1.0, RSS and RDF with lxml, for which it takes a hundredth of what feedparser takes.

What is not plainly one of these (a document type, Atom 0.3, markup where text belongs, …) is `Declined`: then
`loosefeed` reads it, and where both read a feed they agree (tests/unit/aggregator/reading/test_two_paths.py).
"""

from typing import Final

from lxml import etree

from services.aggregator.reading.document import About, PersonFound
from services.aggregator.reading.rawfeed import RawFeed
from services.aggregator.reading.strictentry import author_of, read_entry
from services.aggregator.reading.strictnode import Context, Declined
from services.aggregator.reading.vocabulary import ATOM
from services.aggregator.reading.written import as_written, whole

_ENTRIES: Final = frozenset({"item", "entry"})
_VERSIONS: Final = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_PERIODS: Final = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_LINKS: Final = frozenset({"link"})
_TITLES: Final = frozenset({"title", "dc_title"})
_SUBTITLES: Final = frozenset({"description", "dc_description", "subtitle", "tagline", "itunes_subtitle"})
_RIGHTS: Final = frozenset({"rights", "copyright", "dc_rights"})
_UPDATED: Final = frozenset({"updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"})
_PUBLISHED: Final = frozenset({"published", "issued", "pubdate", "dcterms_issued"})
_AUTHORS: Final = frozenset({"author", "managingeditor", "dc_author", "dc_creator", "itunes_author"})
_PLAIN: Final = frozenset({"ttl", "sy_updateperiod", "sy_updatefrequency"})
_LANGUAGES: Final = frozenset({"language", "dc_language"})
_ADDRESSES: Final = frozenset({"icon", "logo"})
_CLOSED: Final = frozenset(
    {"textinput", "contributor", "dc_publisher", "webmaster", "dc_contributor", "source", "at_deleted-entry"}
)
_TOO_OLD: Final = frozenset({"content", "body", "xhtml_body", "fullitem", "content_encoded", "abstract", "newlocation"})
_MEANT: Final = frozenset().union(
    _TITLES, _LINKS, _SUBTITLES, _RIGHTS, _UPDATED, _PUBLISHED, _AUTHORS, _PLAIN, _LANGUAGES, _ADDRESSES, _TOO_OLD,
    {"itunes_summary", "summary", "itunes_owner", "id", "guid", "image", "itunes_image"},
)  # fmt: skip


def read(document: bytes, url: str) -> RawFeed:
    """The feed in ``document``, which is UTF-8 without XML declaration. Raises `Declined`."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        encoding="utf-8",
    )
    context = Context(document, url)
    try:
        root = etree.fromstring(context.sections.document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Declined("not well-formed") from error
    layout = _Layout(root, context)
    about = _About(context, context.language(root) or "")
    for element in layout.channel:
        about.read(element, 1)
    first_has_content = about.has_content
    entries = []
    for element in layout.entries:
        entries.append(read_entry(element, context, has_content=first_has_content))
        first_has_content = False
    return RawFeed(about.found(layout.version), tuple(entries))


class _Layout:
    """Where a document keeps what: elements about the feed, entries, the name of the format."""

    def __init__(self, root: etree._Element, context: Context) -> None:
        name = context.name(root)
        if root.tag == f"{ATOM}feed":
            context.is_atom = True
            self.version = "atom10"
            outer = inner = root
        elif name == "rss":
            inner = outer = self._channel(root, context)
            self.version = _rss_version(root.get("version", ""))
        elif name == "rdf_rdf":
            inner, outer = self._channel(root, context), root
            self.version = "rss090" if "http://my.netscape.com/rdf/simple/0.9/" in root.nsmap.values() else "rss10"
        else:
            raise Declined("another root element")
        self.entries: list[etree._Element] = []
        others: list[etree._Element] = []
        for element in outer:
            (self.entries if context.name(element) in _ENTRIES else others).append(element)
        self.channel = others if inner is outer else list(inner)
        if inner is not outer and (not self.entries or any(context.name(each) in _ENTRIES for each in inner)):
            raise Declined("another layout")

    @staticmethod
    def _channel(root: etree._Element, context: Context) -> etree._Element:
        found = [element for element in root if context.name(element) == "channel"]
        others = {context.name(element) for element in root} - {"channel"}
        if len(found) != 1 or (context.name(root) == "rss" and others):
            raise Declined("another layout")
        if found[0].get("href") or found[0].get("lastmod"):
            raise Declined("a channel of CDF")
        return found[0]


def _rss_version(version: str) -> str:
    return _VERSIONS.get(version) or ("rss20" if version.startswith("2.") else "rss")


class _About:
    """What the elements beside the entries say, the last word counting, as feedparser has it."""

    def __init__(self, context: Context, language: str) -> None:
        self._context = context
        self._language = language
        self._values: dict[str, str] = {}
        self._links: list[tuple[str, str]] = []
        self._authors: list[PersonFound] = []
        self._title_depth = -1
        self.has_content = False

    def read(self, element: etree._Element, depth: int) -> None:  # noqa: C901, PLR0912 - one branch a kind of element
        name = self._context.name(element)
        text = self._context.text
        if name not in _MEANT:
            if name not in _CLOSED and len(element):
                for child in element:
                    self.read(child, depth + 1)
        elif name in _TITLES:
            self._title(element, depth)
        elif name in _LINKS:
            self._link(element)
        elif name in _SUBTITLES:
            self._subtitle(name, element)
        elif name in {"itunes_summary", "summary"}:
            self._values["summary"] = text(element)
        elif name in _RIGHTS:
            self._values["rights"] = self._context.markup(element, "text/plain").text
        elif name in _UPDATED:
            self._values["updated"] = text(element)
        elif name in _PUBLISHED:
            self._values["published"] = text(element)
        elif name in _AUTHORS:
            self._authors += filter(None, [author_of(element, self._context)])
        elif name in _PLAIN:
            self._values[name] = text(element)
        elif name in _LANGUAGES:
            self._values["language"] = text(element)
        elif name == "itunes_owner":
            self._owner(element)
        elif name in _ADDRESSES:
            self._values[name] = self._context.resolve(element, text(element))
        elif name in {"id", "guid"}:
            self._id(element)
        elif name == "image":
            self._image(element)
        elif name == "itunes_image":
            self._values["image"] = element.get("href") or element.get("url") or self._values.get("image", "")
        else:
            raise Declined(name)

    def found(self, version: str) -> About:
        """All of it."""
        values = self._values
        rels = [(rel.split(), href) for rel, href in self._links]
        return About(
            format=version,
            atom_id=values.get("id", ""),
            title=values.get("title", ""),
            subtitle=values.get("subtitle", ""),
            home=values.get("link", ""),
            updated=as_written(values.get("updated", "")) or as_written(values.get("published", "")),
            rights=values.get("rights", ""),
            icon=values.get("icon", ""),
            logo=values.get("logo", "") or values.get("image", ""),
            authors=tuple(self._authors),
            hubs=tuple(href for rel, href in rels if "hub" in rel),
            self_url=next((href for rel, href in rels if "self" in rel), ""),
            ttl=_ttl(values),
            language=values.get("language", "") or self._language,
            archive=tuple(href for rel, href in rels if "prev-archive" in rel),
            following=tuple(href for rel, href in rels if "next" in rel),
        )

    def _title(self, element: etree._Element, depth: int) -> None:
        if -1 < self._title_depth <= depth:
            return
        self._values["title"] = self._context.markup(element, "text/plain").text
        if self._values["title"]:
            self._title_depth = depth

    def _link(self, element: etree._Element) -> None:
        link = self._context.link(element)
        self._links.append((link.rel, link.href))
        if link.is_page:
            self._values["link"] = link.href

    def _subtitle(self, name: str, element: etree._Element) -> None:
        is_description = name.endswith("description")
        if is_description and "summary" in self._values and not self.has_content:
            self.has_content = True  # feedparser takes a description after a summary for content
            return
        self._values["subtitle"] = self._context.markup(element, "text/html" if is_description else "text/plain").text

    def _id(self, element: etree._Element) -> None:
        value = self._context.resolve(element, self._context.text(element))
        self._values["id"] = value
        self._values.setdefault("link", value)

    def _owner(self, element: etree._Element) -> None:
        """To feedparser a podcast's owner is its last author."""
        owner = author_of(element, self._context)
        if owner is not None:
            last = self._authors.pop() if self._authors else owner
            self._authors.append(PersonFound(owner.name, owner.email or last.email, last.uri))

    def _image(self, element: etree._Element) -> None:
        for child in element:
            if self._context.name(child) in {"url", "href"}:
                self._values["image"] = self._context.resolve(child, self._context.text(child))


def _ttl(values: dict[str, str]) -> int | None:
    """RSS 2.0 ``ttl`` is in minutes; ``sy:`` gives a period and how often within it."""
    minutes = whole(values.get("ttl"))
    if minutes:
        return minutes * 60
    period = _PERIODS.get(values.get("sy_updateperiod", ""))
    return period // max(whole(values.get("sy_updatefrequency")) or 1, 1) if period else None
