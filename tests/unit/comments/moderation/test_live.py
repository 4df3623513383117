"""Live news: bounded listeners, resuming, heartbeats, and the rounds of the background loop."""

from collections.abc import AsyncIterator
from unittest.mock import Mock

import pytest
from aiohttp import ClientConnectionResetError, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.test_utils import make_mocked_request

from services.comments.moderation.live import MOST_LISTENERS, Listener, Live, News, Told
from services.comments.moderation.live_api import LiveApi
from services.comments.moderation.rounds import Rounds
from shared.errors import RateLimited
from tests.support.site import Client, client_of

NEWS = Told(News("1-0", ("c1",)), b"{}")


class Source:
    """News that tests put in; nobody remembers further back than ``first``."""

    def __init__(self) -> None:
        self.first = "1-0"

    async def last(self) -> str:
        return "5-0"

    async def wait(self, after: str) -> News | None:
        raise NotImplementedError

    async def since(self, after: str) -> News | None:
        return News("5-0", ("c5",)) if after >= self.first else None


async def counted() -> bytes:
    return b'{"states":{}}'


def live() -> Live:
    return Live(Source(), counted)


async def test_who_does_not_keep_up_is_told_so() -> None:
    listener = Listener()
    for _ in range(60):
        listener.put(NEWS)
    told = [await listener.get(1) for _ in range(10)]
    assert told[0] is not None
    assert told[0].lost
    with pytest.raises(TimeoutError):
        await listener.get(0.001)
    listener.put(None)
    assert await listener.get(1) is None


async def test_there_are_only_so_many_listeners() -> None:
    many = live()
    opened = [many.listening() for _ in range(MOST_LISTENERS)]
    for each in opened:
        each.__enter__()
    with pytest.raises(RateLimited), many.listening():
        pass
    opened[0].__exit__(None, None, None)
    with many.listening():
        pass


@pytest.mark.parametrize(
    ("last", "comments", "lost"),
    [(None, (), False), ("4-0", ("c5",), False), ("0-1", (), True), ("nonsense", (), True), ("๑-๑", (), True)],
)
async def test_what_is_told_first(last: str | None, comments: tuple[str, ...], lost: bool) -> None:
    told = await live().since(last)
    assert (told.news.id, told.news.comments, told.lost) == ("5-0", comments, lost)


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application()
    api = LiveApi(live(), heartbeat=0.01, life=0.05)
    app.router.add_get("/events", api.events)
    async with client_of(app) as opened:
        yield opened


async def test_a_stream_beats_and_ends_by_itself(client: Client) -> None:
    async with client.get("/events") as response:
        lines = (await response.text()).split("\n\n")
    assert lines[0] == "retry: 3000"
    assert lines[1].startswith("id: 5-0\nevent: changed\ndata: ")
    assert lines.count(": alive") >= 1


class Work:
    def __init__(self) -> None:
        self.done: list[str] = []

    async def finish(self) -> int:
        self.done.append("finish")
        return 1

    async def tick(self) -> bool:
        self.done.append("tick")
        return False


async def test_a_round_finishes_what_was_left_and_does_what_is_due() -> None:
    work = Work()
    await Rounds(work, work, work).once()
    assert work.done == ["finish", "tick", "tick"]


async def test_a_desk_that_is_closed_is_no_fault() -> None:
    writer = Mock(spec=AbstractStreamWriter)
    writer.write.side_effect = [None, ClientConnectionResetError("Cannot write to closing transport")]
    request = make_mocked_request("GET", "/events", writer=writer)
    response = await LiveApi(live(), heartbeat=0.001).events(request)
    assert (response.status, writer.write.await_count) == (200, 2)
