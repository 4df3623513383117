"""Starting, stopping and dying: what `saket up` promises to whoever runs it."""

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.province import Province, eventually, province

pytestmark = [pytest.mark.slow, pytest.mark.store]
STOP_SECONDS = 5.0


async def test_a_second_start_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    async with province(tmp_path / "var") as first:
        second = Province(first.data)
        status, _out, err = await second.saket("up")
        assert status != 0
        assert str(first.data) in err
        assert "Traceback" not in err
        async with first.http.get("/readyz") as response:
            assert response.status == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_within_five_seconds(tmp_path: Path, number: signal.Signals) -> None:
    async with province(tmp_path / "var") as running:
        assert running.process is not None
        server = running.store_pid()
        begun = time.monotonic()
        running.process.send_signal(number)
        status = await asyncio.wait_for(running.process.wait(), STOP_SECONDS)
        assert time.monotonic() - begun < STOP_SECONDS
        assert status == 0, "".join(running.output)
        with pytest.raises(ProcessLookupError):
            os.kill(server, 0)


async def test_killed_and_started_again_it_takes_the_folder_over(tmp_path: Path) -> None:
    async with province(tmp_path / "var") as running:
        headers = await running.token("posts")
        body = {"title": "ก่อนไฟดับ", "content": "<p>ไฟดับ</p>"}
        async with running.http.post("/api/posts", json=body, headers=headers) as response:
            post = await response.json()
        await running.kill(store=False)
        await running.start()
        async with running.http.get(f"/api/posts/{post['id']}") as response:
            assert response.status == 200


async def test_nothing_acknowledged_is_lost_or_doubled_by_kill_9(tmp_path: Path) -> None:
    """200 writes by 8 writers; everything is killed in the middle; whoever got no answer sends the same key again."""
    async with province(tmp_path / "var", SAKET_LIMITS="off") as running:
        headers = await running.token("posts")
        first = {"title": "กระทู้", "content": "<p>แสดงความคิดเห็น</p>"}
        async with running.http.post("/api/posts", json=first, headers=headers) as response:
            thread = (await response.json())["url"]
        acknowledged: dict[str, dict[str, Any]] = {}
        enough = asyncio.Event()

        async def write(number: int) -> None:
            await send(running, headers, thread, number, acknowledged)
            if len(acknowledged) >= 60:
                enough.set()

        waiting = iter(range(200))

        async def writer() -> None:
            for number in waiting:
                await write(number)

        writers = [asyncio.create_task(writer()) for _ in range(8)]
        await asyncio.wait_for(enough.wait(), 60)
        await running.kill(store=True)
        await asyncio.gather(*writers, return_exceptions=True)
        assert 60 <= len(acknowledged) < 200
        await running.start()
        before = dict(acknowledged)
        for number in range(200):
            await send(running, headers, thread, number, acknowledged)
        for key, answer in before.items():
            assert acknowledged[key]["id"] == answer["id"], "an acknowledged write was lost or done again"
        assert await post_titles(running) == sorted(f"ข่าวที่ {n}" for n in range(0, 200, 2))
        assert await comment_texts(running, thread) == sorted(f"ความเห็นที่ {n} ขอบคุณครับ" for n in range(1, 200, 2))


async def send(
    running: Province, headers: dict[str, str], thread: str, number: int, acknowledged: dict[str, dict[str, Any]]
) -> None:
    key = f"write-{number}"
    path, body = (
        ("/comments/api/comments", {"thread": thread, "author": "ประชาชน", "text": f"ความเห็นที่ {number} ขอบคุณครับ"})
        if number % 2
        else ("/api/posts", {"title": f"ข่าวที่ {number}", "content": "<p>เนื้อข่าว</p>"})
    )
    async with running.http.post(path, json=body, headers={**headers, "Idempotency-Key": key}) as response:
        assert response.status == 201, await response.text()
        acknowledged[key] = await response.json()


