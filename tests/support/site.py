"""Builders for tests that go through HTTP: settings, a kit over a real store, a client that keeps its cookies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from shared.settings import SiteSettings
from shared.staff.model import TOKEN_SCOPES
from shared.web.front import put_in_front

Client = TestClient[web.Request, web.Application]


def settings(**variables: str) -> SiteSettings:
    """Settings of a site for tests; the base URL is that of a made-up province unless given."""
    base = {"SAKET_BASE_URL": "http://roiet.example", "SAKET_SAMPLE": "0", "SAKET_DATA": str(Path("unused"))}
    return SiteSettings.from_variables({**base, **variables})


@asynccontextmanager
async def client_of(app: web.Application) -> AsyncIterator[Client]:
    """An HTTP client of an application on a free loopback port."""
    server = TestServer(app)
    async with TestClient(server, cookie_jar=CookieJar(unsafe=True)) as client:
        assert isinstance(server.runner, web.AppRunner)
        put_in_front(server.runner)
        yield client


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


ALL_SCOPES = tuple(sorted(TOKEN_SCOPES))
