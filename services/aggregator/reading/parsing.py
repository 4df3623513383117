"""From the bytes of an answer to entries: the whole of what a worker does.

    decode | refuse entities | read by format | identify | leave out what is unchanged | sanitize | hand over

Every input ends in a `ParsedFeed` or in a named error (`errors.FeedProblem`).
"""

import hashlib
from datetime import UTC, datetime
from html import escape
from typing import Final, Protocol
from urllib.parse import urljoin

from msgspec import msgpack, structs

from services.aggregator.errors import NotAFeed
from services.aggregator.identity import bounded, entry_id, identity
from services.aggregator.reading import dates, jsonfeed, search, skips, xmlfeed
from services.aggregator.reading.charset import decode
from services.aggregator.reading.document import (
    About,
    EnclosureFound,
    EntryFound,
    ParsedFeed,
    ParseJob,
    PersonFound,
    Withdrawn,
)
from services.aggregator.reading.rawfeed import Markup, RawEntry, RawFeed
from shared.feed.iri import permanent_id, web_url
from shared.feed.xmltext import xml_text

_DIGEST_BYTES: Final = 12
_TITLE: Final = 500
_SUMMARY: Final = 600
_LABEL: Final = 100
_MOST_LABELS: Final = 50
_MOST_PEOPLE: Final = 20
_MOST_HUBS: Final = 10
_LONGEST_URL: Final = 2048
_LONGEST_EMAIL: Final = 254  # RFC 5321 section 4.5.3.1.3
_LONGEST_LANGUAGE: Final = 35  # RFC 5646 section 4.4.1
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
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


def parse(job: ParseJob, clean: Clean) -> ParsedFeed:
    """Read one feed. Raises `FeedProblem`."""
    decoded = decode(job.body, job.content_type)
    raw = _read(decoded.text, job.url)
    origin = raw.about.atom_id or job.url
    entries = _identified(raw, job.source)
    digests = {name: _digest(entry) for name, entry in entries.items()}
    changed = [name for name in entries if job.known.get(name) != digests[name]]
    return ParsedFeed(
        about=_about(raw.about, job.url, clean, skips.read(decoded.text)),
        present=tuple(entries),
        entries=tuple(_found(entries[name], name, digests[name], (origin, job.url), clean) for name in changed),
        withdrawn=tuple(
            Withdrawn(entry_id(job.source, bounded(ref)), permanent_id(bounded(ref), origin), when)
            for ref, when in raw.withdrawn
        ),
        encoding=decoded.encoding,
    )


def _read(text: str, url: str) -> RawFeed:
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if not start:
        raise NotAFeed("empty")
    return jsonfeed.read(text, url) if start == "{" else xmlfeed.read(text, url)


def _identified(raw: RawFeed, source: str) -> dict[str, RawEntry]:
    """Entries by their id, in the order of the feed; of several with one id the first of the latest counts."""
    entries: dict[str, RawEntry] = {}
    for entry in raw.entries:
        name = entry_id(source, _identity(entry))
        if name not in entries or _updated(entry) > _updated(entries[name]):
            entries[name] = entry
    return entries


def _updated(entry: RawEntry) -> datetime:
    return dates.parse(entry.updated) or _NEVER


def _identity(entry: RawEntry) -> str:
    return identity(entry.claimed, entry.url, entry.title.text, entry.summary.text, entry.published)


def _digest(entry: RawEntry) -> str:
    return hashlib.blake2b(msgpack.encode(entry), digest_size=_DIGEST_BYTES).hexdigest()


def _found(entry: RawEntry, name: str, digest: str, feed: tuple[str, str], clean: Clean) -> EntryFound:
    """``feed`` is its id, which makes bad ids of entries good ones, and its address."""
    origin, base = feed
    whole = _html(entry.content if entry.content.text else entry.summary, clean)
    is_truncated = len(whole.encode()) > MOST_CONTENT
    content = clean.cut(whole, MOST_CONTENT) if is_truncated else whole
    title, summary = _plain(entry.title, clean, _TITLE), _plain(entry.summary, clean, _SUMMARY)
    labels = tuple(dict.fromkeys(_line(label)[:_LABEL] for label in entry.labels[:_MOST_LABELS]))
    found = EntryFound(
        id=name,
        atom_id=permanent_id(_identity(entry), origin),
        digest=digest,
        title=title,
        url=_address(base, entry.url),
        published=entry.published,
        updated=entry.updated,
        summary=summary or clean.text(content, _SUMMARY),
        content=content,
        authors=_people(entry.authors),
        labels=labels,
        enclosures=_enclosures(entry.enclosures, base),
        language=entry.language if len(entry.language or "") <= _LONGEST_LANGUAGE else None,
        words=search.words_of(title, summary, *labels, clean.text(content, search.LONGEST)),
        is_truncated=is_truncated,
    )
    return structs.replace(found, size=len(msgpack.encode(found)))


def _enclosures(files: tuple[EnclosureFound, ...], base: str) -> tuple[EnclosureFound, ...]:
    return tuple(
        structs.replace(file, href=href, type=file.type[:_LABEL] if file.type else None)
        for file in files[:MOST_ENCLOSURES]
        if (href := _address(base, file.href))
    )


def _about(about: About, url: str, clean: Clean, skipped: skips.Skips) -> About:
    return structs.replace(
        about,
        atom_id=bounded(about.atom_id),
        title=_plain(_guessed(about.title), clean, _TITLE),
        subtitle=_plain(_guessed(about.subtitle), clean, _SUMMARY),
        rights=_plain(_guessed(about.rights), clean, _TITLE),
        home=_address(url, about.home),
        icon=_address("", about.icon),
        logo=_address("", about.logo),
        authors=_people(about.authors),
        hubs=tuple(dict.fromkeys(filter(None, (_address("", hub) for hub in about.hubs[:_MOST_HUBS])))),
        self_url=_address(url, about.self_url),
        skip_hours=skipped.hours,
        skip_days=skipped.days,
    )


def _guessed(text: str) -> Markup:
    """Titles and rights of feeds are escaped once, twice or not at all; tags in them are never wanted."""
    return Markup(text, is_html="<" in text or "&" in text)


def _html(markup: Markup, clean: Clean) -> str:
    text = markup.text if markup.is_html else escape(markup.text, quote=False).replace("\n", "<br>")
    return xml_text(clean.sanitize(text, markup.base)) if text else ""


def _plain(markup: Markup, clean: Clean, limit: int) -> str:
    text = clean.text(markup.text, limit) if markup.is_html else markup.text
    return _line(text)[:limit]


def _address(base: str, reference: str) -> str:
    """The absolute address; '' for none, for what cannot be an address, and for one that is too long to be kept."""
    try:
        address = web_url(urljoin(base, reference)) if reference else None
    except ValueError:
        return ""
    return address if address and len(address) <= _LONGEST_URL else ""


def _line(text: str) -> str:
    return " ".join(xml_text(text).split())


def _people(people: tuple[PersonFound, ...]) -> tuple[PersonFound, ...]:
    return tuple(
        PersonFound(
            _line(person.name)[:_LABEL],
            person.email if len(person.email or "") <= _LONGEST_EMAIL else None,
            _address("", person.uri or "") or None,
        )
        for person in people[:_MOST_PEOPLE]
    )
