"""From the bytes of an answer to entries: the whole of what a worker does.

    decode | refuse entities | leave out what is unchanged | read by format | identify | sanitize | hand over

Every input ends in a `ParsedFeed` or in a named error (`errors.FeedProblem`).
"""

import re
from collections.abc import Container, Mapping
from datetime import UTC, datetime
from html import escape
from itertools import chain
from typing import Final, Protocol
from urllib.parse import urljoin

from msgspec import msgpack, structs

from services.aggregator.errors import NotAFeed
from services.aggregator.identity import bounded, entry_id, identity
from services.aggregator.reading import alike, dates, findings, jsonfeed, mojibake, skips, xmlfeed
from services.aggregator.reading.charset import decode
from services.aggregator.reading.document import (
    About,
    EnclosureFound,
    EntryFound,
    OriginFound,
    ParsedFeed,
    ParseJob,
    PersonFound,
    Withdrawn,
)
from services.aggregator.reading.rawfeed import Markup, RawEntry
from services.aggregator.reading.titles import resolved
from services.aggregator.reading.xmlfeed import Reading, whole
from shared.feed.iri import permanent_id, web_url
from shared.feed.xmltext import xml_text
from shared.html.to_text import collapsed

_TITLE: Final = 500
_SUMMARY: Final = 600
_LABEL: Final = 100
_MOST_LABELS: Final = 50
_MOST_PEOPLE: Final = 20
_MOST_HUBS: Final = 10
_MOST_VIA: Final = 10
_LOOKED_AT: Final = 1024
_EXCERPT: Final = 300
_LONGEST_URL: Final = 2048
_LONGEST_EMAIL: Final = 254  # RFC 5321 section 4.5.3.1.3
_LONGEST_LANGUAGE: Final = 35  # RFC 5646 section 4.4.1
_TAG: Final = re.compile(r"<[^<>]*+>")
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
# An address that `web_url` would give back as it is.
_PLAIN_ADDRESS: Final = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:/(?:[A-Za-z0-9/:@!$&'()*+,=._~-]++|%[0-9A-Fa-f]{2})*+)?"
    r"(?:\?(?:[A-Za-z0-9/:@!$&'()*+,=._~?-]++|%[0-9A-Fa-f]{2})++)?(?:#[A-Za-z0-9/:=._~-]++)?\Z"
)
MOST_CONTENT: Final = 256 * 1024
"""Bytes of an entry's sanitized HTML."""
MOST_ENCLOSURES: Final = 50


class Clean(Protocol):
    """What is needed of `shared.html`."""

    def sanitize(self, html: str, base: str) -> str:
        """Safe HTML with absolute addresses."""

    def cut(self, html: str, size: int) -> str:
        """The beginning of sanitized ``html``, well formed, at most ``size`` bytes of it."""

    def text(self, html: str, limit: int) -> str:
        """At most ``limit`` characters of the words in ``html``, on one line."""

    def excerpt(self, html: str, limit: int) -> str:
        """`text`, of which no more is looked at than is needed."""

    def beginning(self, html: str, limit: int) -> str:
        """`excerpt` of sanitized ``html``."""

    def image(self, html: str) -> str:
        """The address of the first image in sanitized ``html``; '' if there is none."""


def parse(job: ParseJob, clean: Clean) -> ParsedFeed:
    """Read one feed. Raises `FeedProblem`."""
    decoded = decode(job.body, job.content_type)
    names = {digest: name for name, digest in job.known.items()}
    utf_8 = job.body if decoded.encoding == "utf-8" and decoded.clean else None
    reading = _read(decoded.text, job.url, names.keys(), utf_8)
    found = _Found(reading, job.source, names)
    if found.is_doubtful:
        reading = _read(decoded.text, job.url, (), utf_8)
        found = _Found(reading, job.source, names)
    about = mojibake.mended_about(reading.feed.about)
    origin = about.atom_id or job.url
    changed = (name for name, (digest, _) in found.entries.items() if job.known.get(name) != digest)
    entries = tuple(_found(name, *found.entries[name], (origin, job.url), clean) for name in changed)
    has_mended = about is not reading.feed.about or any(entry.is_mended for entry in entries)
    return ParsedFeed(
        about=structs.replace(
            _about(about, job.url, clean, skips.read(decoded.text)),
            findings=findings.found(reading, decoded, job.body, is_mended=has_mended or mojibake.is_in(decoded.text)),
        ),
        present=found.present,
        entries=entries,
        withdrawn=tuple(
            Withdrawn(entry_id(job.source, bounded(ref)), permanent_id(bounded(ref), origin), when)
            for ref, when in reading.feed.withdrawn
        ),
        encoding=decoded.encoding,
        path=reading.path,
    )


def _read(text: str, url: str, known: Container[str], utf_8: bytes | None) -> Reading:
    start = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")[:1] or text.lstrip("\ufeff \t\r\n")[:1]
    if not start:
        raise NotAFeed("empty")
    return whole(jsonfeed.read(text, url), "json") if start == "{" else xmlfeed.read(text, url, known, utf_8)


class _Found:
    """Entries by their id, in the order of the feed; of several with one id the first of the latest counts.

    ``is_doubtful``: one that was left out as known has the id of another one that is new; which of them counts can only
    be said once both are read.
    """

    def __init__(self, reading: Reading, source: str, names: Mapping[str, str]) -> None:
        self.entries: dict[str, tuple[str, RawEntry]] = {}
        read: dict[str, str] = {}
        for digest, entry in zip(reading.digests, reading.feed.entries, strict=True):
            name = read[digest] = names.get(digest) or entry_id(source, _identity(entry))
            if name not in self.entries or _updated(entry) > _updated(self.entries[name][1]):
                self.entries[name] = (digest, entry)
        left_out = {names[digest] for digest in reading.order if digest not in read}
        self.is_doubtful = not left_out.isdisjoint(self.entries)
        self.present = tuple(dict.fromkeys(read.get(digest) or names[digest] for digest in reading.order))


def _updated(entry: RawEntry) -> datetime:
    return dates.parse(entry.updated) or _NEVER


def _identity(entry: RawEntry) -> str:
    if entry.claimed or entry.url:
        return identity(entry.claimed, entry.url)
    return identity("", "", _bare(entry.title), _bare(entry.summary), entry.published)


def _bare(markup: Markup) -> str:
    """Words alone: how tags are written must not make another entry of it."""
    return " ".join(_TAG.sub(" ", markup.text).split()) if markup.is_html else markup.text


def _found(name: str, digest: str, written: RawEntry, feed: tuple[str, str], clean: Clean) -> EntryFound:
    """``feed`` is its id, which makes bad ids of entries good ones, and its address."""
    origin, base = feed
    entry = mojibake.mended_entry(written)
    whole_content = _html(entry.content if entry.content.text else entry.summary, clean)
    is_truncated = len(whole_content) > MOST_CONTENT // 4 and len(whole_content.encode()) > MOST_CONTENT
    content = clean.cut(whole_content, MOST_CONTENT) if is_truncated else whole_content
    enclosures, media = _enclosures(entry.enclosures, base), _enclosures(entry.media, base)
    title, url = _title(entry.title, clean), _address(base, entry.url)
    summary = _summary(entry, clean) or clean.beginning(content, _EXCERPT)
    found = EntryFound(
        id=name,
        atom_id=permanent_id(_identity(written), origin),
        digest=digest,
        title=title,
        url=url,
        published=entry.published,
        updated=entry.updated,
        summary=summary,
        content=content,
        authors=_people(entry.authors),
        labels=_labels(entry.labels),
        enclosures=_all_files(enclosures, media),
        language=entry.language if len(entry.language or "") <= _LONGEST_LANGUAGE else None,
        image=_image((*media, *enclosures)) or clean.image(content),
        origin=_origin(entry, base),
        via=tuple(filter(None, (_address(base, link) for link in entry.via[:_MOST_VIA]))) if entry.via else (),
        marks=alike.marks(title, summary, url),
        is_truncated=is_truncated,
        is_mended=entry is not written,
    )
    return structs.replace(found, size=len(msgpack.encode(found)))


def _summary(entry: RawEntry, clean: Clean) -> str:
    """What the publisher wrote as one; '' where that is the content."""
    if not entry.content.text:
        return ""
    return (
        _line(clean.excerpt(entry.summary.text, _SUMMARY)) if entry.summary.is_html else entry.summary.text[:_SUMMARY]
    )


def _title(title: Markup, clean: Clean) -> str:
    return resolved(_plain(title, clean, _TITLE))[:_TITLE].strip()


def _labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    if not labels:
        return ()
    return tuple(filter(None, dict.fromkeys(_line(label)[:_LABEL] for label in labels[:_MOST_LABELS])))


def _origin(entry: RawEntry, base: str) -> OriginFound | None:
    if entry.origin is None:
        return None
    found = OriginFound(
        bounded(entry.origin.atom_id), _line(entry.origin.title)[:_TITLE], _address(base, entry.origin.url)
    )
    return found if found.atom_id or found.url else None


def _enclosures(files: tuple[EnclosureFound, ...], base: str) -> tuple[EnclosureFound, ...]:
    if not files:
        return ()
    return tuple(
        structs.replace(file, href=href, type=file.type[:_LABEL] if file.type else None)
        for file in files[:MOST_ENCLOSURES]
        if (href := _address(base, file.href))
    )


def _all_files(*files: tuple[EnclosureFound, ...]) -> tuple[EnclosureFound, ...]:
    """Each address once; a type such as ``image/*`` was good enough to choose by, and is no media type."""
    if not any(files):
        return ()
    found: dict[str, EnclosureFound] = {}
    for file in chain(*files):
        is_vague = file.type is not None and file.type.endswith("/*")
        found.setdefault(file.href, structs.replace(file, type=None) if is_vague else file)
    return tuple(found.values())[:MOST_ENCLOSURES]


def _image(files: tuple[EnclosureFound, ...]) -> str:
    return next((file.href for file in files if (file.type or "").startswith("image/")), "")


def _about(about: About, url: str, clean: Clean, skipped: skips.Skips) -> About:
    return structs.replace(
        about,
        atom_id=bounded(about.atom_id),
        title=resolved(_plain(_guessed(about.title), clean, _TITLE)),
        subtitle=_plain(_guessed(about.subtitle), clean, _SUMMARY),
        rights=_plain(_guessed(about.rights), clean, _TITLE),
        home=_address(url, about.home),
        icon=_address("", about.icon),
        logo=_address("", about.logo),
        authors=_people(about.authors),
        hubs=tuple(dict.fromkeys(filter(None, (_address("", hub) for hub in about.hubs[:_MOST_HUBS])))),
        self_url=_address(url, about.self_url),
        language=about.language if len(about.language) <= _LONGEST_LANGUAGE else "",
        archive=tuple(filter(None, (_address(url, link) for link in about.archive[:1]))),
        following=tuple(filter(None, (_address(url, link) for link in about.following[:1]))),
        skip_hours=skipped.hours,
        skip_days=skipped.days,
    )


def _guessed(text: str) -> Markup:
    """Titles and rights of feeds are escaped once, twice or not at all; tags in them are never wanted."""
    return Markup(text, is_html="<" in text or "&" in text)


def _html(markup: Markup, clean: Clean) -> str:
    text = markup.text if markup.is_html else escape(markup.text, quote=False).replace("\n", "<br>")
    return clean.sanitize(text, markup.base) if text else ""


def _plain(markup: Markup, clean: Clean, limit: int) -> str:
    text = clean.text(markup.text, limit) if markup.is_html else markup.text
    return _line(text)[:limit]


def _address(base: str, reference: str) -> str:
    """The absolute address; '' for none, for what cannot be an address, and for one that is too long to be kept."""
    if _PLAIN_ADDRESS.match(reference):
        return reference if len(reference) <= _LONGEST_URL else ""
    try:
        address = web_url(urljoin(base, reference)) if reference else None
    except ValueError:
        return ""
    return address if address and len(address) <= _LONGEST_URL else ""


def _line(text: str) -> str:
    return collapsed(xml_text(text))


def _people(people: tuple[PersonFound, ...]) -> tuple[PersonFound, ...]:
    if not people:
        return ()
    return tuple(
        PersonFound(
            _line(person.name)[:_LABEL],
            person.email if len(person.email or "") <= _LONGEST_EMAIL else None,
            _address("", person.uri or "") or None,
        )
        for person in people[:_MOST_PEOPLE]
    )
