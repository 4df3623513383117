"""``saket report``: a period's report as files; works on the store of the folder, whether the site runs or not."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from tqdm import tqdm

from services.cli.words import both
from services.strategy.app import reports_of
from services.strategy.period import parse_period
from services.strategy.report.csvfile import csv_of
from services.strategy.report.figures import Report
from services.strategy.report.pdf import pdf_of
from services.strategy.report.plots import PLOTS, svg_of
from services.strategy.report.tables import tables
from services.strategy.report.wording import heading
from shared.i18n import mark, translations
from shared.settings import SiteSettings
from shared.store.embedded import open_store
from shared.web.kit import make_kit
from shared.web.process import store_settings


async def write_report(word: str, folder: str, language: str, variables: Mapping[str, str]) -> int:
    """Write ``report.pdf``, a CSV file for each table and a drawing for some, and say where."""
    period = parse_period(word)
    site = SiteSettings.from_variables(variables)
    async with open_store(store_settings(site)) as store:
        report = await reports_of(await make_kit(site, store)).of(period)
    count = await asyncio.to_thread(_write, report, Path(folder), site.title, language)
    for line in both(mark("%(count)d files written to %(folder)s"), count=count, folder=folder):
        print(line)
    return 0


def _write(report: Report, folder: Path, site: str, language: str) -> int:
    say = translations(language).gettext
    parts = tables(report, say, language)
    folder.mkdir(parents=True, exist_ok=True)
    title = heading(report.period, say)
    made = {"report.pdf": pdf_of(report, parts, site=site, title=title, language=language)}
    for table in tqdm(parts, disable=None, unit=" tables"):
        made[f"{table.key}.csv"] = csv_of(table)
        if table.key in PLOTS:
            made[f"{table.key}.svg"] = svg_of(report, table, say, language)
    for name, body in made.items():
        (folder / name).write_bytes(body)
    return len(made)
