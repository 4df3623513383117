"""The musts of RFC 4287, RFC 4685, RFC 5005, RFC 6721, RSS 2.0 and JSON Feed 1.1, as an independent reading.

Each function lists what is wrong with a document, in words; an empty list means valid. `test_validity` holds the
Atom one against the W3C validator's own test cases.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
THR = "{http://purl.org/syndication/thread/1.0}"
FH = "{http://purl.org/syndication/history/1.0}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
MRSS = "{http://search.yahoo.com/mrss/}"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]+\Z")
_REFERENCE = re.compile(r"[^\s<>]+\Z")
_TAG = re.compile(r"tag:[A-Za-z0-9.@_-]+,\d{4}(-\d\d){0,2}:")
_URI = re.compile(r"https?://[!-~]+\Z")
_MIME = re.compile(r"[^\s/;]+/[^\s/;]+\s*(;.*)?\Z")
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\Z")
_ONCE = {
    "feed": ("generator", "icon", "id", "logo", "rights", "subtitle", "title", "updated"),
    "entry": ("content", "id", "published", "rights", "source", "summary", "title", "updated"),
    "source": ("generator", "icon", "id", "logo", "rights", "subtitle", "title", "updated"),
}
_REQUIRED = ("id", "title", "updated")
_PAGING = {"first", "last", "next", "previous", "next-archive", "prev-archive", "current"}


def atom_problems(document: bytes) -> list[str]:
    try:
        root = etree.fromstring(document)
    except etree.XMLSyntaxError as error:
        return [f"not well-formed: {error}"]
    if root.tag != f"{ATOM}feed":
        return [f"root is {root.tag}"]
    return list(_feed_problems(root))


def _feed_problems(feed: etree._Element) -> Iterator[str]:
    entries = feed.findall(f"{ATOM}entry")
    yield from _container_problems(feed, "feed")
    for entry in entries:
        yield from _container_problems(entry, "entry")
        yield from _entry_problems(entry, authored=feed.find(f"{ATOM}author") is not None)
    for name, count in Counter((e.findtext(f"{ATOM}id"), e.findtext(f"{ATOM}updated")) for e in entries).items():
        if count > 1:
            yield f"entry {name} occurs {count} times"
    if feed.find(f"{FH}complete") is not None and _relations(feed) & _PAGING:
        yield "paging links in a complete feed"
    for deleted in feed.findall(f"{AT}deleted-entry"):
        yield from _id_problems(deleted.get("ref", ""))
        yield from _date_problems(deleted.get("when", ""))
        for by in deleted.findall(f"{AT}by"):
            yield from _person_problems(by)


def _entry_problems(entry: etree._Element, *, authored: bool) -> Iterator[str]:
    source = entry.find(f"{ATOM}source")
    if source is not None:
        yield from _container_problems(source, "source")
    authored = authored or (source is not None and source.find(f"{ATOM}author") is not None)
    if entry.find(f"{ATOM}author") is None and not authored:
        yield "an entry without an author"
    content = entry.find(f"{ATOM}content")
    if content is None and "alternate" not in _relations(entry):
        yield "neither content nor alternate link"
    if content is not None and _is_elsewhere(content) and entry.find(f"{ATOM}summary") is None:
        yield "content elsewhere or in base64, and no summary"
    if _relations(entry) & _PAGING:
        yield "paging links in an entry"
    yield from media_problems(entry)
    for reply in entry.findall(f"{THR}in-reply-to"):
        yield from _id_problems(reply.get("ref", ""))
        if not _MIME.match(reply.get("type", "text/html")):
            yield "thr:in-reply-to's type is no media type"
    for total in entry.findall(f"{THR}total"):
        if not (total.text or "").isdigit():
            yield "thr:total is no number"


def _is_elsewhere(content: etree._Element) -> bool:
    kind = content.get("type", "text")
    is_text = "/" not in kind or kind.startswith("text/") or kind.endswith(("+xml", "/xml"))
    return content.get("src") is not None or not is_text


def _container_problems(element: etree._Element, kind: str) -> Iterator[str]:
    counts = Counter(child.tag for child in element)
    yield from (f"{kind} without {name}" for name in _REQUIRED if not counts[f"{ATOM}{name}"])
    yield from (f"{kind} with several {name}" for name in _ONCE[kind] if counts[f"{ATOM}{name}"] > 1)
    for child in element:
        yield from _child_problems(child)
    links = [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    alternates = Counter((link.get("type"), link.get("hreflang")) for link in links)
    if any(count > 1 for count in alternates.values()):
        yield "two alternates of one type and language"
    if sum(link.get("rel") == "self" for link in element.findall(f"{ATOM}link")) > 1:
        yield "two self links"


def _child_problems(child: etree._Element) -> Iterator[str]:
    if not isinstance(child.tag, str) or not child.tag.startswith(ATOM):
        return
    match child.tag.removeprefix(ATOM):
        case "id":
            yield from _id_problems((child.text or "").strip())
        case "updated" | "published":
            yield from _date_problems((child.text or "").strip())
        case "author" | "contributor":
            yield from _person_problems(child)
        case "link":
            yield from _link_problems(child)
        case "category":
            yield from _category_problems(child)
        case "content":
            yield from _content_problems(child)
        case "title" | "subtitle" | "rights" | "summary":
            yield from _text_problems(child)


def _category_problems(category: etree._Element) -> Iterator[str]:
    if not category.get("term"):
        yield "a category without a term"
    if category.get("scheme") is not None and not _IRI.match(category.get("scheme", "")):
        yield "a category's scheme is no IRI"


def _text_problems(element: etree._Element) -> Iterator[str]:
    kind = element.get("type", "text")
    if kind not in {"text", "html", "xhtml"}:
        yield f"a text construct of type {kind}"
    if kind != "xhtml" and len(element):
        yield "markup in a text construct"
    if re.search("[\x80-\x9f]", element.text or ""):
        yield "C1 controls"


def _content_problems(content: etree._Element) -> Iterator[str]:
    kind = content.get("type", "text")
    named = kind in {"text", "html", "xhtml"}
    if (named and content.get("src")) or (not named and not _MIME.match(kind)) or kind.startswith("multipart/"):
        yield f"content of type {kind}"


def _id_problems(name: str) -> Iterator[str]:
    if not _IRI.match(name):
        yield f"not an IRI: {name!r}"
    elif name.startswith("tag:") and not _TAG.match(name):
        yield f"not a tag URI: {name!r}"


def _date_problems(text: str) -> Iterator[str]:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        yield f"no such date: {text!r}"
    if not _DATE.match(text):
        yield f"not a date-time of RFC 3339: {text!r}"


def _person_problems(person: etree._Element) -> Iterator[str]:
    names = person.findall(f"{ATOM}name")
    if len(names) != 1 or not (names[0].text or "").strip():
        yield "a person needs one name"
    for name, pattern in (("email", _EMAIL), ("uri", _REFERENCE)):
        found = person.findall(f"{ATOM}{name}")
        if len(found) > 1 or any(not pattern.match((one.text or "").strip()) for one in found):
            yield f"a person's {name} is wrong"


def _link_problems(link: etree._Element) -> Iterator[str]:
    if link.get("href") is None:
        yield "a link without href"
    elif re.search(r"[\s<>]", link.get("href", "")):
        yield "a link's href is no IRI"
    rel = link.get("rel", "alternate")
    if not re.fullmatch(r"[a-z][a-z0-9.-]*", rel) and not _IRI.match(rel):
        yield f"no relation: {rel!r}"
    if link.get("type") is not None and not _MIME.match(link.get("type", "")):
        yield "a link's type is no media type"
    if link.get("length") is not None and not (link.get("length") or "").isdigit():
        yield "a link's length is no number"
    if re.search("[\x80-\x9f]", link.get("title", "")):
        yield "C1 controls"
    if not link.get(f"{THR}count", "0").isdigit():
        yield "thr:count is no number"
    if link.get(f"{THR}updated") is not None:
        yield from _date_problems(link.get(f"{THR}updated", ""))


def _relations(element: etree._Element) -> set[str]:
    return {link.get("rel", "alternate") for link in element.findall(f"{ATOM}link")}


def rss_problems(document: bytes) -> list[str]:
    try:
        root = etree.fromstring(document)
    except etree.XMLSyntaxError as error:
        return [f"not well-formed: {error}"]
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return ["no RSS 2.0"]
    return [
        *_channel_problems(channel),
        *(problem for item in channel.findall("item") for problem in _item_problems(item)),
    ]


def _channel_problems(channel: etree._Element) -> Iterator[str]:
    for name in ("title", "link", "description"):
        if len(channel.findall(name)) != 1 or not (channel.findtext(name) or "").strip():
            yield f"channel needs one {name}"
    if sum(link.get("rel") == "self" for link in channel.findall(f"{ATOM}link")) > 1:
        yield "two self links"
    guids = Counter(guid.text for guid in channel.iter("guid"))
    yield from (f"guid {guid} occurs {count} times" for guid, count in guids.items() if count > 1)


def _item_problems(item: etree._Element) -> Iterator[str]:
    if not (item.findtext("title") or item.findtext("description")):
        yield "an item with neither title nor description"
    counts = Counter(child.tag for child in item)
    for name in ("title", "link", "description", "guid", "pubDate", "source", "enclosure", "author", "comments"):
        if counts[name] > 1:
            yield f"an item with several {name}"
    for address in (item.findtext("link"), *(e.get("url") for e in item.findall("enclosure") + item.findall("source"))):
        if address is not None and not _URI.match(address):
            yield f"not a URI: {address!r}"
    for enclosure in item.findall("enclosure"):
        if not (enclosure.get("length") or "").isdigit() or not _MIME.match(enclosure.get("type", "")):
            yield "an enclosure without length or type"
    yield from media_problems(item)
    if parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is None:
        yield "a date without a zone"


def media_problems(item: etree._Element) -> Iterator[str]:
    """Media RSS 1.5.1, as far as Saket writes it."""
    for element in (*item.iterfind(f"{MRSS}content"), *item.iterfind(f"{MRSS}thumbnail")):
        if not _URI.match(element.get("url", "")):
            yield "media without a URI"
        for name in ("width", "height", "fileSize"):
            if not re.fullmatch(r"[1-9]\d*", element.get(name, "1")):
                yield f"media's {name} is no positive number"
    for content in item.iterfind(f"{MRSS}content"):
        if not _MIME.match(content.get("type", "a/b")):
            yield "media's type is no media type"
        if content.get("medium", "image") not in {"image", "audio", "video", "document", "executable"}:
            yield "no such medium"
        for description in content.iterfind(f"{MRSS}description"):
            if description.get("type", "plain") not in {"plain", "html"}:
                yield "media's description is neither plain nor html"


def json_problems(document: bytes) -> list[str]:
    feed = json.loads(document.decode("utf-8"))
    problems = [f"no {name}" for name in ("version", "title", "items") if name not in feed]
    for item in feed["items"]:
        problems += _json_item_problems(item)
    return problems


def _json_item_problems(item: dict[str, Any]) -> Iterator[str]:
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "an item without an id"
    if not (item.get("content_html") or item.get("content_text")):
        yield "an item without content"
    if not _URI.match(item.get("image", "http://x")):
        yield "an image that is no URI"
    for name in ("date_published", "date_modified"):
        yield from _date_problems(item[name])
    if any(not {"url", "mime_type"} <= set(attachment) for attachment in item.get("attachments", [])):
        yield "an attachment without url or type"
    if any(not set(author) & {"name", "url", "avatar"} for author in item.get("authors", [])):
        yield "an empty author"
