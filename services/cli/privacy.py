"""``saket privacy``: what is kept about citizens is exported, erased and purged, whether the site runs or not."""

import argparse
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import msgspec

from services.comments.config import CommentsConfig
from services.comments.model import Comment
from services.comments.personal_data.sealing import KeyPair, Opened
from services.comments.present import data_out
from services.comments.privacy import traffic
from services.comments.privacy.app import TRAFFIC, PrivacyDeps, privacy_of, purge_of
from services.comments.proofs import receipt
from services.comments.wiring.standalone import privacy as deps_of
from shared.environment import Environment
from shared.errors import FieldProblem, InvalidInput, NotFound
from shared.settings import SiteSettings
from shared.store.embedded import open_store
from shared.web.kit import make_kit
from shared.web.process import store_settings

_INCOMPLETE: Final = 1
OPERATOR: Final = "operator"
"""Who did it, in a comment's history."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What a command works with."""

    options: argparse.Namespace
    site: SiteSettings
    config: CommentsConfig


async def privacy(options: argparse.Namespace, variables: Mapping[str, str]) -> int:
    """Run one of its actions; what is exported goes to standard output, alone."""
    env = Environment(variables)
    work = _Work(options, SiteSettings.read(env), CommentsConfig.read(env))
    env.check()
    actions: dict[str, Callable[[_Work], Awaitable[int]]] = {
        "key": _key,
        "export": _export,
        "erase": _erase,
        "purge": _purge,
        "traffic": _traffic,
    }
    return await actions[options.action](work)


async def _key(_work: _Work) -> int:
    pair = KeyPair.make()
    print(f"SAKET_TRAFFIC_KEY={pair.public}")
    sys.stderr.write(f"Keep this away from the server; only with it can traffic records be read:\n{pair.private}\n")
    return 0


async def _export(work: _Work) -> int:
    async with _opened(work) as deps:
        for told in await privacy_of(deps).told(await _found(work.options, deps)):
            sys.stdout.buffer.write(msgspec.json.encode(data_out(told.comment, [*told.history])) + b"\n")
    return 0


async def _erase(work: _Work) -> int:
    if work.options.email and not (work.options.proof or "").strip():
        raise InvalidInput(FieldProblem("--proof", "missing", "how you made sure whose address it is"))
    async with _opened(work) as deps:
        found = await _found(work.options, deps)
        for comment in found:
            await deps.erasing.erase(comment, OPERATOR)
        await deps.kit.store.rewrite_files()
    print(f"erased: {len(found)} comments")
    return 0


async def _purge(work: _Work) -> int:
    async with _opened(work) as deps:
        done = await purge_of(deps).run()
        await deps.kit.store.rewrite_files()
    said = f"erased: {done.erased} comments; contacts emptied: {done.emptied}"
    print(f"{said}; traffic files destroyed: {done.files}; requests deleted: {done.wishes}")
    return 0


async def _traffic(work: _Work) -> int:
    """Every record as a line of JSON; 1 if lines are missing or cannot be read."""
    private, complete = sys.stdin.readline().strip(), True
    for day, path in traffic.files(work.site.data / TRAFFIC):
        if work.options.day in {None, day.isoformat()}:
            for record in traffic.read(path, private):
                complete &= _shown(record, path.name)
    return 0 if complete else _INCOMPLETE


def _shown(record: Opened, name: str) -> bool:
    """Print a record; whether it and those before it are there."""
    if record.missing:
        sys.stderr.write(f"{name}: {record.missing} records are missing before line {record.line}\n")
    if record.data is None:
        sys.stderr.write(f"{name}: line {record.line} cannot be read with this key\n")
        return False
    sys.stdout.buffer.write(record.data + b"\n")
    return record.missing == 0


async def _found(options: argparse.Namespace, deps: PrivacyDeps) -> list[Comment]:
    if options.email:
        return [comment async for comment in privacy_of(deps).of_address(options.email.strip())]
    comment = await deps.threads.comment(receipt.comment_of(options.receipt))
    if comment is None or not receipt.matches(options.receipt, comment.receipt_digest):
        raise NotFound("receipt", options.receipt)
    return [comment]


@asynccontextmanager
async def _opened(work: _Work) -> AsyncIterator[PrivacyDeps]:
    async with open_store(store_settings(work.site)) as store:
        yield deps_of(await make_kit(work.site, store), work.config)
