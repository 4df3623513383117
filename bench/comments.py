"""Comments from socket to disk and back: judged, fsynced, answered; beside Isso and Waline on the same disk.

Saket as it is run where several cores are (SAKET_PROCESSES), and in one process; the load and the store have the same.
And whether a million stored ones in one thread make any of it dearer: `SAKET_BENCH_COMMENTS` says how many.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bench.filling import keep, made, used
from bench.load import Measured, Request, measure, together
from bench.peers import NotThere, Peer, asked, isso, said, waline
from bench.sites import empty_site, fill, get, post, server_of
from bench.table import Row
from services.comments.model import Reason, ReasonCode, Standing, State
from shared.settings import SiteSettings
from shared.store.embedded import StoreSettings, open_store
from tests.support.province import Province

_CLIENTS: Final = (1, 16)
_PROCESSES: Final = os.cpu_count() or 1  # of Saket; the peers have one each
_OURS: Final = 1500 * _PROCESSES  # requests a measurement, by client
_THEIRS: Final = 150
_THREAD: Final = 50  # comments in the thread that is read
_FEW: Final = 1000
_MANY: Final = int(os.environ.get("SAKET_BENCH_COMMENTS", "1000000"))
_STEPS: Final = (_FEW, max(_FEW, _MANY // 10), _MANY)
_ANEW: Final = 100  # readings of a page that has just changed


async def comments() -> list[Row]:
    """Rows of the table; some minutes."""
    rows: list[Row] = []
    async with _site(_PROCESSES) as ours:
        with tempfile.TemporaryDirectory() as folder, _peers(Path(folder), rows) as peers:
            for clients in _CLIENTS:
                rows += await asyncio.to_thread(_compared, ours, peers, clients)
    async with _site(1) as ours:
        alone = await asyncio.to_thread(ours.posting, 16)
        rows.append(_row("Saket, one process: POST, 16 client(s)", alone, ""))
        rows += await _flat(ours)
    return rows


@asynccontextmanager
async def _site(processes: int) -> AsyncIterator["_Ours"]:
    """A site with a thread of some comments, that so many processes answer for."""
    async with empty_site(processes) as site:
        headers = await site.token("posts", "moderation")
        fill(site, range(2), headers)
        read, written = await _threads(site, headers)
        ours = _Ours(site, read, written, headers)
        await asyncio.to_thread(ours.prepare)
        yield ours


class _Ours:
    """Saket: one thread to read, another to write to."""

    def __init__(self, site: Province, read: str, written: str, headers: dict[str, str]) -> None:
        self.site = site
        self.server = server_of(site)
        self.read = read
        self.written = written
        self.headers = headers

    def prepare(self) -> None:
        """Something to read, and what any process does the first time only."""
        self._measure(_comments(self.read), 201, _THREAD, 8)
        self._measure(_comments(self.written), 201, _THREAD * 4, 16)

    def posting(self, clients: int) -> Measured:
        return self._measure(_comments(self.written), 201, _OURS if clients > 1 else _THEIRS * 2, clients)

    def reading(self, clients: int) -> Measured:
        address = f"/comments/api/comments?thread={quote(self.read, safe='')}&limit={_THREAD}"
        return self._measure(get(address, {}), 200, _OURS * 4, clients)

    def queueing(self) -> Measured:
        return self._measure(get("/comments/api/moderation/queue?limit=50", self.headers), 200, 200, 1)

    def reading_anew(self) -> Measured:
        """The page of the thread that was just written to, which has to be made again."""
        page = get(f"/comments/threads?url={quote(self.written, safe='')}", {})
        comment, each = _comments(self.written), list[Measured]()
        for _ in range(_ANEW):
            self._measure(comment, 201, 1, 1)
            each.append(self._measure(page, 200, 1, 1))
        return together(each)

    def all(self) -> dict[str, Measured]:
        """What is to cost the same, however many there are."""
        return {
            "POST": self.posting(16),
            "GET": self.reading(16),
            "GET of a changed page": self.reading_anew(),
            "queue page": self.queueing(),
        }

    def _measure(self, request: Request, expected: int, requests: int, clients: int) -> Measured:
        return measure(
            self.server.port,
            self.server.pid,
            request,
            expected=expected,
            requests=requests,
            clients=clients,
            helpers=self.server.helpers,
        )


def _compared(ours: _Ours, peers: list[Peer], clients: int) -> list[Row]:
    posted, read = ours.posting(clients), ours.reading(clients)
    rows = [
        _row(f"Saket, {_PROCESSES} process(es): POST, {clients} client(s)", posted, ""),
        _row(f"Saket, {_PROCESSES} process(es): GET of {_THREAD}, {clients}", read, ""),
    ]
    for peer in peers:
        theirs = asked(peer, peer.comment, peer.sent, requests=_THEIRS, clients=clients)
        rows.append(_row(f"{peer.name}: POST, {clients} client(s)", theirs, _ratio(posted, theirs)))
        theirs = asked(peer, _always(peer.thread), 200, requests=_THEIRS, clients=clients)
        rows.append(_row(f"{peer.name}: GET of {_THREAD}, {clients}", theirs, _ratio(read, theirs)))
    return rows


def _always(raw: bytes) -> Request:
    return lambda _number: raw


def _prepare(peer: Peer) -> None:
    asked(peer, peer.comment, peer.sent, requests=_THREAD, clients=1)


@contextmanager
def _peers(folder: Path, rows: list[Row]) -> Iterator[list[Peer]]:
    """Those that can be had here; a row says of each other why not."""
    makers: dict[str, Callable[[Path], AbstractContextManager[Peer]]] = {"Isso 0.14": isso, "Waline": waline}
    with ExitStack() as stack:
        found = []
        for name, maker in makers.items():
            own = folder / name.split()[0]
            own.mkdir()
            try:
                peer = stack.enter_context(maker(own))
                _prepare(peer)
                found.append(peer)
            except (NotThere, RuntimeError) as why:
                rows.append(Row(name, f"not measured: {why}", "-"))
        yield found


async def _flat(ours: _Ours) -> list[Row]:
    """The same with few stored comments and with many."""
    rows, first = [], dict[str, Measured]()
    for count in _STEPS:
        size = await _stored(ours, count)
        figures = await asyncio.to_thread(ours.all)
        first = first or figures
        for what, got in figures.items():
            rows.append(
                _row(f"{count:,} stored: {what}", got, f"{first[what].cpu_microseconds / got.cpu_microseconds:.2f} x")
            )
        rows.append(Row(f"{count:,} stored: memory of the store", f"{size:.0f} bytes a comment", "-"))
    return rows


async def _stored(ours: _Ours, count: int) -> float:
    """Bring one thread up to so many comments, half of them held; bytes that each of them has taken."""
    site = SiteSettings.from_variables({**ours.site.environment})
    async with open_store(StoreSettings(site.data, site.redis_url or None)) as store:
        there, before = int(await store.execute("HLEN", "{queue}:places")), await used(store)
        await keep(store, (made(number, ours.written, _standing(number)) for number in range(there, count)))
        return (await used(store) - before) / max(1, count - there)


def _standing(number: int) -> Standing:
    return Standing(State.HELD, (Reason(ReasonCode.MODEL),)) if number % 2 else Standing(State.PUBLISHED)


async def _threads(site: Province, headers: dict[str, str]) -> list[str]:
    async with site.http.get("/api/posts", headers=headers) as response:
        return [str(item["url"]) for item in (await response.json())["items"]][:2]


def _comments(thread: str) -> Request:
    def request(number: int) -> bytes:
        return post("/comments/api/comments", {"thread": thread, "author": "ประชาชน", "text": said(number)}, {})

    return request


def _row(name: str, got: Measured, ratio: str) -> Row:
    figures = (
        f"{got.per_second:7.0f}/s  {got.cpu_microseconds:7.0f} µs CPU  "
        f"p50 {got.percentile(0.5):.2f} ms  p99 {got.percentile(0.99):.2f} ms  {got.size:6} bytes"
    )
    return Row(name, figures, ratio or "-")


def _ratio(ours: Measured, theirs: Measured) -> str:
    return f"Saket answers {ours.per_second / theirs.per_second:.0f} x as many"
