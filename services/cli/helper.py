"""One more process that answers for a site: same address, same store; `services.cli.helping` starts and ends it.

It makes its answers from the store and hears of changes as every process does. What one process of a site has to do
(poll, push, publish on time, sweep, purge) it leaves to the first.
"""

import logging
import os
import sys
from collections.abc import Mapping

import uvloop

from services.host import HostConfig, create_site
from shared.errors import SaketError
from shared.store.embedded import open_store
from shared.web.kit import make_kit
from shared.web.process import store_settings
from shared.web.server import listening, stop_signal

log = logging.getLogger(__name__)

NUMBER = "SAKET_HELPER"
"""The variable with the number of this process, from 1."""
_BAD_SETUP = 2


def main(variables: Mapping[str, str]) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        uvloop.run(_serve(HostConfig.from_variables(variables), int(variables[NUMBER])))
    except SaketError as error:
        sys.stderr.write(f"saket: {error}\n")
        sys.exit(_BAD_SETUP)


async def _serve(config: HostConfig, number: int) -> None:
    stop = stop_signal()
    site = config.site
    async with open_store(store_settings(site), shared=True) as store:
        kit = await make_kit(site, store, static_packages=("shared", "services.sample"), helps=number)
        async with listening(create_site(config, kit, sample=site.sample), site.host, site.port, beside=True):
            log.info("helper %d listens", number)
            await stop.wait()


if __name__ == "__main__":
    main(os.environ)
