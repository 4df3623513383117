"""What there is to configure about a province, and what was configured. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from shared.i18n import LANGUAGES
from shared.site.colour import DEFAULT_ACCENT, Palette
from shared.thai.provinces import Province, province_of

EMBLEM: Final = re.compile(r"/media/([a-z2-7]{32})/([1-9]\d{0,4})x[1-9]\d{0,4}\.(?:jpg|png)")
"""The address that an uploaded picture has (`services.feed.media.names`)."""
_EMBLEM_WIDTH: Final = 480
_EXTENSION: Final = re.compile(r"ต่อ|ext\.?")


@dataclass(frozen=True, slots=True)
class Identity:
    """How a province shows itself. Empty texts are left out of pages; ``province`` is an ISO 3166-2 code.

    ``emblem`` is the path of an uploaded picture, '' for the built-in. ``languages`` are those that pages
    come in, the first unless an address asks for another.
    """

    title: str
    subtitle: str
    emblem: str = ""
    accent: str = DEFAULT_ACCENT
    languages: tuple[str, ...] = LANGUAGES
    address: str = ""
    phone: str = ""
    email: str = ""
    agencies: tuple[str, ...] = ()
    province: str = ""

    @property
    def language(self) -> str:
        """What pages are in that nobody has asked for in another."""
        return self.languages[0]

    @property
    def place(self) -> Province | None:
        """The province by its code."""
        return province_of(self.province)

    @property
    def palette(self) -> Palette:
        return Palette.of(self.accent)

    @property
    def has_contact(self) -> bool:
        return bool(self.address or self.phone or self.email)

    @property
    def phone_address(self) -> str:
        """The number as RFC 3966 writes it, with its extension; Thai digits are digits."""
        number, *extension = _EXTENSION.split(self.phone)
        return ";ext=".join(["tel:" + _dialled(number), *map(_dialled, extension)])

    @property
    def small_emblem(self) -> str:
        """The emblem in the size that every page shows, for it is kept in several."""
        return small_emblem(self.emblem)


def small_emblem(path: str) -> str:
    """The address of an uploaded picture in the size of emblems; '' for any other path."""
    found = EMBLEM.fullmatch(path)
    return f"/media/{found[1]}/{min(int(found[2]), _EMBLEM_WIDTH)}.webp" if found else ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the settings: what was set, as texts; ``version`` 0 before anything was."""

    version: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    changed: datetime | None = None
    by: str = ""


def _dialled(text: str) -> str:
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text if sign.isdecimal() or sign == "+")
