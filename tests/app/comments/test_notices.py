"""A queue that grows is told to a webhook of the office, signed."""

import hmac
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

from shared.store.client import Store
from tests.app.comments.conftest import Service, serving
from tests.support.province import eventually

SECRET = "a secret of the office"


@asynccontextmanager
async def office() -> AsyncIterator[tuple[int, list[tuple[dict[str, str], bytes]]]]:
    """A receiver; its port, and what it has taken."""
    taken: list[tuple[dict[str, str], bytes]] = []

    async def take(request: web.Request) -> web.Response:
        taken.append((dict(request.headers), await request.read()))
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/notices", take)
    async with TestServer(app) as server:
        assert server.port is not None
        yield server.port, taken


def telling(store: Store, port: int) -> AbstractAsyncContextManager[Service]:
    """An instance that tells the receiver of every comment that waits."""
    return serving(
        store,
        SAKET_NOTICE_HELD="1",
        SAKET_NOTICE_WEBHOOK=f"http://127.0.0.1:{port}/notices",
        SAKET_NOTICE_SECRET=SECRET,
        SAKET_ALLOW_HOSTS=f"127.0.0.1:{port}",
    )


async def test_a_long_queue_is_told_once_and_signed(store: Store) -> None:
    async with serving(store) as service:
        posted = await service.post("doubtful ข้อความของประชาชน")
    async with office() as (port, taken):

        async def arrived() -> bool:
            return bool(taken)

        async with telling(store, port), telling(store, port):
            await eventually(arrived)
        ((headers, body),) = taken
    signed = f"{headers['X-Saket-Timestamp']}.".encode() + body
    assert headers["X-Saket-Signature"] == f"sha256={hmac.digest(SECRET.encode(), signed, 'sha256').hex()}"
    assert b'"code":"queue-long"' in body
    assert posted["id"].encode() not in body
    assert "ประชาชน".encode() not in body