async def all_items(running: Province, path: str, **query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        parameters = {**query, "limit": "100", **({"cursor": cursor} if cursor else {})}
        async with running.http.get(path, params=parameters) as response:
            page = await response.json()
        items += page["items"]
        cursor = page["next"] or ""
        if not cursor:
            return items


async def post_titles(running: Province) -> list[str]:
    found = [item["title"] for item in await all_items(running, "/api/posts")]
    return sorted(title for title in found if title.startswith("ข่าวที่"))


async def comment_texts(running: Province, thread: str) -> list[str]:
    """Of every state: what the filter held counts as kept, too."""
    headers = await running.token("moderation")
    published = await all_items(running, "/comments/api/comments", thread=thread)
    texts = [item["text"] for item in published]
    for status in ("held", "rejected"):
        parameters = {"status": status, "limit": "200", "thread": thread}
        async with running.http.get("/comments/api/moderation/queue", params=parameters, headers=headers) as response:
            texts += [item["text"] for item in (await response.json())["items"]]
    return sorted(texts)


async def test_the_store_dies_and_comes_back(tmp_path: Path) -> None:
    async with province(tmp_path / "var") as running:
        headers = await running.token("posts")
        body = {"title": "ก่อนล่ม", "content": "<p>เนื้อข่าว</p>"}
        async with running.http.post("/api/posts", json=body, headers=headers) as response:
            assert response.status == 201
        async with running.http.get("/feeds/posts.atom") as response:
            assert response.status == 200
        os.kill(running.store_pid(), signal.SIGSTOP)  # alive, but silent

        async def unready() -> bool:
            async with running.http.get("/readyz") as response:
                return response.status == 503

        await eventually(unready)
        async with running.http.post("/api/posts", json=body, headers=headers) as response:
            assert response.status == 503
            assert (await response.json())["code"] == "store-unavailable"
        async with running.http.get("/feeds/posts.atom") as response:
            assert response.status == 200, "a rendered feed needs no store"
        os.kill(running.store_pid(), signal.SIGKILL)

        async def ready() -> bool:
            async with running.http.get("/readyz") as response:
                return response.status == 200

        await eventually(ready)
        async with running.http.post("/api/posts", json={**body, "title": "หลังล่ม"}, headers=headers) as response:
            assert response.status == 201


async def test_commands_talk_to_the_running_store(tmp_path: Path) -> None:
    async with province(tmp_path / "var") as running:
        status, out, _err = await running.saket("token", "add", "planet", "--scope", "posts,sources")
        assert status == 0
        assert len(out.split()) == 1
        status, _out, err = await running.saket("token", "add", "planet", "--scope", "everything")
        assert status == 2
        assert "everything" in err
        status, out, _err = await running.saket("staff", "add", "somchai", "--role", "moderator")
        assert status == 0
        login = {"name": "somchai", "password": out.strip()}
        async with running.http.post("/login", data=login, allow_redirects=False) as response:
            assert response.status == 303
        status, out, _err = await running.saket("doctor")
        assert status == 0, out
        assert "BAD" not in out


async def test_tokens_can_be_made_before_the_first_start(tmp_path: Path) -> None:
    waiting = Province(tmp_path / "var")
    try:
        headers = await waiting.token("posts")
        await waiting.start()
        async with waiting.http.post("/api/posts", json={"title": "ก", "content": "ข"}, headers=headers) as response:
            assert response.status == 201
    finally:
        await waiting.close()


async def test_a_setup_that_cannot_work_is_explained(tmp_path: Path) -> None:
    broken = Province(tmp_path / "var", variables={"SAKET_PORT": "many", "SAKET_MIN_POLL": "never"})
    status, _out, err = await broken.saket("up")
    assert status == 2
    assert "SAKET_PORT" in err
    assert "SAKET_MIN_POLL" in err
    assert "Traceback" not in err


async def test_rubbish_from_outside_does_not_fill_the_log(tmp_path: Path) -> None:
    async with province(tmp_path / "var") as running:
        headers = {**await running.token("posts"), "Content-Type": "application/json", "Content-Encoding": "gzip"}
        async with running.http.post("/api/posts", data=b"this is no gzip", headers=headers) as response:
            assert response.status == 415
        for rubbish in (
            b"\x16\x03\x01 not http at all",
            b"GET / HTTP/1.1\r\nX: " + b"a" * 9000,
            b"GET / HTTP/1.1\r\nX: \0",
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
            writer.write(rubbish + b"\r\n\r\n")
            assert (await reader.readline()).startswith(b"HTTP/1.")
            writer.close()
        await running.stop()
        assert "Traceback" not in "".join(running.output)
