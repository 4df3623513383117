"""``saket doctor``: what is wrong with a setup, and what to do about it. One line a finding."""

import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from services.cli.words import terminal_language
from services.comments.spam.bundle import load, shipped
from services.comments.spam.errors import ModelUnusable
from services.host import HostConfig
from shared.environment import BadConfiguration
from shared.errors import SaketError
from shared.i18n import mark, translations
from shared.native import not_compiled
from shared.settings import SiteSettings
from shared.store.client import Store
from shared.store.embedded import open_store
from shared.web.process import store_settings

_LEAST_PYTHON = (3, 11)
_DURABLE = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}


class Verdict(StrEnum):
    """How a finding is to be taken."""

    GOOD = "ok  "
    ODD = "warn"
    BAD = "BAD "


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``advice`` says what to do when it is not good. Both are message ids with ``values``."""

    verdict: Verdict
    what: str
    advice: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def line(self, translate: Callable[[str], str]) -> str:
        """As it stands on the terminal."""
        said = f"{self.verdict} {translate(self.what) % self.values}"
        return f"{said}\n       -> {translate(self.advice) % self.values}" if self.advice else said


async def doctor(variables: Mapping[str, str]) -> int:
    """Print every finding; 1 if one of them is bad."""
    translate = translations(terminal_language(variables)).gettext
    worst = 0
    async for finding in _findings(variables):
        print(finding.line(translate))
        worst |= finding.verdict is Verdict.BAD
    return worst


async def _findings(variables: Mapping[str, str]) -> AsyncIterator[Finding]:
    yield python_finding(sys.version_info[:2])
    yield native_finding(not_compiled())
    try:
        config = HostConfig.from_variables(variables)
    except BadConfiguration as error:
        for problem in error.problems:
            yield Finding(Verdict.BAD, "%(problem)s", values={"problem": str(problem)})
        return
    yield Finding(Verdict.GOOD, mark("The SAKET_* variables can be read"))
    for finding in site_findings(config.site):
        yield finding
    async for finding in _store_findings(config.site):
        yield finding
    yield _model_finding(config)


def python_finding(version: tuple[int, ...]) -> Finding:
    """Whether the interpreter is one that Saket runs on."""
    values = {"version": ".".join(map(str, version))}
    if version >= _LEAST_PYTHON:
        return Finding(Verdict.GOOD, mark("Python %(version)s"), values=values)
    return Finding(Verdict.BAD, mark("Python %(version)s"), mark("Saket needs Python 3.11 or newer"), values)


def native_finding(missing: list[str]) -> Finding:
    """Whether the loops over characters were compiled when Saket was installed."""
    if not missing:
        return Finding(Verdict.GOOD, mark("Compiled modules are there"))
    advice = mark("Saket is slower without %(modules)s: install it again where a C compiler is")
    return Finding(Verdict.ODD, mark("Not everything is compiled"), advice, {"modules": ", ".join(missing)})


def site_findings(site: SiteSettings) -> list[Finding]:
    """What can be said from the settings alone."""
    values, odd = {"url": site.base_url}, partial(Finding, Verdict.ODD)
    found = []
    public = not site.base_url.startswith(("http://127.", "http://localhost", "http://[::1]"))
    if public and not site.secure:
        found.append(odd(mark("%(url)s is not https"), mark("Put nginx with a certificate in front (deploy/)"), values))
    if not site.limits:
        found.append(odd(mark("Limits are lifted"), mark("Unset SAKET_LIMITS outside of load tests")))
    if not site.hub:
        found.append(odd(mark("The hub is off: readers learn of news only by polling"), mark("Unset SAKET_HUB")))
    return found or [Finding(Verdict.GOOD, mark("Addresses begin with %(url)s"), values=values)]


async def _store_findings(site: SiteSettings) -> AsyncIterator[Finding]:
    try:
        async with open_store(store_settings(site)) as store:
            await store.ping()
            yield Finding(Verdict.GOOD, mark("The store answers"))
            for finding in await _durability(store):
                yield finding
    except (SaketError, OSError) as error:
        why = f"{error} ({error.__cause__})" if error.__cause__ else str(error)
        advice = mark("See SAKET_DATA, SAKET_REDIS_URL and the log in SAKET_DATA/store")
        yield Finding(Verdict.BAD, mark("The store: %(why)s"), advice, {"why": why})


async def _durability(store: Store) -> list[Finding]:
    return [durability_finding(name, wanted, await _setting(store, name)) for name, wanted in _DURABLE.items()]


def durability_finding(name: str, wanted: str, actual: str) -> Finding:
    """Whether a setting of the store's server keeps what is acknowledged."""
    values = {"name": name, "wanted": wanted, "actual": actual}
    if actual == wanted:
        return Finding(Verdict.GOOD, mark("Store: %(name)s is %(actual)s"), values=values)
    advice = mark("Acknowledged writes are safe only with %(wanted)s")
    return Finding(Verdict.ODD, mark("Store: %(name)s is %(actual)s"), advice, values)


async def _setting(store: Store, name: str) -> str:
    reply = await store.execute("CONFIG", "GET", name)
    pairs = reply if isinstance(reply, dict) else dict(zip(reply[::2], reply[1::2], strict=True))
    return next((value.decode() for value in pairs.values()), "unknown")


def _model_finding(config: HostConfig) -> Finding:
    folder = config.comments.model
    try:
        scorer = load(folder) if folder else shipped()
    except ModelUnusable as error:
        advice = mark("Every comment is held until `saket train` has made a model")
        return Finding(Verdict.BAD, mark("The spam model: %(why)s"), advice, {"why": error})
    values = {"version": scorer.version, "folder": folder}
    if folder:
        return Finding(Verdict.GOOD, mark("Spam model %(version)s of %(folder)s"), values=values)
    return Finding(Verdict.GOOD, mark("Spam model %(version)s, as shipped"), values=values)
