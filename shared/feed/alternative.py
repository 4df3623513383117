"""Blogger's parameter ``alt``: how a feed is to be written (GData protocol). Pure.

``atom`` and ``rss`` are formats of ours. ``json`` is Google's JSON, not JSON Feed, and ``json-in-script`` (or
``jsonp``) a call of the function named by ``callback`` with it: what widgets on other sites ask for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.errors import FieldProblem, InvalidInput
from shared.feed.formats import FORMATS, Format, Writing
from shared.feed.gdata import GData, GDataScript

PARAMETERS: Final = ("alt", "callback")
_FORMATS: Final = {form.extension: form for form in (Format.ATOM, Format.RSS)}
_SCRIPTS: Final = ("json-in-script", "jsonp")
_GOOGLES: Final = ("json", *_SCRIPTS)
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[\d{1,4}\]){0,8}", re.ASCII)
_LONGEST_CALLBACK: Final = 100
_WORDS: Final = re.compile(r"[.\[]")
# What would run its argument, or be no call at all but another statement of ECMAScript.
_NO_FUNCTIONS: Final = frozenset(
    {"Function", "await", "catch", "delete", "eval", "for", "function", "if", "import", "new", "return", "super"}
    | {"switch", "throw", "typeof", "void", "while", "with", "yield"}
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A format, or with ``google`` (one of ``json``, ``json-in-script``, ``jsonp``) the JSON that stands for Atom."""

    form: Format = Format.ATOM
    google: str = ""
    callback: str = ""

    @property
    def writing(self) -> Writing:
        """What writes it."""
        if self.google == "json":
            return GData()
        return GDataScript(self.callback) if self.google else self.form

    @property
    def parameters(self) -> dict[str, str]:
        """What an address of ``form`` says besides."""
        said = {"alt": self.google, "callback": self.callback}
        return {name: value for name, value in said.items() if value}


ATOM: Final = Alternative()


def read_alternative(query: Mapping[str, str], usual: Format = Format.ATOM) -> Alternative:
    """What is asked for at an address that means ``usual``. Raises `InvalidInput`."""
    alt = query.get("alt")
    if not alt:
        return Alternative(usual)
    if alt in _GOOGLES:
        return Alternative(Format.ATOM, alt, _callback(query.get("callback", "")) if alt in _SCRIPTS else "")
    if alt not in _FORMATS:
        raise InvalidInput(FieldProblem("alt", "unknown", ", ".join((*FORMATS, *_SCRIPTS))))
    return Alternative(_FORMATS[alt])


def _callback(name: str) -> str:
    """The name of a function; anything else would let strangers write scripts that come from this site."""
    if len(name) > _LONGEST_CALLBACK or not _CALLBACK.fullmatch(name) or _WORDS.split(name)[-1] in _NO_FUNCTIONS:
        raise InvalidInput(FieldProblem("callback", "not-a-name", "letters, digits, _, $ and dots"))
    return name
