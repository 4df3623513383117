"""``saket planet``: the sources of the planet from a terminal, whether the site runs or not."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import msgspec
from prometheus_client import CollectorRegistry

from services.aggregator.assembly import Planet, assemble
from services.aggregator.config import AggregatorConfig
from services.aggregator.identity import source_id
from services.aggregator.metrics import Metrics
from services.aggregator.model import NewSource
from services.aggregator.polling.explain import Value, explained
from services.aggregator.polling.poll import Report
from services.aggregator.publishing.telling import told
from services.aggregator.publishing.wording import in_words
from services.aggregator.ruling.wire import RulesWire, rules_in, rules_out
from services.aggregator.sources import opml
from services.aggregator.store.domain import domain_of
from services.cli.words import terminal_language
from shared.clock import system_clock
from shared.environment import Environment
from shared.errors import FieldProblem, InvalidInput
from shared.fetch.errors import BadUrl
from shared.fetch.urls import HttpUrl
from shared.i18n import mark, translations
from shared.settings import SiteSettings
from shared.store.embedded import open_store
from shared.web.kit import make_kit
from shared.web.process import store_settings

_FAILED: Final = 1
_ADDED: Final = mark("Added: %(id)s  %(url)s")
_THERE: Final = mark("Was there already: %(id)s  %(url)s")
_REMOVED: Final = mark("Removed, with all that it brought: %(url)s")
_POLLED: Final = mark("%(title)s: %(fresh)d new, %(changed)d changed, %(withdrawn)d withdrawn.")
_FOUND: Final = mark("The feed of that page is %(address)s.")
_IMPORTED: Final = mark("%(added)d added, %(existing)d were there already, %(skipped)d cannot be sources.")
_RULED: Final = mark("The rules hold. Entries changed or left out: %(changed)d.")
_PRUNED: Final = mark("Entries forgotten: %(count)d.")


class PlanetConsole:
    """The commands, in the language of the terminal."""

    def __init__(self, planet: Planet, language: str) -> None:
        self._planet = planet
        self._language = language
        self._translate = translations(language).gettext

    async def add(self, new: NewSource) -> int:
        """Add a source and visit it once."""
        source, is_new = await self._planet.register.add(new)
        self._say(_ADDED if is_new else _THERE, {"id": source.id, "url": source.url})
        return await self.poll(source.id) if is_new else 0

    async def remove(self, name: str) -> int:
        """Forget a source and all that it brought."""
        source = (await self._planet.register.source(_named(name))).source
        await self._planet.register.remove(source.id)
        self._say(_REMOVED, {"url": source.url})
        return 0

    async def poll(self, name: str) -> int:
        """Visit a source now; 1 if it does not work."""
        return self._report(await self._planet.register.poll(_named(name)))

    async def explain(self, name: str) -> int:
        """Why it is visited when it is."""
        source = (await self._planet.register.source(_named(name))).source
        print(f"{source.title}  {source.url}")
        subscription = await self._planet.subscriber.subscription(source.id)
        for message, values in explained(source, subscription, domain_of(source), system_clock()):
            self._say(message, values)
        if source.pace.error is not None:
            print(self._translate(in_words(source.pace.error)))
        return 0

    async def import_opml(self, path: str) -> int:
        """Add the feeds of a list; 1 if some cannot be sources, each told with its reason."""
        body = await asyncio.to_thread(Path(path).read_bytes)
        done = await self._planet.register.add_all(opml.read(body, "application/xml"))
        for url, code in done.skipped:
            sys.stderr.write(f"{code}: {url}\n")
        self._say(_IMPORTED, {"added": done.added, "existing": done.existing, "skipped": len(done.skipped)})
        return _FAILED if done.skipped else 0

    async def rules(self, scope: str, file: str | None) -> int:
        """Print the rules of ``group:NAME`` or of a source, or take them from a JSON file."""
        kept = f"g:{scope.removeprefix('group:')}" if scope.startswith("group:") else f"s:{_named(scope)}"
        if file is None:
            sys.stdout.write(
                msgspec.json.format(msgspec.json.encode(rules_out(await self._planet.desk.rules(kept)))).decode()
            )
            print()
            return 0
        try:
            wanted = msgspec.json.decode(await asyncio.to_thread(Path(file).read_bytes), type=RulesWire)
        except msgspec.DecodeError as error:
            raise InvalidInput(FieldProblem("file", "bad-json", str(error))) from error
        self._say(_RULED, {"changed": await self._planet.desk.rule(kept, rules_in(wanted))})
        return 0

    async def prune(self) -> int:
        """Forget what is more than may be kept of all sources together."""
        self._say(_PRUNED, {"count": await self._planet.desk.prune()})
        return 0

    def _report(self, report: Report) -> int:
        source = report.source
        if source.pace.error is not None:
            print(f"{self._translate(in_words(source.pace.error))} ({source.pace.error.code})")
            return _FAILED
        if source.address != source.url:
            self._say(_FOUND, {"address": source.address})
        counts: dict[str, Value] = {"fresh": report.fresh, "changed": report.changed, "withdrawn": report.withdrawn}
        self._say(_POLLED, {"title": source.title, **counts})
        return 0

    def _say(self, message: str, values: Mapping[str, Value]) -> None:
        print(told(message, values, self._language))


async def run(options: argparse.Namespace, variables: Mapping[str, str]) -> int:  # noqa: PLR0911 - one a command
    """One command."""
    async with _console(variables) as console:
        match options.action:
            case "add":
                return await console.add(NewSource(options.url, options.group, options.name))
            case "remove":
                return await console.remove(options.source)
            case "poll":
                return await console.poll(options.source)
            case "rules":
                return await console.rules(options.scope, options.set)
            case "prune":
                return await console.prune()
            case "explain":
                return await console.explain(options.source)
            case _:
                return await console.import_opml(options.file)


@asynccontextmanager
async def _console(variables: Mapping[str, str]) -> AsyncIterator[PlanetConsole]:
    env = Environment(variables)
    site, config = SiteSettings.read(env), AggregatorConfig.read(env)
    env.check()
    async with open_store(store_settings(site)) as store:
        planet = assemble(config, await make_kit(site, store), Metrics(CollectorRegistry()))
        async with planet.opened():
            yield PlanetConsole(planet, terminal_language(variables))


def _named(name: str) -> str:
    """The id of a source that is given by its id or its address."""
    if "://" not in name:
        return name
    try:
        return source_id(str(HttpUrl.parse(name)))
    except BadUrl as error:
        raise InvalidInput(FieldProblem("source", error.reason, name[:100])) from error
