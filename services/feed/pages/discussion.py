"""The thread under a post, as the comments service shows it; the post is readable without."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from markupsafe import Markup

log = logging.getLogger(__name__)

_PATIENCE_SECONDS: Final = 2.0


class Threads(Protocol):
    """What the comments service offers to the pages of posts."""

    async def fragment(self, url: str, title: str, language: str) -> Markup:
        """The thread of the post at ``url`` and the form to add to it, as HTML."""

    async def counts(self, urls: Sequence[str]) -> Mapping[str, int]:
        """How many comments can be read on each of these posts."""


class Discussion:
    """Asks the comments service, if there is one in this process, and gets along without an answer."""

    def __init__(self, threads: Threads | None) -> None:
        self._threads = threads

    async def fragment(self, url: str, title: str, language: str) -> Markup | None:
        """The thread, or None where a link has to do."""
        if self._threads is None:
            return None
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._threads.fragment(url, title, language)
        except Exception:  # another service's failure of whatever kind must not take the news away from readers
            log.exception("no thread for %s", url)
            return None

    async def counts(self, urls: Sequence[str]) -> Mapping[str, int]:
        """The figures, or none."""
        if self._threads is None or not urls:
            return {}
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._threads.counts(urls)
        except Exception:  # as above
            log.exception("no comment counts")
            return {}
