"""A mistake of ours, met over one source: it is told, counted, and not run into again at once."""

from datetime import datetime, timedelta
from typing import Any, NoReturn

import pytest

from services.aggregator.reading import harvest
from tests.app.aggregator.feeds import atom, item
from tests.app.aggregator.harness import Planet
from tests.support.origin import Origin, Reply

HOUR = timedelta(hours=1)


async def test_an_unexpected_error_backs_off_and_is_shown(
    planet: Planet, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin.on("/good", Reply(body=atom(item(1))))
    origin.on("/odd", Reply(body=atom(item(2), feed_id="tag:odd.example,2026:f")))
    await planet.follow(origin.url("/good"))
    monkeypatch.setattr(harvest, "gather", _stumble)
    source = await planet.follow(origin.url("/odd"))

    def pause(found: Any) -> timedelta:
        asked = next(each["last_attempt"] for each in found["items"])
        return datetime.fromisoformat(found["items"][0]["next_poll"]) - datetime.fromisoformat(asked)

    first = await planet.get(f"/sources.json?source={source}")
    assert (first["items"][0]["state"], first["items"][0]["error"]) == ("failing", "stumbled")
    assert HOUR <= pause(first) < 2 * HOUR, "the shortest interval here is an hour"
    assert (await planet.poll(source))["outcome"] == "failed"
    assert 2 * HOUR <= pause(await planet.get(f"/sources.json?source={source}")) < 4 * HOUR
    assert len(origin.requests_for("/odd")) == 2

    page = await (await planet.client.get("/planet/sources")).text()
    assert "ระบบนี้ขัดข้องเอง" in page
    counted = await (await planet.client.get("/planet/metrics")).text()
    assert 'saket_planet_poll_problems_total{code="stumbled"} 2.0' in counted

    monkeypatch.undo()
    assert (await planet.poll(source))["new"] == 1, "and once it is mended, the source is read"


def _stumble(*_arguments: object) -> NoReturn:
    raise ZeroDivisionError
