"""Errors, bodies, tokens, logins and health through HTTP, over a real store."""

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from importlib.metadata import version

import msgspec
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from shared.errors import (
    Conflict,
    FieldProblem,
    Gone,
    InvalidInput,
    NotFound,
    PreconditionFailed,
    RateLimited,
    StoreFull,
    StoreUnavailable,
)
from shared.staff.model import Scope
from shared.store.client import Store
from shared.web.answers import json_answer
from shared.web.health import Health
from shared.web.kit import Kit, make_kit
from shared.web.openapi import openapi
from shared.web.problems import PROBLEMS
from shared.web.routing import Route, mount
from shared.web.server import compose
from tests.support.site import Client, bearer, client_of, settings

RAISED = {
    "invalid-input": InvalidInput(FieldProblem("title", "missing"), FieldProblem("labels[0]", "too-long", "60")),
    "not-found": NotFound("post", "x"),
    "gone": Gone("post", "x"),
    "conflict": Conflict("because"),
    "precondition-failed": PreconditionFailed('"abc"'),
    "rate-limited": RateLimited(7),
    "store-unavailable": StoreUnavailable("away"),
    "store-full": StoreFull("full"),
    "internal-error": RuntimeError("a secret in a bug"),
}


class Body(msgspec.Struct, forbid_unknown_fields=True):
    title: str


def routes_of(kit: Kit) -> list[Route]:
    async def fail(request: web.Request) -> web.StreamResponse:
        raise RAISED[request.match_info["code"]]

    async def echo(request: web.Request) -> web.StreamResponse:
        return json_answer(await kit.bodies.json(request, Body), status=201)

    async def form(request: web.Request) -> web.StreamResponse:
        return json_answer(dict(await kit.bodies.form(request)))

    return [
        Route(method="GET", path="/fail/{code}", handler=fail, summary="fails"),
        Route(method="POST", path="/echo", handler=echo, summary="echoes", scope=Scope.POSTS, body=Body, status=201),
        Route(method="POST", path="/form", handler=form, summary="a form", scope=Scope.MODERATION),
        *Health(CollectorRegistry(), kit.gate, kit.store.ping).routes(),
    ]


@pytest.fixture
async def kit(store: Store) -> Kit:
    return await make_kit(settings(SAKET_BODY_LIMIT="2048"), store)


@pytest.fixture
async def client(kit: Kit) -> AsyncIterator[Client]:
    app = web.Application()
    mount(app, routes_of(kit), kit.gate)
    async with client_of(compose(kit, app, {}, landing="/landing")) as client:
        yield client


@pytest.mark.parametrize("code", sorted(RAISED))
async def test_every_error_is_a_problem(client: Client, code: str) -> None:
    async with client.get(f"/fail/{code}") as response:
        assert response.status == PROBLEMS[code][0]
        assert response.content_type == "application/problem+json"
        problem = await response.json()
        assert problem["code"] == code
        assert problem["status"] == response.status
        assert "secret" not in await response.text()
        assert response.headers["Content-Language"] == "th"


