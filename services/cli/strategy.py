"""``saket strategy``: the plan in and out; works on the store of the folder, whether the site runs or not."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from services.cli.words import both
from services.strategy.app import strategy_of
from services.strategy.plan_file import plan_text, read_plan
from services.strategy.writing import write_plan
from shared.i18n import mark
from shared.settings import SiteSettings
from shared.store.embedded import open_store
from shared.web.kit import make_kit
from shared.web.process import store_settings

_BY = "saket strategy import"


async def import_plan(file: str, variables: Mapping[str, str], *, check_only: bool) -> int:
    """Bring a plan file in, or only check it. Raises `InvalidInput` with the place of every error."""
    text = plan_text(await asyncio.to_thread(Path(file).read_bytes))
    if check_only:
        plan = read_plan(text)
        _say(mark("%(title)s: %(count)d strategic issues, no errors"), title=plan.title, count=len(plan.issues))
        return 0
    site = SiteSettings.from_variables(variables)
    async with open_store(store_settings(site)) as store:
        edition = await strategy_of(await make_kit(site, store)).bring(text, _BY)
    _say(mark("%(title)s is edition %(number)d"), title=edition.plan.title, number=edition.number)
    return 0


async def export_plan(number: int | None, variables: Mapping[str, str]) -> int:
    """Print an edition as a plan file, alone, on standard output."""
    site = SiteSettings.from_variables(variables)
    async with open_store(store_settings(site)) as store:
        strategy = strategy_of(await make_kit(site, store))
        edition = await (strategy.required() if number is None else strategy.numbered(number))
    sys.stdout.write(write_plan(edition.plan))
    return 0


def _say(message: str, **values: object) -> None:
    for line in both(message, **values):
        print(line)
