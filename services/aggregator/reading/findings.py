"""What is odd about a feed, as a validator would say: codes that `publishing.wording` has words for. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from services.aggregator.reading import dates
from services.aggregator.reading.charset import Decoded
from services.aggregator.reading.rawfeed import RawEntry
from services.aggregator.reading.xmlfeed import Reading

_LABEL: Final = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii"})
_DOCTYPE: Final = re.compile(rb"<!doctype", re.IGNORECASE)
_LOOKED_AT: Final = 4096


def found(reading: Reading, decoded: Decoded, body: bytes, *, is_mended: bool = False) -> tuple[str, ...]:
    """Codes, the gravest first; entries that were left out as known were looked at when they were new."""
    twice = ["double-encoded"] if is_mended else []
    return (*twice, *_of_document(reading, decoded, body), *_of_entries(reading.feed.entries))


def _of_document(reading: Reading, decoded: Decoded, body: bytes) -> Iterator[str]:
    has_doctype = _DOCTYPE.search(body[:_LOOKED_AT]) is not None
    if reading.path == "loose" and not has_doctype and reading.feed.about.format in {"atom10", "rss20"}:
        yield "not-well-formed"
    label = _LABEL.match(body[:512])
    says_utf_8 = label is None or label[1].decode("ascii").lower() in _UTF_8
    if not decoded.clean or says_utf_8 != (decoded.encoding == "utf-8"):
        yield "wrong-charset"
    if has_doctype:
        yield "document-type"
    about = reading.feed.about
    if not about.title:
        yield "no-title"
    if reading.path == "strict" and about.format in {"atom10", "rss20"} and not about.self_url:
        yield "no-self"


def _of_entries(entries: Iterable[RawEntry]) -> list[str]:
    looked_at = list(entries)
    written = [entry.published or entry.updated for entry in looked_at]
    odd = {
        "no-ids": any(not entry.claimed for entry in looked_at),
        "no-dates": not all(map(dates.is_readable, written)),
        "odd-dates": any(dates.is_unusual(text) for text in written),
    }
    return [code for code, is_so in odd.items() if is_so]
