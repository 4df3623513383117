"""``/api/posts`` through HTTP: every route, every error."""

import asyncio
import io
import json
from typing import Any
from urllib.parse import unquote

import pytest

from tests.app.feed.harness import ORIGIN, Site, problem
from tests.support.site import bearer

NAIVE = {("publish_at", "wrong-type")}
TWO_RULES = {("title", "required"), ("slug", "bad-slug")}
BODY = {"title": "ข่าวเกษตร", "content": "<p>ข้าว</p>"}


async def test_a_post_is_made(site: Site) -> None:
    response = await site.send("POST", "/api/posts", BODY)
    receipt = await response.json()

    assert response.status == 201
    assert response.headers["Location"] == f"/api/posts/{receipt['id']}"
    assert receipt["slug"] == "ข่าวเกษตร"
    assert unquote(receipt["url"]) == f"{ORIGIN}/posts/ข่าวเกษตร"
    assert receipt["status"] == "published"
    assert receipt["published"] == receipt["updated"] == "2026-03-02T09:00:00+07:00"


async def test_a_post_in_full(site: Site) -> None:
    fields: dict[str, Any] = {
        "summary": "ย่อ",
        "labels": ["ข้าว", "ข้าว", "น้ำ"],
        "agency": "สำนักงานจังหวัด",
        "strategy": "เกษตร",
        "media": [
            {"url": "/static/a.webp", "alt": "นา"},
            {"url": "https://x.example/b.pdf", "alt": "แผน", "length": 9},
        ],
    }
    receipt = await site.post("ข่าว", content='<p onclick="x">ก<script>alert(1)</script></p>', **fields)
    item = await (await site.get(f"/api/posts/{receipt['id']}")).json()

    assert "script" not in item["content"]
    assert "onclick" not in item["content"]
    assert (item["labels"], item["agency"], item["strategy"]) == (["ข้าว", "น้ำ"], "สำนักงานจังหวัด", "เกษตร")
    assert [media["type"] for media in item["media"]] == ["image/webp", "application/pdf"]
    assert item["media"][0]["url"] == f"{ORIGIN}/static/a.webp"
    assert item["url"] == receipt["url"]


async def test_markdown(site: Site) -> None:
    receipt = await site.post("ข่าว", content="**หนา** <script>x</script>", content_type="markdown")
    item = await (await site.get(f"/api/posts/{receipt['id']}")).json()

    assert "<strong>หนา</strong>" in item["content"]
    assert "<script" not in item["content"]


async def test_equal_titles_get_different_slugs(site: Site) -> None:
    slugs = [(await site.post("ข่าว"))["slug"] for _ in range(11)]

    assert slugs[:3] == ["ข่าว", "ข่าว-2", "ข่าว-3"]
    assert len(set(slugs)) == 11


async def test_equal_titles_at_the_same_time_are_all_made(site: Site) -> None:
    receipts = await asyncio.gather(*(site.post("พร้อมกัน") for _ in range(12)))

    assert len({receipt["slug"] for receipt in receipts}) == 12


async def test_a_chosen_slug_that_is_taken(site: Site) -> None:
    await site.post(slug="khao")

    assert await problem(await site.send("POST", "/api/posts", {**BODY, "slug": "khao"})) == (409, "slug-taken", set())


async def test_the_same_key_gives_the_same_answer(site: Site) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = await site.send("POST", "/api/posts", BODY, **headers)
    site.clock.forward(hours=1)
    again = await site.send("POST", "/api/posts", {**BODY, "labels": []}, **headers)

    assert (again.status, await again.json()) == (201, await first.json())
    assert again.headers["Location"] == first.headers["Location"]
    other = await site.send("POST", "/api/posts", {**BODY, "title": "อื่น"}, **headers)
    assert await problem(other) == (409, "idempotency-mismatch", set())
    assert await site.titles() == ["ข่าวเกษตร"]


async def test_keys_belong_to_their_author(site: Site) -> None:
    other = await site.kit.staff.add_token("another", ["posts"])
    await site.send("POST", "/api/posts", BODY, **{"Idempotency-Key": "k"})
    response = await site.client.post("/api/posts", json=BODY, headers={**bearer(other), "Idempotency-Key": "k"})

    assert response.status == 201
    assert (await response.json())["slug"] == "ข่าวเกษตร-2"


@pytest.mark.parametrize("key", ["", "a b", "x" * 201])
async def test_keys_that_cannot_be(site: Site, key: str) -> None:
    response = await site.send("POST", "/api/posts", BODY, **{"Idempotency-Key": key})

    assert await problem(response) == (422, "invalid-input", {("Idempotency-Key", "bad-key")})


