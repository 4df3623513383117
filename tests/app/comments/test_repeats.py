"""A request that is repeated, however often and however fast, makes one comment."""

import asyncio
import os
from collections import Counter

import pytest

from shared.store.client import Store
from tests.app.comments.conftest import POST, serving

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
