"""From texts to an `Identity`: the same rules for the console, the form, the API, and what the store holds. Pure.

Lists are written one to a line (or with semicolons between); an empty text stands for the default.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from shared.errors import FieldProblem, InvalidInput
from shared.i18n import DEFAULT_LANGUAGE, LANGUAGES
from shared.site.colour import LIGHT, is_colour
from shared.site.identity import EMBLEM, Identity
from shared.text import clean_line, clean_text, naming_problem
from shared.thai.provinces import province_of

_NAME: Final = 120
_SENTENCE: Final = 240
_MOST_AGENCIES: Final = 200
_PHONE: Final = re.compile(r"[+\d][\d ()–-]{2,38}(?: ?(?:ต่อ|ext\.?) ?\d{1,6})?")
_EMAIL: Final = re.compile(r"[^\s@<>\"',;:]{1,64}@(?:[^\s@<>\"',;:./]{1,63}\.)+[^\s@<>\"',;:./]{2,63}")
"""Thai ones too, whose vowels and tone marks are no ``\\w`` (RFC 6531)."""
_BREAKS: Final = re.compile(r"[\n;]")


class _Broken(Exception):
    """A rule that a text breaks."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def _line(text: str, *, most: int) -> str:
    line = clean_line(text)
    if len(line) > most:
        raise _Broken("too-long", f"at most {most}")
    return line


def _lines(text: str) -> str:
    lines = [clean_line(line) for line in clean_text(text).split("\n")]
    return _at_most("\n".join(filter(None, lines)), _SENTENCE)


def _at_most(text: str, most: int) -> str:
    if len(text) > most:
        raise _Broken("too-long", f"at most {most}")
    return text


def _emblem(text: str) -> str:
    if not EMBLEM.fullmatch(text.strip()):
        raise _Broken("not-an-upload", "the address of an uploaded picture: /media/…")
    return text.strip()


def _accent(text: str) -> str:
    colour = text.strip().lower()
    if not is_colour(colour):
        raise _Broken("not-a-colour", "such as #0f5c55")
    if not LIGHT.is_legible(colour):
        raise _Broken("hard-to-read", LIGHT.nearest(colour))
    return colour


def _languages(text: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))
    if not set(named) <= set(LANGUAGES) or DEFAULT_LANGUAGE not in named:
        raise _Broken("unknown-language", f"{DEFAULT_LANGUAGE}, with or without others of {', '.join(LANGUAGES)}")
    return named


def _phone(text: str) -> str:
    return _shaped(_PHONE, "not-a-phone-number", text)


def _email(text: str) -> str:
    return _shaped(_EMAIL, "not-an-address", text)


def _shaped(shape: re.Pattern[str], code: str, text: str) -> str:
    line = clean_line(text)
    if not shape.fullmatch(line):
        raise _Broken(code)
    return line


def _agencies(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(filter(None, map(clean_line, _BREAKS.split(text)))))
    if len(names) > _MOST_AGENCIES:
        raise _Broken("too-many", f"at most {_MOST_AGENCIES}")
    for name in names:
        _at_most(name, _NAME)
        if problem := naming_problem(name):
            raise _Broken(*problem)
    return names


def _province(text: str) -> str:
    found = province_of(text)
    if found is None:
        raise _Broken("unknown-province", "a name in Thai or English, or a code such as TH-45")
    return found.code


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "title": partial(_line, most=_NAME),
    "subtitle": partial(_line, most=_SENTENCE),
    "emblem": _emblem,
    "accent": _accent,
    "languages": _languages,
    "address": _lines,
    "phone": _phone,
    "email": _email,
    "agencies": _agencies,
    "province": _province,
}
NAMES: Final = tuple(_READERS)
"""Everything there is to set, in the order of the form."""


def apply(values: Mapping[str, str], defaults: Identity) -> tuple[Identity, tuple[FieldProblem, ...]]:
    """The identity with everything that can be used, and what cannot."""
    read: dict[str, Any] = {}
    problems = []
    for name, text in values.items():
        try:
            if text.strip() and (value := _read(name, text)):  # of control characters alone nothing is left
                read[name] = value
        except _Broken as broken:
            problems.append(FieldProblem(name, broken.code, broken.detail))
    return replace(defaults, **read), tuple(problems)


def identity_of(values: Mapping[str, str], defaults: Identity) -> Identity:
    """The identity that was set. Raises `InvalidInput` with everything that is wrong."""
    identity, problems = apply(values, defaults)
    if problems:
        raise InvalidInput(*problems)
    return identity


def text_of(identity: Identity, name: str) -> str:
    """A value as it is typed and kept."""
    value = getattr(identity, name)
    return value if isinstance(value, str) else "\n".join(value)


def _read(name: str, text: str) -> Any:
    reader = _READERS.get(name)
    if reader is None:
        raise _Broken("unknown-field", ", ".join(NAMES))
    return reader(text)
