"""A request that is repeated, however often and however fast, makes one comment."""

import asyncio
import os
from collections import Counter
from typing import Any

import pytest

from services.comments.addresses import anchor
from shared.store.client import Store
from tests.app.comments.conftest import POST, Service, serving

KEYS = int(os.environ.get("SAKET_TEST_KEYS", "40"))
"""1,000 in a long run; two instances share the store in any case."""
AT_ONCE = 50


@pytest.mark.slow
async def test_fifty_at_once_of_each_key_make_one_comment_each(store: Store) -> None:
    async with serving(store, SAKET_LIMITS="off") as one, serving(store, SAKET_LIMITS="off") as other:
        made: Counter[str] = Counter()
        for number in range(KEYS):
            sent = [
                (one, other)[turn % 2].post(f"ครั้งที่ {number}", key=f"key-{number}", author=f"คนที่ {number}")
                for turn in range(AT_ONCE)
            ]
            answers = {(answer["id"], answer["receipt"]) for answer in await asyncio.gather(*sent)}
            assert len(answers) == 1
            made[next(iter(answers))[0]] += 1
        assert set(made.values()) == {1}
        _, listed = await one.get("/comments/api/comments", params={"thread": POST})
        assert (listed["count"], len(made)) == (KEYS, KEYS)
        assert int(await store.execute("HLEN", "{queue}:places")) == KEYS


def from_(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


BODY = {"thread": POST, "author": "สมชาย", "text": "ดีมากครับ"}
WEAK, STRONG = "order-1", "5f0c9a52-7d3e-4b1c-9a68-2f1e7c40b9d3"
DATED = ("2026-11-27T10:42:07.123+07:00", "comment-2026-11-27-0001", "comment-1795747327123-1")


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("key", [WEAK, STRONG, *DATED])
async def test_a_key_that_others_could_guess_is_its_senders_own(proxied: Service, key: str, at_once: bool) -> None:
    async def send(address: str) -> tuple[int, Any]:
        headers = {"Idempotency-Key": key, **from_(address)}
        return await proxied.call("POST", "/comments/api/comments", json=BODY, headers=headers)

    senders = ("198.51.100.7", "203.0.113.9")
    if at_once:
        first, stranger = await asyncio.gather(*map(send, senders))
    else:
        first, stranger = [await send(address) for address in senders]
    if key == STRONG:
        assert first == stranger, "whoever drew it may have changed the network"
    else:
        assert sorted([first[0], stranger[0]]) == [201, 409]
        refused = first if first[0] != 201 else stranger
        assert (refused[1]["code"], "receipt" in refused[1]) == ("idempotency-mismatch", False)
        assert (await send("198.51.100.8" if first[0] == 201 else "203.0.113.1"))[0] == 201, "the same prefix"
    assert len(await proxied.listed()) == 1


async def test_a_comment_is_on_the_page_of_every_instance_at_once(store: Store) -> None:
    """A browser that is sent on to its comment may come to another process than the one that took it."""
    async with serving(store) as one, serving(store) as other:
        for turn in range(4):
            writer, reader = (one, other) if turn % 2 else (other, one)
            await reader.get("/comments/threads", params={"url": POST})  # and so it is kept there
            made = await writer.post(f"ครั้งที่ {turn}")
            _, page = await reader.get("/comments/threads", params={"url": POST})
            assert anchor(made["id"]) in page
