"""The moderators' queue over few and over very many stored comments: it should cost the same."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from bench.filling import keep, made, used
from bench.rounds import Case, compare
from bench.sites import Server, empty_site, get, server_of
from bench.table import Row
from services.comments.model import Comment, Reason, ReasonCode, Standing, State
from shared.settings import SiteSettings
from shared.store.embedded import open_store
from shared.web.process import store_settings
from tests.support.province import Province

FEW: Final = 1_000
MANY: Final = int(os.environ.get("SAKET_BENCH_COMMENTS", "1000000"))
_HELD: Final = 200
_THREADS: Final = 200
_ROUNDS: Final = 3
_REQUESTS: Final = 150
_QUEUE: Final = "/comments/api/moderation/queue?limit=50"


async def moderating() -> list[Row]:
    """Rows of the table; two minutes, nearly all of them to store a million comments."""
    async with filled(FEW) as few, filled(MANY) as many:
        rows: list[Row] = []
        for name, path in (
            ("queue page of the desk", "/comments/moderation"),
            ("queue API, 50 held", _QUEUE),
            ("queue API, by reason", f"{_QUEUE}&reason=report"),
            ("queue API, newest public", f"{_QUEUE}&status=published"),
            ("counts", "/comments/api/moderation/counts"),
        ):
            cases = [
                Case(f"{name}, {FEW:,} comments", few[0], get(path, few[1])),
                Case(f"{name}, {MANY:,} comments", many[0], get(path, many[1])),
            ]
            rows += compare(cases, rounds=_ROUNDS, requests=_REQUESTS, clients=1)
        return [*rows, Row(f"store, {MANY:,} comments", f"{many[2] / MANY:.0f} bytes a comment", "")]


@asynccontextmanager
async def filled(count: int) -> AsyncIterator[tuple[Server, dict[str, str], float]]:
    """A site with so many comments, a moderator's header, and how many bytes the store has grown by."""
    async with empty_site() as site:
        headers = await site.token("moderation")
        async with open_store(store_settings(SiteSettings.from_variables(_variables(site)))) as store:
            before = await used(store)
            await keep(store, (_comment(number, count) for number in range(count)))
            grown = await used(store) - before
        yield server_of(site), headers, grown


def _variables(site: Province) -> dict[str, str]:
    return {name: value for name, value in site.environment.items() if name.startswith("SAKET_")}


def _comment(number: int, count: int) -> Comment:
    """Evenly spread over threads and time; `_HELD` of them wait, half of those since readers reported them."""
    every = count // _HELD
    waits = number % every == 0
    code = ReasonCode.REPORT if number // every % 2 else ReasonCode.MODEL
    standing = Standing(State.HELD, (Reason(code),)) if waits else Standing(State.PUBLISHED)
    return made(number, f"http://127.0.0.1/posts/{number % _THREADS}", standing)
