"""``saket site``: what the province is called and looks like; works whether the site runs or not."""

from collections.abc import Mapping, Sequence

from services.cli.words import both
from shared.errors import FieldProblem, InvalidInput
from shared.i18n import mark
from shared.settings import SiteSettings
from shared.site.rules import NAMES, text_of
from shared.site.settings import SiteIdentity
from shared.store.embedded import open_store
from shared.web.kit import make_kit
from shared.web.process import store_settings

_BY = "saket site set"


async def set_values(assignments: Sequence[str], variables: Mapping[str, str]) -> int:
    """Set what ``KEY=VALUE`` says; every error is told at once, and then nothing is set."""
    values = _read(assignments)
    site = SiteSettings.from_variables(variables)
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


def _print(identity: SiteIdentity, names: Sequence[str] | Mapping[str, str]) -> None:
    shown = identity.board.shown
    for name in names:
        print(f"{name}={text_of(shown, name)}".replace("\n", "\\n"))


def _read(assignments: Sequence[str]) -> dict[str, str]:
    unreadable = [each for each in assignments if "=" not in each]
    if unreadable:
        raise InvalidInput(*(FieldProblem(each[:60], "not-an-assignment", "KEY=VALUE") for each in unreadable))
    split = (each.partition("=") for each in assignments)
    return {name.strip(): value.replace("\\n", "\n") for name, _, value in split}
