"""The use cases: look at the settings, change some of them, follow what other processes change.

texts -> merged with what was set -> rules -> written if nobody was faster -> on the board
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Final, Protocol

from shared.clock import Clock
from shared.errors import PreconditionFailed, StoreError
from shared.site.board import Board
from shared.site.identity import Edition
from shared.site.rules import identity_of, text_of

log = logging.getLogger(__name__)

_EVERY_SECONDS: Final = 1.0
_TRIES: Final = 20


class Editions(Protocol):
    """Where the settings are kept: `shared.site.store`."""

    async def current(self) -> Edition: ...

    async def put(self, edition: Edition) -> bool:
        """Keep it if it follows the current one; False if another one does already."""


class SiteIdentity:
    """The province's settings."""

    def __init__(self, editions: Editions, board: Board, clock: Clock) -> None:
        self._editions = editions
        self._board = board
        self._clock = clock

    @property
    def board(self) -> Board:
        return self._board

    async def current(self) -> Edition:
        """The settings as they are kept now; this process shows them from here on."""
        edition = await self._editions.current()
        self._board.put_up(edition)
        return edition

    async def change(self, values: Mapping[str, str], by: str, expected: int | None = None) -> Edition:
        """Set some values ('' goes back to the default). Raises `InvalidInput` with everything that is wrong.

        Raises `PreconditionFailed` if there is another version than ``expected`` by now.
        """
        for _ in range(_TRIES):
            known = await self._editions.current()
            if expected is not None and known.version != expected:
                raise PreconditionFailed(tag_of(known))
            edition = self._next(known, values, by)
            if await self._editions.put(edition):
                self._board.put_up(edition)
                return edition
        raise PreconditionFailed(tag_of(await self._editions.current()))

    async def follow(self) -> None:
        """Until cancelled: show what any process sets, a second later at most. While the store is away, nothing new."""
        while True:
            try:
                await self.current()
            except StoreError as error:
                log.warning("the site's settings wait for the store: %s", error)
            await asyncio.sleep(_EVERY_SECONDS)

    def _next(self, known: Edition, values: Mapping[str, str], by: str) -> Edition:
        changed = identity_of(values, self._board.defaults)  # what was set before was checked then
        merged = {**known.values, **{name: text_of(changed, name) if values[name].strip() else "" for name in values}}
        kept = {name: text for name, text in merged.items() if text}
        return Edition(known.version + 1, kept, self._clock(), by)


def tag_of(edition: Edition) -> str:
    """The entity tag by which ``If-Match`` names a version."""
    return f'"{edition.version}"'
