"""Views in memory: rendered once per version, however many ask at once."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import NamedTuple

from shared.http.view import View

Render = Callable[[], Awaitable[View]]


class _Kept(NamedTuple):
    version: Hashable
    view: View


class _Flight(NamedTuple):
    version: Hashable
    task: asyncio.Task[View]


class ViewCache:
    """The views last used, at most ``entries`` of them and ``size`` bytes of uncompressed bodies.

    A view is found under its key and only for the version it was rendered for; what counts as a version is the
    caller's (a counter in the store, say). For use within one event loop.
    """

    def __init__(self, *, entries: int = 1024, size: int = 64 * 1024 * 1024) -> None:
        self._entries = entries
        self._size = size
        self._used = 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._flights: dict[Hashable, _Flight] = {}

    async def get(self, key: Hashable, version: Hashable, render: Render) -> View:
        """The view of ``key`` at ``version``; the first who asks renders, those who ask meanwhile wait for it.

        A failure reaches everyone who waits and is not kept. Whoever is cancelled does not cancel the others.
        """
        kept = self._kept.get(key)
        if kept is not None and kept.version == version:
            self._kept.move_to_end(key)
            return kept.view
        return await asyncio.shield(self._flight(key, version, render))

    def __len__(self) -> int:
        return len(self._kept)

    def _flight(self, key: Hashable, version: Hashable, render: Render) -> asyncio.Task[View]:
        flight = self._flights.get(key)
        if flight is None or flight.version != version:
            task = asyncio.ensure_future(self._render(key, version, render))
            # Where everybody who waited was cancelled, nobody is left to hear of a failure.
            task.add_done_callback(_hear)
            flight = self._flights[key] = _Flight(version, task)
        return flight.task

    async def _render(self, key: Hashable, version: Hashable, render: Render) -> View:
        this = asyncio.current_task()
        try:
            view = await render()
            if self._is_current(key, this):
                self._keep(key, _Kept(version, view))
            return view
        finally:
            if self._is_current(key, this):
                del self._flights[key]

    def _is_current(self, key: Hashable, task: "asyncio.Task[View] | None") -> bool:
        """Not overtaken by a newer version."""
        flight = self._flights.get(key)
        return flight is not None and flight.task is task

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        self._forget(key)
        if len(kept.view.body) > self._size:
            return
        self._kept[key] = kept
        self._used += len(kept.view.body)
        while self._used > self._size or len(self._kept) > self._entries:
            _, oldest = self._kept.popitem(last=False)
            self._used -= len(oldest.view.body)

    def _forget(self, key: Hashable) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._used -= len(kept.view.body)


def _hear(task: asyncio.Task[View]) -> None:
    if not task.cancelled():
        task.exception()