async def test_an_address_is_in_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Receipts and one-time links are secrets, also where a request meets a bug."""
    async with client.get("/fail/internal-error?once=a-secret-link") as response:
        assert response.status == 500
    (record,) = [record for record in caplog.records if record.name == "shared.web.problems"]
    assert record.getMessage() == "unexpected error in GET /fail/{code}"


async def test_problems_carry_their_data(client: Client) -> None:
    async with client.get("/fail/invalid-input") as response:
        assert [error["field"] for error in (await response.json())["errors"]] == ["title", "labels[0]"]
    async with client.get("/fail/rate-limited") as response:
        assert response.headers["Retry-After"] == "7"
    async with client.get("/fail/precondition-failed") as response:
        assert response.headers["ETag"] == '"abc"'
    async with client.get("/fail/not-found", headers={"Accept-Language": "en-GB,en;q=0.9"}) as response:
        assert (await response.json())["title"] == "There is nothing at this address"


async def test_browsers_get_a_page(client: Client) -> None:
    async with client.get("/nowhere", headers={"Accept": "text/html,*/*;q=0.8"}) as response:
        assert response.status == 404
        assert response.content_type == "text/html"
        text = await response.text()
        assert '<html lang="th">' in text
        assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize(
    ("body", "media_type", "expected"),
    [
        (b"{", "application/json", (400, "malformed-body")),
        (b'{"title": "\xff"}', "application/json", (400, "malformed-body")),
        (b'{"title": 1}', "application/json", (400, "malformed-body")),
        (b'{"title": "a", "x": 1}', "application/json", (400, "malformed-body")),
        (b"[" * 1500, "application/json", (400, "malformed-body")),
        (b"title=a", "application/x-www-form-urlencoded", (415, "unsupported-media-type")),
        (b'{"title": "' + b"a" * 3000 + b'"}', "application/json", (413, "too-large")),
    ],
)
async def test_bad_bodies(client: Client, kit: Kit, body: bytes, media_type: str, expected: tuple[int, str]) -> None:
    token = await kit.staff.add_token("t", ["posts"])
    async with client.post("/echo", data=body, headers={**bearer(token), "Content-Type": media_type}) as response:
        assert (response.status, (await response.json())["code"]) == expected


async def test_a_body_without_length_is_cut_at_the_limit(client: Client, kit: Kit) -> None:
    token = await kit.staff.add_token("t", ["posts"])

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"a" * 1000

    headers = {**bearer(token), "Content-Type": "application/json"}
    async with client.post("/echo", data=endless(), headers=headers) as response:
        assert response.status == 413


async def test_compressed_bodies_are_refused(client: Client, kit: Kit) -> None:
    token = await kit.staff.add_token("t", ["posts"])
    headers = {**bearer(token), "Content-Type": "application/json", "Content-Encoding": "br"}
    async with client.post("/echo", data=b"xx", headers=headers) as response:
        assert response.status in {400, 415}
        assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Basic abc"}, 401),
        ({"Authorization": "Bearer"}, 401),
    ],
)
async def test_strangers_are_turned_away(client: Client, headers: dict[str, str], status: int) -> None:
    async with client.post("/echo", json={"title": "a"}, headers=headers) as response:
        assert response.status == status
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


async def test_scopes(client: Client, kit: Kit) -> None:
    right = await kit.staff.add_token("right", ["posts"])
    wrong = await kit.staff.add_token("wrong", ["moderation", "sources"])
    async with client.post("/echo", json={"title": "a"}, headers=bearer(wrong)) as response:
        assert (response.status, (await response.json())["code"]) == (403, "forbidden")
    async with client.post("/echo", json={"title": "a"}, headers=bearer(right)) as response:
        assert response.status == 201
    await kit.staff.drop_token(right)
    async with client.post("/echo", json={"title": "a"}, headers=bearer(right)) as response:
        assert response.status == 401


async def test_method_not_allowed_names_the_methods(client: Client) -> None:
    async with client.get("/echo") as response:
        assert (response.status, (await response.json())["code"]) == (405, "method-not-allowed")
        assert "POST" in response.headers["Allow"]


async def test_login_with_password_and_csrf(client: Client, kit: Kit) -> None:
    password = await kit.staff.add_account("somchai", "moderator")
    bad = {"name": "somchai", "password": "not the password"}
    async with client.post("/login", data=bad, allow_redirects=False) as response:
        assert response.status == 401
    good = {"name": "somchai", "password": password, "next": "//evil.example/"}
    async with client.post("/login", data=good, allow_redirects=False) as response:
        assert response.status == 303
        assert response.headers["Location"] == "/landing"
        cookie = response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
    async with client.post("/form", data={"a": "1"}) as response:
        assert (response.status, (await response.json())["code"]) == (403, "forbidden")
    csrf = await csrf_of(client, kit)
    async with client.post("/form", data={"a": "1", "csrf": csrf}) as response:
        assert response.status == 200
    foreign = {"Origin": "https://evil.example"}
    async with client.post("/form", data={"a": "1", "csrf": csrf}, headers=foreign) as response:
        assert response.status == 403
    async with client.post("/echo", json={"title": "a"}, headers={"X-CSRF-Token": csrf}) as response:
        assert response.status == 403  # a moderator may not publish
    async with client.post("/logout", data={"csrf": csrf}, allow_redirects=False) as response:
        assert response.status == 303
    async with client.post("/form", data={"a": "1", "csrf": csrf}) as response:
        assert response.status == 401


async def csrf_of(client: Client, kit: Kit) -> str:
    cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
    member = await kit.staff.member(cookies[kit.gate.cookie].value)
    assert member is not None
    principal = member.principal
    assert principal.csrf is not None
    return principal.csrf


async def test_a_one_time_link_works_once(client: Client, kit: Kit) -> None:
    await kit.staff.add_account("admin", "admin")
    secret = await kit.staff.one_time_login("admin")
    async with client.get(f"/login?once={secret}") as response:  # looking does not use it up
        assert secret in await response.text()
    async with client.post("/login", data={"once": secret}, allow_redirects=False) as response:
        assert response.status == 303
    async with client.post("/login", data={"once": secret}, allow_redirects=False) as response:
        assert response.status == 401


async def test_guessing_passwords_is_limited(client: Client, kit: Kit) -> None:
    await kit.staff.add_account("admin", "admin")
    statuses = []
    for _ in range(12):
        async with client.post("/login", data={"name": "admin", "password": "guess"}) as response:
            statuses.append(response.status)
    assert statuses[:10] == [401] * 10
    assert statuses[-1] == 429


async def test_health(client: Client) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        async with client.get(path) as response:
            assert response.status == 200
    async with client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}) as response:
        assert response.status == 403


async def test_static_files_are_immutable(client: Client, kit: Kit) -> None:
    async with client.get(kit.static.url("saket.css")) as response:
        assert response.status == 200
        assert "immutable" in response.headers["Cache-Control"]
        etag = response.headers["ETag"]
    async with client.get("/static/saket.css", headers={"If-None-Match": etag}) as response:
        assert response.status == 304
    async with client.get("/static/../errors.py") as response:
        assert response.status == 404


async def test_openapi_names_every_route(kit: Kit) -> None:
    document = openapi("test", "/prefix", routes_of(kit))
    assert document["paths"]["/prefix/echo"]["post"]["x-scopes"] == ["posts"]
    assert document["paths"]["/prefix/fail/{code}"]["get"]["parameters"][0]["name"] == "code"
    assert "Body" in document["components"]["schemas"]
    assert document["info"]["version"] == version("saket")


async def raw_answer(client: Client, *lines: bytes) -> str:
    """What the server says to a request that no client library would send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(b"\r\n".join([*lines, b"Host: a", b"Connection: close", b"", b""]))
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.decode()


