"""More processes that answer for a site (`services.cli.helper`): started, started again, and ended before the first.

    SAKET_PROCESSES=3: the first | helper 1 | helper 2, all listening at one address (SO_REUSEPORT)

While a helper is away the others get all connections.
"""

import asyncio
import logging
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Final

from services.cli.helper import NUMBER
from shared.settings import SiteSettings
from shared.store.embedded import FIRST_RESTART_SECONDS, restart_delay
from shared.store.process import die_with_parent
from shared.web.server import DRAIN_SECONDS

log = logging.getLogger(__name__)

_COMMAND: Final = (sys.executable, "-m", "services.cli.helper")
_LOOK_SECONDS: Final = 0.1
_PATIENCE_SECONDS: Final = DRAIN_SECONDS + 3.0


@asynccontextmanager
async def helped(count: int, variables: Mapping[str, str]) -> AsyncIterator[None]:
    """``count`` helpers while the block runs; each hears by ``variables`` what it serves."""
    keepers = [asyncio.create_task(_keep({**variables, NUMBER: str(number + 1)})) for number in range(count)]
    try:
        yield
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)


async def wait_free(site: SiteSettings) -> None:
    """Raises `OSError` if somebody else goes on listening there: processes that share an address are not told.

    Helpers of a site that was killed may still drain.
    """
    until = asyncio.get_running_loop().time() + DRAIN_SECONDS + 1
    while True:
        try:
            _bind(site)
        except OSError:
            if asyncio.get_running_loop().time() > until:
                raise
            await asyncio.sleep(_LOOK_SECONDS)
        else:
            return


def _bind(site: SiteSettings) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(site.host, site.port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


async def _keep(variables: Mapping[str, str]) -> None:
    """One helper, until cancelled."""
    clock = asyncio.get_running_loop().time
    delay = FIRST_RESTART_SECONDS
    while True:
        started = clock()
        try:
            status: object = await _run(variables)
        except OSError as error:  # no memory, or no process more, just now
            status = error
        delay = restart_delay(delay, ran_seconds=clock() - started)
        log.error("helper %s ended (%s); again in %.1f s", variables[NUMBER], status, delay)
        await asyncio.sleep(delay)


async def _run(variables: Mapping[str, str]) -> int:
    """From its start to its end; where this is cancelled, it drains as the first process does."""
    process = await asyncio.create_subprocess_exec(
        *_COMMAND,
        env=variables,
        preexec_fn=die_with_parent(),
        start_new_session=True,  # Ctrl-C is for the first process, which ends its helpers in order
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _PATIENCE_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
