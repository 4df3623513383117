"""Which characters the bytes of a feed are: UTF-8 validity first, then the label, then plausibility. Pure.

Labels are wrong more often than UTF-8 is valid by accident, and nearly valid UTF-8 is UTF-8 in which somebody has cut a
text in the middle of a character. The encodings of Thai (TIS-620, ISO-8859-11, windows-874) are read as cp874, their
superset; bytes that read as Thai words are Thai even where the label says Latin-1, the default of many servers, or
nothing.
"""

import codecs
import re
from itertools import islice
from typing import Final, NamedTuple

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How "<?" or "<r" looks in encodings that are no superset of ASCII (XML 1.0 appendix F).
_SHAPES: Final = (
    (re.compile(rb"<\0\0\0[^\0]\0\0\0", re.DOTALL), "utf-32-le"),
    (re.compile(rb"\0\0\0<\0\0\0[^\0]", re.DOTALL), "utf-32-be"),
    (re.compile(rb"<\0[^\0]\0", re.DOTALL), "utf-16-le"),
    (re.compile(rb"\0<\0[^\0]", re.DOTALL), "utf-16-be"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)
_OTHER_UTF: Final = frozenset({"utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"})
_THAI: Final = frozenset({"tis620", "tis6200", "iso885911", "windows874", "cp874", "ibm874", "xwindows874", "thai"})
_WESTERN: Final = frozenset({"iso8859-1", "iso8859-15", "cp1252", "ascii", "utf-8"})
_HTTP_LABEL: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_XML_LABEL: Final = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_LONGEST_HEAD: Final = 512
_ESCAPE: Final = b"\x1b"
# windows-874 has punctuation (0x80, 0x85, 0x91-0x97) and a blank (0xa0) beyond ASCII, which stand between words.
_HIGH_RUN: Final = re.compile(rb"[\x81-\x84\x86-\x90\x98-\x9f\xa1-\xff]+")
# A word of Thai in cp874: consonants, vowels before and after, marks above and below, tone marks.
_THAI_RUN: Final = re.compile(
    rb"(?:[\xe0-\xe4]?[\xa1-\xce][\xd1\xd4-\xda\xe7-\xee]{0,3}[\xd0\xd2\xd3\xe5]{0,2}|[\xcf\xdf\xe6\xef-\xfb])+"
)
_SAMPLE: Final = 64 * 1024
_LEAST_RUN: Final = 3
_LEAST_SHARE: Final = 0.8
_VALID_TO_BROKEN: Final = 10
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f\ufffd]")
_WIDE: Final = ("utf-16", "utf-32")


class Decoded(NamedTuple):
    """The text, the codec that gave it, and whether every byte fitted."""

    text: str
    encoding: str
    clean: bool = True


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of ``body``; never fails, at worst some characters are U+FFFD."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            rest = body[len(mark) :]
            return _replacing(rest, encoding) if encoding in _OTHER_UTF else _promised(rest)
    for shape, encoding in _SHAPES:
        if shape.match(body):
            return _replacing(body, encoding)
    labels = _labels(body, content_type)
    if _ESCAPE not in body or not labels:  # ISO-2022 looks like ASCII and is not
        valid = _strictly(body, "utf-8")
        if valid:
            return valid
    return _labelled(body, labels)


def _promised(body: bytes) -> Decoded:
    """What a byte order mark calls UTF-8: it is, unless somebody has put the mark before a text in TIS-620."""
    return _strictly(body, "utf-8") or _labelled(body, ["utf-8"])


def _labelled(body: bytes, labels: list[str]) -> Decoded:
    nearly = _nearly_utf_8(body)
    if nearly:
        return nearly
    if looks_thai(body) and all(label in _WESTERN or label == "cp874" for label in labels):
        return _replacing(body, "cp874")
    for label in labels:
        found = None if label in {"utf-8", "ascii"} else _strictly(body, label)
        if found:
            return found
    usable = next((label for label in labels if label != "ascii"), "cp1252")
    return _replacing(body, usable)


def _nearly_utf_8(body: bytes) -> Decoded | None:
    """The text, if for every broken place there are many characters beyond ASCII that are whole."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for _ in islice(_BEYOND_ASCII.finditer(text), broken * _VALID_TO_BROKEN))
    return Decoded(text, "utf-8", clean=False) if 0 < broken * _VALID_TO_BROKEN <= whole else None


def looks_thai(body: bytes) -> bool:
    """Whether the bytes beyond ASCII come in runs that spell Thai in cp874, as accented Latin letters never do."""
    runs = _HIGH_RUN.findall(body[:_SAMPLE])
    total = sum(map(len, runs))
    spelled = sum(len(run) for run in runs if len(run) >= _LEAST_RUN and _THAI_RUN.fullmatch(run))
    return total > 0 and spelled >= total * _LEAST_SHARE


def _labels(body: bytes, content_type: str) -> list[str]:
    """Codecs by HTTP label and XML declaration; the first wins where both can read the bytes."""
    http = _HTTP_LABEL.search(content_type)
    xml = _XML_LABEL.match(body[:_LONGEST_HEAD])
    names = [http[1] if http else "", xml[1].decode("ascii") if xml else ""]
    found = [codec for codec in map(_codec, names) if codec]
    # Their shape or mark would have been seen: a label that says so over single bytes is wrong.
    return found if b"\0" in body[:_LONGEST_HEAD] else [codec for codec in found if not codec.startswith(_WIDE)]


def _codec(label: str) -> str:
    if re.sub(r"[\W_]", "", label).lower() in _THAI:
        return "cp874"
    try:
        # Codecs such as "hex" or "rot13" turn text into something else and are no charset.
        codec = codecs.lookup(label)
        "".encode(label)
    except (LookupError, ValueError):
        return ""
    return "cp1252" if codec.name == "iso8859-1" else codec.name


def _strictly(body: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(body.decode(encoding), encoding)
    except (UnicodeDecodeError, ValueError):
        return None


def _replacing(body: bytes, encoding: str) -> Decoded:
    found = _strictly(body, encoding)
    return found or Decoded(body.decode(encoding, "replace"), encoding, clean=False)
