"""From the bytes of an answer to entries: the whole of what a worker does.

    decode | refuse entities | read by format | identify | leave out what is unchanged | sanitize | hand over

Every input ends in a `ParsedFeed` or in a named error (`errors.FeedProblem`).
"""

import hashlib
from html import escape
from typing import Final, Protocol
from urllib.parse import urljoin

from msgspec import msgpack, structs

from services.aggregator import jsonfeed, xmlfeed
from services.aggregator.charset import decode
from services.aggregator.document import About, EntryFound, ParsedFeed, ParseJob, PersonFound, Withdrawn
from services.aggregator.errors import NotAFeed
from services.aggregator.identity import entry_id, identity
from services.aggregator.rawfeed import Markup, RawEntry, RawFeed
from shared.feed.iri import permanent_id, web_url
from shared.feed.xmltext import xml_text

_DIGEST_BYTES: Final = 12
_TITLE: Final = 500
_SUMMARY: Final = 600
_LABEL: Final = 100
_MOST_LABELS: Final = 50
_MOST_PEOPLE: Final = 20


class Clean(Protocol):
    """What is needed of `shared.html`."""

    def sanitize(self, html: str, base: str) -> str:
        """Safe HTML with absolute addresses."""

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
        about=_about(raw.about, job.url, clean),
        present=tuple(entries),
        entries=tuple(_found(entries[name], name, digests[name], (origin, job.url), clean) for name in changed),
        withdrawn=tuple(
            Withdrawn(entry_id(job.source, ref), permanent_id(ref, origin), when) for ref, when in raw.withdrawn
        ),
        encoding=decoded.encoding,
    )


def _read(text: str, url: str) -> RawFeed:
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if not start:
        raise NotAFeed("empty")
    return jsonfeed.read(text, url) if start == "{" else xmlfeed.read(text, url)


def _identified(raw: RawFeed, source: str) -> dict[str, RawEntry]:
    """Entries by their id, in the order of the feed; of two with one id the first counts."""
    entries: dict[str, RawEntry] = {}
    for entry in raw.entries:
        entries.setdefault(entry_id(source, _identity(entry)), entry)
    return entries


def _identity(entry: RawEntry) -> str:
    return identity(entry.claimed, entry.url, entry.title.text, entry.summary.text, entry.published)


def _digest(entry: RawEntry) -> str:
    return hashlib.blake2b(msgpack.encode(entry), digest_size=_DIGEST_BYTES).hexdigest()


def _found(entry: RawEntry, name: str, digest: str, feed: tuple[str, str], clean: Clean) -> EntryFound:
    """``feed`` is its id, which makes bad ids of entries good ones, and its address."""
    origin, base = feed
    content = _html(entry.content if entry.content.text else entry.summary, clean)
    return EntryFound(
        id=name,
        atom_id=permanent_id(_identity(entry), origin),
        digest=digest,
        title=_plain(entry.title, clean, _TITLE),
        url=web_url(_joined(base, entry.url)) or "",
        published=entry.published,
        updated=entry.updated,
        summary=_plain(entry.summary, clean, _SUMMARY) or clean.text(content, _SUMMARY),
        content=content,
        authors=_people(entry.authors),
        labels=tuple(dict.fromkeys(_line(label)[:_LABEL] for label in entry.labels[:_MOST_LABELS])),
        enclosures=tuple(
            structs.replace(file, href=href) for file in entry.enclosures if (href := web_url(_joined(base, file.href)))
        ),
        language=entry.language,
    )


def _about(about: About, url: str, clean: Clean) -> About:
    return structs.replace(
        about,
        title=_plain(_guessed(about.title), clean, _TITLE),
        subtitle=_plain(_guessed(about.subtitle), clean, _SUMMARY),
        rights=_plain(_guessed(about.rights), clean, _TITLE),
        home=web_url(_joined(url, about.home)) or "",
        icon=web_url(about.icon) or "",
        logo=web_url(about.logo) or "",
        authors=_people(about.authors),
        hubs=tuple(dict.fromkeys(filter(None, map(web_url, about.hubs)))),
        self_url=web_url(_joined(url, about.self_url)) or "",
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


def _joined(base: str, reference: str) -> str:
    """The absolute address; '' for none and for what cannot be an address."""
    try:
        return urljoin(base, reference) if reference else ""
    except ValueError:
        return ""


def _line(text: str) -> str:
    return " ".join(xml_text(text).split())


def _people(people: tuple[PersonFound, ...]) -> tuple[PersonFound, ...]:
    return tuple(
        PersonFound(_line(person.name)[:_LABEL], person.email, web_url(person.uri) if person.uri else None)
        for person in people[:_MOST_PEOPLE]
    )
