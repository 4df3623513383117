"""``saket learn`` and ``saket explain``, beside a site that runs."""

from pathlib import Path

import pytest

from services.cli.learn import explain, learn
from shared.store.client import Store
from tests.support.learning import decided, eventually, learning_site, models, texts


async def test_a_command_learns_and_explains(
    store: Store, store_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = {"SAKET_REDIS_URL": store_url, "SAKET_DATA": str(tmp_path), "SAKET_BASE_URL": "http://roiet.example"}
    async with learning_site(store, tmp_path) as site:
        assert await learn(variables) == 1
        assert "nothing was learnt: nothing-to-learn" in capsys.readouterr().out
        ids = await decided(site, texts(30, spam=True), spam=True)
        await decided(site, texts(30, spam=False), spam=False)
        assert await learn(variables) == 0
        said = capsys.readouterr().out
        version = (await models(site))["items"][0]["version"]
        assert "60 decisions to learn from" in said
        assert f"version {version} from" in said

        async def serves() -> bool:
            return (await site.call("POST", f"/comments/api/models/{version}/activate", staff=True))[0] == 200

        await eventually(serves, seconds=10)
        posted = await site.post(texts(1, spam=True, seed=9)[0])
        assert await explain(variables, posted["id"]) == 0
        said = capsys.readouterr().out
        assert f"by model {version}" in said
        assert any(identity in said for identity in ids)