async def test_a_header_that_is_no_text_is_no_proof(client: Client, kit: Kit) -> None:
    password = await kit.staff.add_account("somchai", "moderator")
    async with client.post("/login", data={"name": "somchai", "password": password}, allow_redirects=False) as response:
        cookie = response.headers["Set-Cookie"].partition(";")[0].encode()
    request = (b"POST /form HTTP/1.1", b"Content-Length: 0", b"X-CSRF-Token: \xff", b"Cookie: " + cookie)
    assert (await raw_answer(client, *request)).startswith("HTTP/1.1 403")


async def test_no_address_makes_a_page_link_elsewhere(client: Client) -> None:
    for path in ("//evil.example/x", "/labels/a%3Fb%23c"):
        page = await raw_answer(client, f"GET {path} HTTP/1.1".encode(), b"Accept: text/html")
        assert f'href="/{path.lstrip("/")}?lang=en"' in page


async def test_a_failed_login_keeps_its_destination(client: Client) -> None:
    asked = {"name": "nobody", "password": "wrong", "next": "/comments/moderation?status=held"}
    async with client.post("/login", data=asked) as response:
        assert 'value="/comments/moderation?status=held"' in await response.text()
    async with client.post("/login", data={"once": "used-up"}) as response:
        page = await response.text()
        assert response.status == 401
        assert "ลิงก์นี้ถูกใช้ไปแล้ว" in page
        assert 'name="password"' in page


@pytest.mark.parametrize("name", ["สุรชัย", "กิตติ์", "นัท", "somchai.k@roiet", "เจ้าหน้าที่_1"])
async def test_staff_have_thai_names(client: Client, kit: Kit, name: str) -> None:
    password = await kit.staff.add_account(name, "moderator")
    await kit.staff.add_token(name, ["posts"])
    typed = {"name": unicodedata.normalize("NFD", name), "password": password}
    async with client.post("/login", data=typed, allow_redirects=False) as response:
        assert response.status == 303


@pytest.mark.parametrize("name", ["", "a b", "ก\u200bข", "<b>", "\u0e48ก", "x" * 65, "../x", "-a"])
async def test_what_is_no_name(kit: Kit, name: str) -> None:
    with pytest.raises(InvalidInput, match="bad-name"):
        await kit.staff.add_account(name, "moderator")
