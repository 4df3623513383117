"""A queue that grows is told to a webhook of the office, signed."""

import hmac
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from shared.store.client import Store
from tests.app.comments.conftest import Service, serving
from tests.support.mail import mail_server
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


async def test_no_word_of_a_comment_gets_into_a_mail(store: Store) -> None:
    async with serving(store) as service:
        text = "doubtful\r\nBcc: y@evil.example\r\n\r\n<script>alert(1)</script>"
        await service.post(
            text, author="x\nTo: z@evil.example", email="a@evil.example", website="https://evil.example/"
        )
    with mail_server() as (port, got):
        server = {"SAKET_SMTP_HOST": "127.0.0.1", "SAKET_SMTP_PORT": str(port), "SAKET_SMTP_SECURITY": "none"}
        mailbox: Any = {**server, "SAKET_NOTICE_HELD": "1", "SAKET_NOTICE_MAIL": "desk@roiet.example"}

        async def arrived() -> bool:
            return bool(got) and got[-1] == b".\r\n"

        async with serving(store, **mailbox):
            await eventually(arrived)
    mail = message_from_bytes(b"".join(got[:-1]), policy=SMTP)
    assert (mail["To"], mail["Bcc"], mail.get_content_type()) == ("desk@roiet.example", None, "text/plain")
    said = f"{mail} {mail['Subject']} {mail.get_content()}"
    for word in ("evil", "script", "doubtful"):
        assert word not in said
