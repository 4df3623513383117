"""From services to a listening process: one root application, one set of middlewares, one graceful stop."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage

from shared.reach.keeper import ReachKeeper
from shared.reach.store import RedisReach
from shared.reach.tally import TALLY, Tally
from shared.tasks import background
from shared.web.account.app import staff_routes
from shared.web.front import put_in_front
from shared.web.iri_targets import accept_iris
from shared.web.kit import Kit
from shared.web.language import languages_middleware
from shared.web.login import Desks
from shared.web.problems import problem_middleware
from shared.web.province.app import province_routes
from shared.web.routing import mount

DRAIN_SECONDS: Final = 3.0
_KEEPALIVE_SECONDS = 75.0
_COLLECT_AFTER: Final = (5_000, 20, 20)  # new objects more than went, then collections of younger ones
_LONGEST_LINE = 64 * 1024
"""Bytes of a request line: one Thai address within another is nearly 1 kB, and `counts` takes many."""


def compose(
    kit: Kit, root: web.Application, mounted: Mapping[str, web.Application], *, landing: str, desks: Desks = ()
) -> web.Application:
    """Complete ``root`` (the service at ``/``, or an empty application) with the services under their prefixes."""
    for prefix, app in mounted.items():
        root.add_subapp(prefix, app)
    kit.static.mount(root)
    mount(root, [*staff_routes(kit, landing=landing, desks=desks), *province_routes(kit)], kit.gate)
    root.cleanup_ctx.append(background("site-identity", kit.identity.follow))
    tally = root[TALLY] = Tally()
    keeper = ReachKeeper(tally, RedisReach(kit.store), kit.site.trusted_proxies, kit.clock)
    root.cleanup_ctx.append(background("reach", keeper.run))
    outermost = [languages_middleware(kit.site.board), problem_middleware(kit.pages.error)]
    root.middlewares[:0] = outermost  # around those of the service
    return root


class _BadRequestsInOneLine(logging.Filter):
    """What cannot even be parsed as HTTP is worth a line of the log, not a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], BadHttpMessage):
            record.msg, record.args = f"{record.msg}: {type(record.exc_info[1]).__name__}", record.args
            record.exc_info = record.exc_text = None
        return True


_BAD_REQUESTS: Final = _BadRequestsInOneLine()


@contextlib.asynccontextmanager
async def listening(app: web.Application, host: str, port: int, *, beside: bool = False) -> AsyncIterator[None]:
    """Serve while the block runs; then refuse new connections and drain the open ones for at most `DRAIN_SECONDS`.

    ``beside``: other processes of the same site listen at the same address, and the system deals connections out.
    """
    runner = web.AppRunner(
        app,
        access_log=None,
        auto_decompress=False,  # compressed request bodies are refused, not unpacked
        keepalive_timeout=_KEEPALIVE_SECONDS,
        shutdown_timeout=DRAIN_SECONDS,
        handler_cancellation=False,
        max_line_size=_LONGEST_LINE,
    )
    logging.getLogger("aiohttp.server").addFilter(_BAD_REQUESTS)  # once, however often it is added
    await runner.setup()
    put_in_front(runner)
    accept_iris(runner)
    try:
        await web.TCPSite(runner, host, port, reuse_address=True, reuse_port=beside or None).start()
        with settled_memory():
            yield
    finally:
        await runner.cleanup()


@contextlib.contextmanager
def settled_memory() -> Iterator[None]:
    """What is there once everything listens stays: the collector of cycles need not look at it again and again.

    Modules, routes and the words of the spam model are hundreds of thousands of objects: a full collection stopped
    everything for a tenth of a second and more, once in a thousand comments.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM and Ctrl-C set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
