"""Scripts of other sites may read the public feeds, with conditions too."""

import pytest

from tests.app.feed.harness import Site


@pytest.mark.parametrize("path", ["/feeds/posts.atom", "/feeds/labels/x.json", "/feeds/posts/default"])
async def test_preflights_are_answered(site: Site, path: str) -> None:
    answer = await site.client.options(path)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
