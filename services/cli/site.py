"""``saket site``: what the province is called and looks like; works whether the site runs or not."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from services.cli.words import both
from services.feed.emblem import keep_emblem
from services.feed.media.folder import MediaFolder
from services.feed.media.intake import Intake
from services.feed.media.model import MediaLimits
from services.feed.media.service import MediaLibrary
from services.feed.media.studio import Studio
from shared.errors import FieldProblem, InvalidInput, TooLarge, UnsupportedMediaType
from shared.i18n import mark
from shared.settings import SiteSettings
from shared.site.identity import EMBLEM
from shared.site.rules import NAMES, text_of
from shared.site.settings import SiteIdentity
from shared.store.embedded import open_store
from shared.web.kit import make_kit
from shared.web.process import store_settings

_BY: Final = "saket site set"
_PIECE: Final = 256 * 1024


async def set_values(assignments: Sequence[str], variables: Mapping[str, str]) -> int:
    """Set what ``KEY=VALUE`` says; every error is told at once, and then nothing is set."""
    values = _read(assignments)
    site = SiteSettings.from_variables(variables)
    if _is_file(values.get("emblem", "")):
        values["emblem"] = await _uploaded(Path(values["emblem"]), site)
    async with open_store(store_settings(site)) as store:
        identity = (await make_kit(site, store)).identity
        await identity.change(values, _BY)
        _print(identity, values)
    for line in both(mark("Saved. A running site shows it within two seconds.")):
        print(line)
    return 0


async def show_values(variables: Mapping[str, str]) -> int:
    """Print everything there is to set, as it holds; lines that `set` takes."""
    site = SiteSettings.from_variables(variables)
    async with open_store(store_settings(site)) as store:
        _print((await make_kit(site, store)).identity, NAMES)
    return 0


def _is_file(emblem: str) -> bool:
    """Whether an emblem is a file of this machine, not the address of an upload (or nothing)."""
    return bool(emblem.strip()) and not EMBLEM.fullmatch(emblem.strip())


async def _uploaded(path: Path, site: SiteSettings) -> str:
    """The address of a picture from the disk, kept as if it had been uploaded."""
    limits = MediaLimits()
    library = MediaLibrary(MediaFolder(site.data / "media"), Studio(limits))
    async with library.desk() as desk:
        try:
            upload = await Intake(limits).file(_pieces(path), desk / "0", "emblem", "")
            return await keep_emblem(library, upload)
        except (TooLarge, UnsupportedMediaType) as error:
            raise InvalidInput(FieldProblem("emblem", error.code, str(error))) from error


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece


def _print(identity: SiteIdentity, names: Sequence[str] | Mapping[str, str]) -> None:
    shown = identity.board.shown
    for name in names:
        print(f"{name}={text_of(shown, name)}".replace("\n", "\\n"))


def _read(assignments: Sequence[str]) -> dict[str, str]:
    """``KEY=VALUE``, or ``KEY VALUE`` where the key is one that we know."""
    assignments = _joined(assignments)
    unreadable = [each for each in assignments if "=" not in each]
    if unreadable:
        raise InvalidInput(*(FieldProblem(each[:60], "not-an-assignment", "KEY=VALUE") for each in unreadable))
    split = (each.partition("=") for each in assignments)
    return {name.strip(): value.replace("\\n", "\n") for name, _, value in split}


def _joined(words: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in NAMES:
            joined[-1] = f"{joined[-1]}={word}"
        else:
            joined.append(word)
    return joined
