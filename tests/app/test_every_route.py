"""The same answers to the same mistakes on every route of every service, generated from their route tables."""

import io
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.host import HostConfig, create_site
from shared.staff.model import TOKEN_SCOPES
from shared.store.client import Store
from shared.web.kit import make_kit
from tests.app.access import PREFIXES
from tests.support.site import Client, bearer, client_of

PROBLEM = "application/problem+json"
LIMIT = 1024 * 1024
VARIABLES = {
    "SAKET_BASE_URL": "http://roiet.example",
    "SAKET_SAMPLE": "0",
    "SAKET_DATA": "unused",
    "SAKET_BODY_LIMIT": str(LIMIT),
}
JSON = {"Content-Type": "application/json"}
_FITTING = {
    "{format}": "atom",
    "{kind}": "default",
    "{flavour}": "rss2",
    "{number}": "1",
    "{period}": "2569",
    "{year}": "2562",
    "{month}": "09",
}
_PARAMETER = re.compile(r"\{\w+\}")


class Site:
    """The whole site in this process, its routes and a token for every scope."""

    def __init__(self, client: Client, tokens: dict[str, dict[str, str]]) -> None:
        self.client = client
        self.tokens = tokens

    async def routes(self) -> list[tuple[str, str, dict[str, Any]]]:
        """(method, path, operation) of every route that the services document."""
        found = []
        for prefix in PREFIXES:
            async with self.client.get(f"{prefix}/openapi.json") as response:
                assert response.status == 200
                paths = (await response.json())["paths"]
            found += [
                (method.upper(), _filled(path), operation)
                for path, operations in paths.items()
                for method, operation in operations.items()
            ]
        assert len(found) > 60
        return found

    async def answer(self, method: str, path: str, **request: Any) -> tuple[int, str, Any]:
        async with self.client.request(method, path, allow_redirects=False, **request) as response:
            body = await response.json() if response.content_type == PROBLEM else None
            return response.status, response.content_type, body


@pytest.fixture
async def site(store: Store) -> AsyncIterator[Site]:
    config = HostConfig.from_variables(VARIABLES)
    kit = await make_kit(config.site, store)
    tokens = {scope.value: bearer(await kit.staff.add_token(scope.value, [scope])) for scope in TOKEN_SCOPES}
    async with client_of(create_site(config, kit, sample=False)) as client:
        yield Site(client, tokens)


def _filled(path: str) -> str:
    """The path with something that its router takes in every place of it."""
    return _PARAMETER.sub(lambda place: _FITTING.get(place[0], "unknown"), path)


def assert_problem(answer: tuple[int, str, Any], status: int, code: str, where: str) -> None:
    assert answer[:2] == (status, PROBLEM), f"{where}: {answer}"
    assert answer[2]["code"] == code, f"{where}: {answer}"


async def test_scoped_routes_want_the_right_token(site: Site) -> None:
    scoped = [
        (m, p, o["x-scopes"]) for m, p, o in await site.routes() if "x-scopes" in o and {"token": []} in o["security"]
    ]
    assert {scope for _, _, scopes in scoped for scope in scopes} >= {"posts", "sources", "moderation"}
    for method, path, scopes in scoped:
        where = f"{method} {path}"
        assert_problem(await site.answer(method, path), 401, "unauthenticated", where)
        assert_problem(await site.answer(method, path, headers=bearer("wrong")), 401, "unauthenticated", where)
        for other, headers in site.tokens.items():
            if other not in scopes:
                assert_problem(await site.answer(method, path, headers=headers), 403, "forbidden", where)


async def test_json_routes_say_what_is_wrong_with_a_body(site: Site) -> None:
    reading = [
        (m, p, o)
        for m, p, o in await site.routes()
        if "application/json" in o.get("requestBody", {}).get("content", {})
    ]
    assert len(reading) >= 6
    for method, path, operation in reading:
        where = f"{method} {path}"
        headers = site.tokens.get(operation.get("x-scopes", [""])[0], {})
        bad = await site.answer(method, path, data=b"{", headers={**headers, **JSON})
        assert_problem(bad, 400, "malformed-body", where)
        unknown = await site.answer(method, path, data=b'{"no_such_field": 1}', headers={**headers, **JSON})
        assert_problem(unknown, 400, "malformed-body", where)
        assert unknown[2]["errors"][0]["field"], where
        wrong = await site.answer(method, path, data=b"[]", headers={**headers, **JSON})
        assert_problem(wrong, 400, "malformed-body", where)
        typed = await site.answer(method, path, data=b"a=b", headers={**headers, "Content-Type": "text/plain"})
        assert_problem(typed, 415, "unsupported-media-type", where)
        large = await site.answer(method, path, data=io.BytesIO(b" " * (LIMIT + 1)), headers={**headers, **JSON})
        assert_problem(large, 413, "too-large", where)


async def test_methods_that_a_path_does_not_have(site: Site) -> None:
    for method, path, _operation in await site.routes():
        del method
        assert_problem(await site.answer("PROPFIND", path), 405, "method-not-allowed", path)


async def test_unknown_ids_and_paths(site: Site) -> None:
    moderator, officer = site.tokens["moderation"], site.tokens["sources"]
    cases = [
        ("GET", "/nowhere", {}),
        ("GET", "/planet/nowhere", {}),
        ("GET", "/comments/api/nowhere", {}),
        ("GET", "/api/posts/unknown", {}),
        ("GET", "/posts/unknown", {}),
        ("GET", "/planet/api/sources/unknown", {}),
        ("DELETE", "/planet/api/sources/unknown", officer),
        ("POST", "/planet/api/sources/unknown/poll", officer),
        ("GET", "/planet/feeds/sources/unknown.atom", {}),
        ("GET", "/comments/api/receipts/unknown", {}),
        ("GET", "/comments/api/moderation/comments/unknown", moderator),
        ("POST", "/comments/api/moderation/decisions/unknown/undo", moderator),
    ]
    for method, path, headers in cases:
        assert_problem(await site.answer(method, path, headers=headers), 404, "not-found", f"{method} {path}")


async def test_every_page_of_results_refuses_a_broken_cursor(site: Site) -> None:
    for path, headers in (
        ("/api/posts", {}),
        ("/planet/api/entries", {}),
        ("/planet/api/sources", {}),
        ("/comments/api/comments?thread=http://roiet.example/posts/a", {}),
        ("/comments/api/moderation/queue", site.tokens["moderation"]),
        ("/comments/api/moderation/ledger", site.tokens["moderation"]),
    ):
        joint = "&" if "?" in path else "?"
        for query in ("cursor=%21%21", "limit=many", "limit=0"):
            status, media_type, body = await site.answer("GET", f"{path}{joint}{query}", headers=headers)
            assert (status, media_type) == (422, PROBLEM), f"{path} {query}: {status} {body}"
            assert body["errors"][0]["field"] == query.partition("=")[0]