async def test_an_edit_keeps_the_address(site: Site) -> None:
    made = await site.post("ข่าว", labels=["ก"])
    site.clock.forward(hours=1)
    edited = await site.send("PUT", f"/api/posts/{made['id']}", {**BODY, "labels": ["ข"]})
    receipt = await edited.json()

    assert edited.status == 200
    assert (receipt["id"], receipt["slug"], receipt["published"]) == (made["id"], made["slug"], made["published"])
    assert receipt["updated"] > made["updated"]
    item = await (await site.get(f"/api/posts/{made['id']}")).json()
    assert (item["title"], item["labels"]) == ("ข่าวเกษตร", ["ข"])


async def test_updated_moves_only_with_the_content(site: Site) -> None:
    made = await site.post("ข่าว")
    site.clock.forward(hours=1)
    path, same = f"/api/posts/{made['id']}", {"title": "ข่าว", "content": "<p>เนื้อหา</p>"}
    unchanged = await site.send("PUT", path, same)
    filed = await site.send("PUT", path, {**same, "labels": ["ใหม่"]})

    assert unchanged.headers["ETag"] == '"1"'
    assert filed.headers["ETag"] == '"2"'
    assert (await unchanged.json())["updated"] == (await filed.json())["updated"] == made["updated"]


async def test_if_match_lets_one_of_two_officers_write(site: Site) -> None:
    path = f"/api/posts/{(await site.post())['id']}"
    tag = (await site.get(path)).headers["ETag"]
    first = await site.send("PUT", path, BODY, **{"If-Match": tag})
    second = await site.send("PUT", path, {**BODY, "title": "อื่น"}, **{"If-Match": tag})

    assert first.status == 200
    assert await problem(second) == (412, "precondition-failed", set())
    assert second.headers["ETag"] == first.headers["ETag"] == '"2"'
    assert (await site.send("PUT", path, {**BODY, "title": "อื่น"}, **{"If-Match": "*"})).status == 200
    assert (await site.send("DELETE", path, **{"If-Match": tag})).status == 412


async def test_withdrawal(site: Site) -> None:
    made = await site.post()
    path = f"/api/posts/{made['id']}"

    assert (await site.send("DELETE", path)).status == 204
    assert (await site.send("DELETE", path)).status == 204
    assert await problem(await site.get(path)) == (410, "gone", set())
    assert (await (await site.send("GET", path)).json())["status"] == "withdrawn"
    back = await site.send("PUT", path, {**BODY, "status": "published"})
    assert (await back.json())["published"] == made["published"]
    assert (await site.get(path)).status == 200


async def test_what_was_published_cannot_become_a_draft(site: Site) -> None:
    path = f"/api/posts/{(await site.post())['id']}"

    assert await problem(await site.send("PUT", path, {**BODY, "status": "draft"})) == (
        409,
        "forbidden-transition",
        set(),
    )


async def test_drafts_are_for_staff(site: Site) -> None:
    made = await site.post("ร่าง", status="draft")
    path = f"/api/posts/{made['id']}"

    assert made["published"] is None
    assert (await problem(await site.get(path)))[:2] == (404, "not-found")
    assert (await (await site.send("GET", path)).json())["title"] == "ร่าง"
    assert (await site.send("PUT", path, {**BODY, "status": "published"})).status == 200
    assert (await site.get(path)).status == 200


async def test_a_time_to_come_without_a_status_is_an_embargo(site: Site) -> None:
    tomorrow = "2026-03-03T09:00:00+07:00"
    made = await site.post("ปิดไว้ก่อน", publish_at=tomorrow)

    assert (made["status"], made["published"]) == ("scheduled", tomorrow)
    assert (await site.get(f"/api/posts/{made['id']}")).status == 404
    draft = await site.post("ร่าง", status="draft")
    edited = await site.send("PUT", f"/api/posts/{draft['id']}", {**BODY, "publish_at": tomorrow})
    assert (await edited.json())["status"] == "scheduled"
    back = await site.send("PUT", f"/api/posts/{draft['id']}", {**BODY, "status": "draft"})
    assert (await back.json())["published"] is None
    late = await site.send("PUT", f"/api/posts/{draft['id']}", {**BODY, "publish_at": "2026-03-01T09:00:00+07:00"})
    assert await problem(late) == (422, "invalid-input", {("publish_at", "not-allowed")})


@pytest.mark.parametrize(
    ("at", "code"), [("9999-12-31T23:59:59Z", "too-late"), ("0001-01-01T00:00:00+14:00", "too-early")]
)
async def test_times_that_nobody_can_mean(site: Site, at: str, code: str) -> None:
    draft = await site.post("ร่าง", status="draft")
    for method, path in (("POST", "/api/posts"), ("PUT", f"/api/posts/{draft['id']}")):
        refused = await site.send(method, path, {**BODY, "status": "scheduled", "publish_at": at})
        assert await problem(refused) == (422, "invalid-input", {("publish_at", code)})
    assert len(await ids(site, "STAFF", "/api/posts?limit=9")) == 1


