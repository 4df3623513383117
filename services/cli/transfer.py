"""``saket import``: it talks to the store of the folder, whether the site runs or not."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from services.transfer.readers import sheaves
from shared.clock import system_clock


async def import_site(options: argparse.Namespace, variables: Mapping[str, str]) -> int:
    """Bring another site in and tell what became of it; 1 if its file could not be read to the end."""
    path, now = Path(options.file), system_clock()
    async with sheaves(options.kind, path, now) as read:
        from services.cli.arriving import arrive  # its reading has begun while this is imported and the store starts

        return await arrive(read, options, variables, now)
