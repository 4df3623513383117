"""Health, description, errors of the protocol, a store that is away, embedding, configuration."""

import asyncio
import io
from datetime import timedelta
from pathlib import Path

import pytest

from services.comments.config import CommentsConfig
from services.comments.spam.decide import Decider
from services.comments.wiring.standalone import reindex_queue
from shared.environment import BadConfiguration, Environment
from shared.store.client import Store
from tests.app.comments.conftest import POST, Service, serving

COMMENTS = "/comments/api/comments"


async def test_health(service: Service) -> None:
    await service.post()
    assert (await service.get("/comments/healthz"))[0] == 200
    assert (await service.get("/comments/readyz"))[0] == 200
    status, metrics = await service.get("/comments/metrics")
    assert status == 200
    assert 'saket_comments_posted_total{state="published"} 1.0' in metrics


async def test_the_description_knows_every_route(service: Service) -> None:
    status, document = await service.get("/comments/openapi.json")
    assert status == 200
    assert {"get", "post"} <= set(document["paths"][COMMENTS])
    assert set(document["paths"]["/comments/api/receipts/{receipt}"]) == {"get", "patch", "delete"}
    assert document["paths"]["/comments/api/moderation/decisions"]["post"]["x-scopes"] == ["moderation"]


async def test_errors_of_the_protocol(service: Service) -> None:
    json = {"Content-Type": "application/json"}
    large = io.BytesIO(b"x" * (3 << 20))
    for method, path, options, status, code in (
        ("POST", COMMENTS, {"data": b"{", "headers": json}, 400, "malformed-body"),
        ("POST", COMMENTS, {"data": b"\xff", "headers": json}, 400, "malformed-body"),
        ("POST", COMMENTS, {"json": {"thread": POST, "author": "x", "text": 1}}, 400, "malformed-body"),
        ("POST", COMMENTS, {"json": {"thread": POST, "author": "x", "text": "y", "id": "z"}}, 400, "malformed-body"),
        ("POST", COMMENTS, {"json": {}}, 400, "malformed-body"),
        ("POST", COMMENTS, {"data": {"text": "x"}}, 415, "unsupported-media-type"),
        ("POST", COMMENTS, {"data": large, "headers": json}, 413, "too-large"),
        ("PUT", COMMENTS, {}, 405, "method-not-allowed"),
        ("GET", "/comments/nothing", {}, 404, "not-found"),
        ("GET", "/comments/api/receipts/%00", {}, 404, "not-found"),
        ("POST", f"/comments/threads?url={POST}", {"json": {}}, 415, "unsupported-media-type"),
    ):
        answered, problem = await service.call(method, path, **options)
        assert (answered, problem["code"]) == (status, code), (method, path, problem)
    _, problem = await service.call("POST", COMMENTS, json={"thread": POST, "author": "x", "text": "y", "id": "z"})
    assert (problem["errors"][0]["field"], problem["errors"][0]["code"]) == ("id", "unknown-field")


async def test_a_store_that_is_away_is_a_503(store: Store, tmp_path: Path) -> None:
    away = await Store.connect(f"unix://{tmp_path}/nobody.sock")
    async with serving(store, down=away) as service:
        for method, path, options in (
            ("POST", COMMENTS, {"json": {"thread": POST, "author": "x", "text": "y"}}),
            (
                "POST",
                COMMENTS,
                {"json": {"thread": POST, "author": "x", "text": "y"}, "headers": {"Idempotency-Key": "k"}},
            ),
            ("GET", f"{COMMENTS}?thread={POST}", {}),
            ("GET", f"/comments/api/counts?thread={POST}", {}),
            ("GET", f"/comments/threads?url={POST}", {}),
            ("GET", "/comments/feeds/all.atom", {}),
            ("GET", f"/comments/feeds/thread.atom?url={POST}", {}),
            ("GET", "/comments/api/moderation/queue", {"staff": True}),
        ):
            status, problem = await service.call(method, path, **options)
            assert (status, problem["code"]) == (503, "store-unavailable"), path
        assert (await service.get("/comments/readyz"))[0] == 503
        assert (await service.get("/comments/healthz"))[0] == 200
    await away.close()