async def test_the_thread_of_a_post_stays_where_it_was(site: Site) -> None:
    made = await site.post("ข่าว", slug="first")
    path = f"/api/posts/{made['id']}"
    moved = await (await site.send("PUT", path, {**BODY, "slug": "second"})).json()

    assert made["thread"] == made["url"] == moved["thread"] == "http://roiet.example/posts/first"
    item = await (await site.get(path)).json()
    assert (item["url"], item["thread"]) == ("http://roiet.example/posts/second", made["thread"])


async def test_lists(site: Site) -> None:
    made = [(await site.post(f"ข่าว {n}"))["id"] for n in range(5)]
    draft = (await site.post("ร่าง", status="draft"))["id"]

    assert await ids(site, "GET", "/api/posts?limit=2") == made[::-1]
    assert await ids(site, "STAFF", "/api/posts?limit=4") == [draft, *made[::-1]]


async def ids(site: Site, who: str, path: str) -> list[str]:
    """All pages of a list."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        where = f"{path}&cursor={cursor}"
        page = await (await (site.get(where) if who == "GET" else site.send("GET", where))).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
    return found


@pytest.mark.parametrize(
    ("query", "field"), [("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"), ("cursor=!", "cursor")]
)
async def test_pages_that_are_not(site: Site, query: str, field: str) -> None:
    status, _, errors = await problem(await site.get(f"/api/posts?{query}"))

    assert status == 422
    assert [name for name, _ in errors] == [field]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"{", (400, "malformed-body", {("", "bad-json")})),
        (b'{"title": "\xff"}', (400, "malformed-body", {("", "bad-json")})),
        (b"{}", (400, "malformed-body", {("title", "missing")})),
        (b'{"title":"a","content":"b","x":1}', (400, "malformed-body", {("x", "unknown-field")})),
        (b'{"title":"a","content":"b","labels":[1]}', (400, "malformed-body", {("labels[0]", "wrong-type")})),
        (b'{"title":"a","content":"b","status":"withdrawn"}', (400, "malformed-body", {("status", "invalid")})),
        (b'{"title":"a","content":"b","publish_at":"2026-01-01T00:00:00"}', (400, "malformed-body", NAIVE)),
        (b'{"title":" ","content":"b","slug":"A"}', (422, "invalid-input", TWO_RULES)),
    ],
)  # fmt: skip
async def test_bodies_that_cannot_be_used(site: Site, raw: bytes, expected: tuple[int, str, set[Any]]) -> None:
    headers = {**bearer(site.token), "Content-Type": "application/json"}
    made = await site.post()
    for method, path in (("POST", "/api/posts"), ("PUT", f"/api/posts/{made['id']}")):
        assert await problem(await site.client.request(method, path, data=raw, headers=headers)) == expected


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/posts"), ("PUT", "/api/posts/x"), ("DELETE", "/api/posts/x")]
)
async def test_only_with_the_scope(site: Site, method: str, path: str) -> None:
    weak = await site.kit.staff.add_token("poller", ["sources"])
    for headers, expected in (
        ({}, (401, "unauthenticated")),
        (bearer("nobody"), (401, "unauthenticated")),
        (bearer(weak), (403, "forbidden")),
    ):
        response = await site.client.request(method, path, json=BODY, headers=headers)
        assert (await problem(response))[:2] == expected


async def test_requests_that_cannot_be_read(site: Site) -> None:
    headers = bearer(site.token)
    text = await site.client.post("/api/posts", data="x", headers={**headers, "Content-Type": "text/plain"})
    body = io.BytesIO(json.dumps({**BODY, "content": "x" * 3 * 1024 * 1024}).encode())
    large = await site.client.post("/api/posts", data=body, headers={**headers, "Content-Type": "application/json"})

    assert (await problem(text))[:2] == (415, "unsupported-media-type")
    assert (await problem(large))[:2] == (413, "too-large")
    assert (await problem(await site.client.patch("/api/posts", headers=headers)))[:2] == (405, "method-not-allowed")


async def test_unknown_posts(site: Site) -> None:
    for method, body in (("GET", None), ("PUT", BODY), ("DELETE", None)):
        assert (await problem(await site.send(method, "/api/posts/nobody", body)))[:2] == (404, "not-found")


async def test_the_description_names_every_route(site: Site) -> None:
    document = await (await site.get("/openapi.json")).json()

    assert set(document["paths"]["/api/posts/{id}"]) == {"get", "put", "delete"}
    assert document["paths"]["/api/posts"]["post"]["x-scopes"] == ["posts"]
    assert "/feeds/labels/{name}.{format}" in document["paths"]
