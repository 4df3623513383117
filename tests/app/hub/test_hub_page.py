"""The hub's page and the operator's routes."""

from tests.app.hub.harness import Hub, Subscriber


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


async def test_the_page_is_thai_unless_asked(hub: Hub) -> None:
    async with hub.client.get("/hub") as response:
        assert response.headers["Content-Language"] == "th"
    async with hub.client.head("/hub") as response:
        assert response.status == 200


async def test_operators_routes(hub: Hub) -> None:
    for name in ("healthz", "readyz", "metrics"):
        async with hub.client.get(f"/hub/{name}") as response:
            assert response.status == 200
    async with hub.client.get("/hub/openapi.json") as response:
        document = await response.json()
    assert set(document["paths"]["/hub"]) == {"get", "post"}
    assert document["paths"]["/hub"]["post"]["responses"].keys() == {"202", "default"}
