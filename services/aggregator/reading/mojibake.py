"""Thai that was encoded twice: UTF-8, taken for Latin-1, windows-1252 or windows-874, and encoded again. Pure.

สาร comes as ``à¸ªà¸²à¸£`` or ``เธชเธฒเธฃ``. Each letter of Thai is three bytes, the first two being E0 and B8 or B9.
Text in which they stand several times, in which no letter of Thai stands otherwise, and which spells Thai once it is
decoded, is nothing else. Whatever is less certain stays as it is: a page may well speak of such a mishap.
"""

import re
from typing import Final, NamedTuple

from msgspec import structs

from services.aggregator.reading.charset import looks_thai
from services.aggregator.reading.document import About, PersonFound
from services.aggregator.reading.rawfeed import Markup, RawEntry

_FIRST_HIGH: Final = 0x80
_FIRST_LATIN: Final = 0xA0
_BLANK: Final = " "
_NO_BREAK: Final = 0xA0
_FIRST_LEADING: Final = 0xC0
_THAI: Final = re.compile("[\u0e01-\u0e5b]")
_CUT: Final = "unexpected end of data"


class _Codec(NamedTuple):
    """``octets`` are the bytes that characters stood for, ``sign`` is how most letters of Thai begin.

    ``least`` letters, of so many ``kinds``, are enough to be certain.
    """

    octets: dict[str, int]
    sign: str
    run: re.Pattern[str]
    letter: re.Pattern[str]
    least: int
    kinds: int


def _codec(name: str, begins: str, least: int, kinds: int) -> _Codec:
    """Bytes that the codec does not know are C1 controls, as in browsers, or what readers of feeds make of those."""
    high = [bytes([octet]) for octet in range(_FIRST_HIGH, 0x100)]
    octets = {raw.decode("latin-1"): raw[0] for raw in high if raw[0] < _FIRST_LATIN}
    for each in ("cp1252", name):
        known = ((raw.decode(each, "ignore"), raw[0]) for raw in high if each == name or raw[0] < _FIRST_LATIN)
        octets |= {character: octet for character, octet in known if character}
    # What ends a letter, or the plain blank that software likes to make of A0.
    last = "".join(character for character, octet in octets.items() if octet < _FIRST_LEADING) + _BLANK
    return _Codec(
        octets,
        begins[0] + begins[1],
        re.compile(f"(?:{begins[0]}[{begins[1:]}]{_BLANK}|[^\x00-\x7f])+"),
        re.compile(f"{begins[0]}[{begins[1:]}]([{re.escape(last)}])"),
        least,
        kinds,
    )


_CODECS: Final = (_codec("cp1252", "à¸¹", least=2, kinds=2), _codec("cp874", "เธน", least=4, kinds=3))


def mended(text: str) -> str:
    """The text as it was meant; itself if there is any doubt."""
    if text.isascii():
        return text
    return next((found for codec in _CODECS if holds(text, codec.sign) and (found := _meant(text, codec))), text)


def is_in(document: str) -> bool:
    """Whether a text of Latin letters stands somewhere that means Thai, such as readers of feeds mend by themselves."""
    latin = _CODECS[0]
    return holds(document, latin.sign) and any(_meant(run[0], latin) for run in latin.run.finditer(document))


def mended_entry(entry: RawEntry) -> RawEntry:
    """The same object if there was nothing to mend."""
    texts = (entry.title.text, entry.summary.text, entry.content.text, *entry.labels)
    if all(mended(text) is text for text in texts) and all(mended(each.name) is each.name for each in entry.authors):
        return entry
    title, summary, content = map(_markup, (entry.title, entry.summary, entry.content))
    labels = tuple(map(mended, entry.labels))
    found = structs.replace(
        entry, title=title, summary=summary, content=content, labels=labels, authors=_people(entry.authors)
    )
    return entry if found == entry else found


def mended_about(about: About) -> About:
    """The same object if there was nothing to mend."""
    title, subtitle, rights = map(mended, (about.title, about.subtitle, about.rights))
    found = structs.replace(about, title=title, subtitle=subtitle, rights=rights, authors=_people(about.authors))
    return about if found == about else found


def _markup(markup: Markup) -> Markup:
    return structs.replace(markup, text=mended(markup.text))


def _people(people: tuple[PersonFound, ...]) -> tuple[PersonFound, ...]:
    return tuple(structs.replace(person, name=mended(person.name)) for person in people)


def _meant(text: str, codec: _Codec) -> str:
    """'' unless enough letters stand there in pieces, none as a whole, and they spell Thai."""
    ends = codec.letter.findall(text)
    if len(ends) < codec.least or len(set(ends)) < codec.kinds:
        return ""
    has_whole = False

    def decoded(run: re.Match[str]) -> str:
        nonlocal has_whole
        found = _decoded(run[0], codec.octets)
        has_whole = has_whole or (found == run[0] and _THAI.search(found) is not None)
        return found

    found = codec.run.sub(decoded, text)
    return found if not has_whole and looks_thai(found.encode("cp874", "ignore")) else ""


def _decoded(run: str, octets: dict[str, int]) -> str:
    """What is no double UTF-8 stays; half a letter at the end, where somebody cut the text, goes."""
    try:
        raw = bytes(_NO_BREAK if character == _BLANK else octets[character] for character in run)
    except KeyError:
        return run
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        return raw[: error.start].decode() if error.reason == _CUT and error.start else run


def _holds(text: str, pair: str) -> bool:
    """Whether two letters stand in a text one behind the other."""
    return pair in text


try:
    from services.aggregator.reading._signs import holds
except ImportError:  # not compiled
    holds = _holds
