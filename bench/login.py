"""Whether the time of a refusal tells which accounts there are: a wrong password against a name that nobody has."""

import asyncio
import random
from itertools import product
from typing import Final

from bench.load import Measured, measure, together
from bench.sites import Server, empty_site, post_form, server_of
from bench.table import Row
from shared.settings import SiteSettings
from shared.staff.service import Staff
from shared.store.embedded import open_store
from shared.web.kit import make_kit
from shared.web.process import store_settings
from tests.support.province import Province

_KNOWN: Final = "malee"
_UNKNOWN: Final = "somsr"  # as long as the other
_TRIES: Final = 200  # of each, in random order
_SEED: Final = 4


async def login() -> list[Row]:
    """Rows of the table; half a minute, nearly all of it Argon2id."""
    async with empty_site() as site:
        await _hire(site)
        took = await asyncio.to_thread(_refused, site)
    known, unknown = took[_KNOWN], took[_UNKNOWN]
    share, error = told_apart(known.latencies, unknown.latencies)
    return [
        _row("a wrong password", known),
        _row("no such account", unknown),
        Row("which of two takes longer", f"the account's in {share:.3f}; chance: 0.500 ± {2 * error:.3f} (95 %)", "-"),
    ]


def told_apart(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, float]:
    """The share of pairs in which the first is the larger (Mann and Whitney), and its standard error by chance."""
    pairs = len(one) * len(other)
    larger = sum((a > b) + (a == b) / 2 for a, b in product(one, other))
    return larger / pairs, ((len(one) + len(other) + 1) / (12 * pairs)) ** 0.5


def _refused(site: Province) -> dict[str, Measured]:
    server, order = server_of(site), [_KNOWN, _UNKNOWN] * _TRIES
    random.Random(_SEED).shuffle(order)
    each: dict[str, list[Measured]] = {_KNOWN: [], _UNKNOWN: []}
    headers = {"Origin": site.origin}
    for name in [_KNOWN, _UNKNOWN, *order]:
        each[name].append(_once(server, post_form("/login", {"name": name, "password": "not the one"}, headers)))
    return {name: together(found[1:]) for name, found in each.items()}  # the first ones warm up


def _once(server: Server, raw: bytes) -> Measured:
    return measure(server.port, server.pid, lambda _: raw, expected=401, requests=1, clients=1)


async def _hire(site: Province) -> None:
    settings = SiteSettings.from_variables(site.environment)
    async with open_store(store_settings(settings)) as store:
        staff: Staff = (await make_kit(settings, store)).staff
        await staff.add_account(_KNOWN, "moderator", "the right password of malee")


def _row(name: str, got: Measured) -> Row:
    figures = f"p50 {got.percentile(0.5):.2f} ms  p90 {got.percentile(0.9):.2f} ms  {got.cpu_microseconds:.0f} µs CPU"
    return Row(name, figures, "-")
