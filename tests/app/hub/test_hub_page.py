"""The hub's page, what it tells staff, and the operator's routes."""

import re
from typing import Any

import pytest

from services.hub.breaker import STRAWS
from tests.app.hub.harness import TOPIC, Hub, Subscriber
from tests.support.origin import Origin
from tests.support.site import bearer


async def test_the_page_shows_figures(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "delivered")
    async with hub.client.get("/hub?lang=en") as response:
        assert (response.status, response.content_type) == (200, "text/html")
        page = await response.text()
    assert '<th scope="row">Active subscriptions</th><td>1</td>' in page
    assert '<th scope="row">Deliveries made</th><td>1</td>' in page
    assert "http://roiet.example/hub" in page


async def test_the_page_shows_how_long_deliveries_took(hub: Hub, subscriber: Subscriber) -> None:
    assert (await hub.page()).count("<td>–</td>") == 4
    await hub.subscribe(subscriber)
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "delivered")
    for row in ("From our news to its receiver", "From a delivery to the receiver’s answer"):
        assert re.search(rf"{row}</th><td>[\d.]+ (ms|s)</td><td>[\d.]+ (ms|s)</td>", await hub.page())
    async with hub.client.get("/hub/metrics") as response:
        text = await response.text()
    assert "saket_hub_delivery_seconds_count 1.0" in text
    assert "saket_hub_answer_seconds_count 1.0" in text


async def test_single_hosts_are_for_staff_only(hub: Hub, subscriber: Subscriber) -> None:
    await hub.subscribe(subscriber)
    subscriber.statuses = [404]
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "retried")
    await hub.counted("failure", "4xx")
    moderator = bearer(await hub.kit.staff.add_token("m", ["moderation"]))
    for visitor in ({}, moderator, bearer("no longer valid")):
        page = await hub.page(visitor)
        assert '<th scope="row">it refuses the delivery <code>4xx</code></th><td>1</td>' in page
        assert "127.0.0.1" not in page
        assert '<th scope="row">Deliveries waiting</th><td>1</td>' in page
    officer = await hub.officer()
    page = await hub.page(officer)
    assert '<th scope="row">127.0.0.1</th>' in page
    assert "it refuses the delivery <code>4xx</code>" in page
    async with hub.client.get("/hub", headers=officer) as response:
        assert response.headers["Cache-Control"] == "no-store"
        assert "เครื่องผู้รับ" in await response.text()


async def test_hosts_as_json(hub: Hub, world: Origin) -> None:
    readers = [Subscriber(world, path=f"/reader/{number}", statuses=[200, 500]) for number in range(STRAWS)]
    for reader in readers:
        await hub.subscribe(reader)
    await hub.publish("<feed>1</feed>")
    await hub.counted("delivery", "delivered", STRAWS)
    assert await hub.told("hosts") == {
        "items": [
            {
                "host": "127.0.0.1",
                "subscriptions": STRAWS,
                "waiting": 0,
                "breaker": "closed",
                "until": None,
                "last_success": "2026-09-26T09:00:00+07:00",
                "last_failure": None,
                "why": None,
            }
        ],
        "next": None,
    }
    await hub.publish("<feed>2</feed>")
    await hub.counted("failure", "5xx", STRAWS)
    (host,) = (await hub.told("hosts"))["items"]
    assert (host["breaker"], host["until"]) == ("open", "2026-09-26T09:01:00+07:00")
    assert (host["waiting"], host["why"]) == (STRAWS, "5xx")
    assert "Paused after failures" in await hub.page(await hub.officer())


async def test_subscriptions_as_json_page_by_page(hub: Hub, world: Origin) -> None:
    readers = [Subscriber(world, path=f"/reader/{number}") for number in range(5)]
    for reader in readers:
        await hub.subscribe(reader, secret="geheim", lease_seconds="3600")
    items: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": "2"}
    for expected in (2, 2, 1):
        page = await hub.told("subscriptions", **query)
        assert len(page["items"]) == expected
        items += page["items"]
        query["cursor"] = page["next"]
    assert query["cursor"] is None
    assert {item.pop("callback") for item in items} == {reader.callback for reader in readers}
    assert items[0] == {
        "topic": TOPIC,
        "host": "127.0.0.1",
        "expires": "2026-09-26T10:00:00+07:00",
        "signed": True,
        "waiting": False,
    }


@pytest.mark.parametrize("path", ["subscriptions", "hosts"])
async def test_staffs_lists_are_staffs_and_refuse_broken_cursors(hub: Hub, path: str) -> None:
    async with hub.client.get(f"/hub/api/{path}") as response:
        assert response.status == 401
    officer = await hub.officer()
    for query in ("cursor=%21%21", "cursor=YWJj", "cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk", "limit=0", "limit=many"):
        async with hub.client.get(f"/hub/api/{path}?{query}", headers=officer) as response:
            assert response.status == 422, query
            assert (await response.json())["errors"][0]["field"] == query.partition("=")[0]


async def test_the_page_is_thai_unless_asked(hub: Hub) -> None:
    async with hub.client.get("/hub") as response:
        assert response.headers["Content-Language"] == "th"
    async with hub.client.head("/hub") as response:
        assert response.status == 200


async def test_the_address_with_a_slash_leads_to_the_one_without(hub: Hub) -> None:
    async with hub.client.get("/hub/?lang=en", allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (308, "/hub?lang=en")
    async with hub.client.get("/hub/") as response:
        assert (response.status, response.url.path) == (200, "/hub")


async def test_a_request_to_the_address_with_a_slash_is_answered_like_one_without(
    hub: Hub, subscriber: Subscriber
) -> None:
    form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": subscriber.callback}
    async with hub.client.post("/hub/", data=form) as response:
        assert (response.status, response.url.path) == (202, "/hub")
    await hub.counted("verification", "subscribed")


async def test_operators_routes(hub: Hub) -> None:
    for name in ("healthz", "readyz", "metrics"):
        async with hub.client.get(f"/hub/{name}") as response:
            assert response.status == 200
    async with hub.client.get("/hub/openapi.json") as response:
        document = await response.json()
    assert set(document["paths"]["/hub"]) == {"get", "post"}
    assert document["paths"]["/hub"]["post"]["responses"].keys() == {"202", "default"}
