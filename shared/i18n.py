"""gettext catalogs: message ids are English, Thai is the default language.

The catalogs under `shared/locale` are read as they are (`.po`), so a translation needs no build step.
"""

import io
from collections.abc import Sequence
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES: Final = ("th", "en")
DEFAULT_LANGUAGE: Final = "th"


@cache
def translations(language: str) -> GNUTranslations:
    """The catalog of one of `LANGUAGES`."""
    with (files("shared") / "locale" / language / "LC_MESSAGES" / "saket.po").open("rb") as source:
        catalog = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def mark(message: str) -> str:
    """Mark a message id for extraction where it is declared; it is translated where it is shown."""
    return message


def pick_language(asked: str | None, offered: Sequence[str] = LANGUAGES) -> str:
    """The language asked for if it is among those offered, else the first of them."""
    return asked if asked is not None and asked in offered else offered[0]