async def test_sites_that_embed_us_may_read(store: Store) -> None:
    async with serving(store, SAKET_SITES="https://khonkaen.example") as service:
        thread = "https://khonkaen.example/ข่าว"
        await service.post(thread=thread)
        for path in (COMMENTS, "/comments/api/counts", "/comments/api/form"):
            async with service.client.get(path, params={"thread": thread}) as response:
                assert response.headers["Access-Control-Allow-Origin"] == "*", "what everybody may read"
        for origin, allowed in (
            ("https://khonkaen.example", "https://khonkaen.example"),
            ("https://evil.example", None),
        ):
            headers, body = {"Origin": origin}, {"thread": thread, "author": "", "text": "x"}
            for answer in (
                service.client.options(COMMENTS, headers=headers),
                service.client.post(COMMENTS, headers=headers, json=body),
            ):
                async with answer as response:
                    assert response.status in {204, 422}
                    assert response.headers.get("Access-Control-Allow-Origin") == allowed
                    assert response.headers["Vary"] == "Origin"
        async with service.client.get("/comments/embed.js") as response:
            assert response.content_type == "text/javascript"
            assert "innerHTML" not in await response.text()
            etag = response.headers["ETag"]
        async with service.client.get("/comments/embed.js", headers={"If-None-Match": etag}) as response:
            assert response.status == 304


async def test_limits_off(store: Store) -> None:
    async with serving(store, SAKET_LIMITS="off") as service:
        _, form = await service.get("/comments/api/form", params={"thread": POST})
        statuses = {(await service.send(str(number), form=form["form"]))[0] for number in range(40)}
        assert statuses == {201}
        (_, about_text), _about_name = service.judge.asked[-2:]
        assert about_text.seconds_to_submit is None
        assert about_text.has_form


async def test_a_lost_index_is_rebuilt(store: Store) -> None:
    async with serving(store) as service:
        held, public = await service.post("doubtful"), await service.post()
        queue, newest = await service.queue(), await service.get("/comments/feeds/all.atom")
        async for key in store.scan("{queue}:*"):
            await store.execute("DEL", key)
        assert await service.queue() == []
        assert await reindex_queue(store) == 2
        assert [item["id"] for item in queue] == [held["id"]]
        assert await service.queue() == queue
        assert await service.get("/comments/feeds/all.atom") == newest
        assert [item["id"] for item in await service.queue(status="published")] == [public["id"]]


async def test_configuration() -> None:
    config = CommentsConfig.read(Environment({}))
    assert config.model is None
    assert config.limits.edit_window == timedelta(minutes=15)
    wrong = Environment({"SAKET_SITES": "khonkaen.example", "SAKET_COMMENT_BURST": "0", "SAKET_EDIT_MINUTES": "x"})
    CommentsConfig.read(wrong)
    with pytest.raises(BadConfiguration) as caught:
        wrong.check()
    assert {problem.field for problem in caught.value.problems} == {
        "SAKET_SITES",
        "SAKET_COMMENT_BURST",
        "SAKET_EDIT_MINUTES",
    }


async def test_without_a_model_every_comment_is_held(store: Store) -> None:
    async with serving(store, judge=Decider(None)) as service:
        posted = await service.post("อะไรก็ได้")
        assert posted["status"] == "held"
        (item,) = await service.queue(reason="not-scored")
        assert (item["id"], item["probability"]) == (posted["id"], None)


async def test_many_comments_at_once_are_all_there(store: Store) -> None:
    async with serving(store, SAKET_LIMITS="off") as service:
        posted = await asyncio.gather(*(service.post(str(number)) for number in range(60)))
        _, page = await service.get(COMMENTS, params={"thread": POST, "limit": "200"})
        assert {item["id"] for item in page["items"]} == {answer["id"] for answer in posted}
