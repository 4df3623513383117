"""Builders for tests that go through HTTP: settings, a kit over a real store, a client that keeps its cookies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import CookieJar, DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from shared.settings import SiteSettings
from shared.staff.model import TOKEN_SCOPES, Actor
from shared.web.front import put_in_front
from shared.web.iri_targets import accept_iris
from shared.web.kit import Kit

Client = TestClient[web.Request, web.Application]


def settings(**variables: str) -> SiteSettings:
    """Settings of a site for tests; the base URL is that of a made-up province unless given."""
    base = {"SAKET_BASE_URL": "http://roiet.example", "SAKET_SAMPLE": "0", "SAKET_DATA": str(Path("unused"))}
    return SiteSettings.from_variables({**base, **variables})


@asynccontextmanager
async def client_of(app: web.Application, *, cookies: bool = True) -> AsyncIterator[Client]:
    """An HTTP client of an application on a free loopback port; without ``cookies`` it keeps none."""
    server = TestServer(app)
    async with TestClient(server, cookie_jar=CookieJar(unsafe=True) if cookies else DummyCookieJar()) as client:
        assert isinstance(server.runner, web.AppRunner)
        put_in_front(server.runner)
        accept_iris(server.runner)
        yield client


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


async def session_of(kit: Kit, name: str) -> str:
    """The secret of a new session of an account, without the work of a password."""
    return await kit.staff.sessions.open(await kit.staff.accounts.find(name), Actor(address="127.0.0.1"))


ALL_SCOPES = tuple(sorted(TOKEN_SCOPES))
