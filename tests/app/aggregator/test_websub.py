"""WebSub as a subscriber: a hub is asked, its verification answered, its pushes read or taken as hints."""

import asyncio
import hashlib
import hmac
import io
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from tests.app.aggregator.feeds import THAI, atom, item
from tests.app.aggregator.harness import Planet, until
from tests.support.forging import altered
from tests.support.origin import Origin, Reply

XML = {"Content-Type": "application/atom+xml"}


def pushing(origin: Origin, *items: str) -> bytes:
    links = f'<link rel="hub" href="{origin.url("/hub")}"/><link rel="self" href="{origin.url("/topic")}"/>'
    return atom(*items, extra=links)


def signed(secret: str, body: bytes, method: str = "sha256") -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, method).hexdigest()
    return {**XML, "X-Hub-Signature": f"{method}={digest}"}


async def asked(origin: Origin) -> dict[str, str]:
    """The form that the hub got."""
    request = (await origin.wait_for("/hub"))[0]
    assert request.method == "POST"
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


async def verify(planet: Planet, form: dict[str, str], **changes: str) -> tuple[int, str]:
    query = {
        "hub.mode": "subscribe",
        "hub.topic": form["hub.topic"],
        "hub.challenge": "c-1",
        "hub.lease_seconds": "86400",
        **{name.replace("_", ".", 1): value for name, value in changes.items()},
    }
    answer = await planet.client.get(urlsplit(form["hub.callback"]).path, params=query)
    return answer.status, await answer.text()


async def subscribed(planet: Planet, origin: Origin) -> dict[str, str]:
    """A source whose hub has verified, and the poll that follows."""
    await planet.follow(origin.url("/feed"))
    form = await asked(origin)
    assert await verify(planet, form) == (200, "c-1")
    await origin.wait_for("/feed", 2)
    await until(planet.polls, lambda count: count == 2)
    return form


async def test_a_hub_named_in_the_feed_is_asked_and_only_what_we_asked_for_is_confirmed(
    planet: Planet, origin: Origin
) -> None:
    origin.on("/feed", Reply(body=pushing(origin, item(1))))
    origin.on("/hub", Reply(status=202))
    await planet.follow(origin.url("/feed"))
    form = await asked(origin)

    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", origin.url("/topic"))
    assert form["hub.callback"].startswith("http://roiet.example/planet/websub/")
    assert len(form["hub.callback"].rpartition("-")[2]) == 32
    assert (await verify(planet, form, hub_topic="http://other.example/"))[0] == 404
    assert (await verify(planet, form, hub_mode="unsubscribe"))[0] == 404
    forged = {**form, "hub.callback": altered(form["hub.callback"])}
    assert (await verify(planet, forged))[0] == 404
    assert await verify(planet, form) == (200, "c-1")
    assert (await verify(planet, form))[0] == 404


async def test_a_hub_named_in_the_link_field_counts_too(planet: Planet, origin: Origin) -> None:
    links = f'<{origin.url("/hub")}>; rel="hub", <{origin.url("/topic")}>; rel="self"'
    origin.on("/feed", Reply(body=atom(item(1)), headers={"Link": links}))
    origin.on("/hub", Reply(status=202))
    await planet.follow(origin.url("/feed"))
    assert (await asked(origin))["hub.topic"] == origin.url("/topic")


async def test_a_signed_push_brings_the_source_at_once(planet: Planet, origin: Origin) -> None:
    origin.on("/hub", Reply(status=202))
    origin.on(
        "/feed", *[Reply(body=pushing(origin, item(1)))] * 2, Reply(body=pushing(origin, item(1), item(2, "ใหม่")))
    )
    form = await subscribed(planet, origin)
    path, body = urlsplit(form["hub.callback"]).path, b"<feed/>"

    answers = [
        await planet.client.post(path, data=body, headers=signed(form["hub.secret"], body, method))
        for method in ("sha256", "sha384", "sha512")
    ]

    assert {answer.status for answer in answers} == {202}
    await until(planet.titles, lambda titles: "ใหม่" in titles)
    assert len(origin.requests_for("/feed")) == 3, "a burst is one poll"


async def pushes(planet: Planet, form: dict[str, str], body: bytes) -> int:
    path = urlsplit(form["hub.callback"]).path
    return (await planet.client.post(path, data=body, headers=signed(form["hub.secret"], body))).status


async def test_a_signed_push_is_read_without_asking_the_source(planet: Planet, origin: Origin) -> None:
    """A hub may send the new entries alone: what is known stays, the source's own words and validators too."""
    origin.on("/hub", Reply(status=202))
    origin.on("/feed", Reply(body=pushing(origin, item(1)), headers={"ETag": '"1"'}))
    form = await subscribed(planet, origin)
    (before,) = (await planet.get("/api/sources"))["items"]

    part = atom(item(2, "ใหม่")).replace("<title>จังหวัดขอนแก่น".encode(), "<title>บางส่วน".encode())
    assert await pushes(planet, form, part) == 202

    assert "ใหม่" in await planet.titles()
    assert len(await planet.titles()) == 2
    assert len(origin.requests_for("/feed")) == 2, "the verification's poll was the last one"
    (after,) = (await planet.get("/api/sources"))["items"]
    assert (after["title"], after["next_poll"]) == (before["title"], before["next_poll"])
    await planet.poll(before["id"])
    assert origin.requests_for("/feed")[-1].headers["If-None-Match"] == '"1"'
    metrics = await (await planet.client.get("/planet/metrics")).text()
    assert 'saket_planet_pushes_total{verdict="read"} 1.0' in metrics


async def test_a_push_that_changes_what_is_known_is_looked_up_at_the_source(planet: Planet, origin: Origin) -> None:
    """It may be an old one that comes late."""
    origin.on("/hub", Reply(status=202))
    origin.on("/feed", Reply(body=pushing(origin, item(1, "เป็นจริง"))))
    form = await subscribed(planet, origin)
    assert await pushes(planet, form, pushing(origin, item(1, "เก่า"))) == 202
    await origin.wait_for("/feed", 3)
    assert await planet.titles() == ["เป็นจริง"]
    metrics = await (await planet.client.get("/planet/metrics")).text()
    assert 'saket_planet_pushes_total{verdict="taken"} 1.0' in metrics


async def test_a_late_push_brings_nothing_back_that_was_withdrawn(planet: Planet, origin: Origin) -> None:
    """Unless it is of later: what was withdrawn may be published again."""
    origin.on("/hub", Reply(status=202))
    origin.on("/feed", Reply(body=pushing(origin, item(1), item(2, "ถอนแล้ว"))))
    form = await subscribed(planet, origin)
    stone = '<at:deleted-entry ref="tag:khonkaen.example,2026:2" when="2026-01-06T10:00:00+07:00"/>'
    origin.on("/feed", Reply(body=pushing(origin, item(1), stone)))
    (source,) = (await planet.get("/api/sources"))["items"]
    assert (await planet.poll(source["id"]))["withdrawn"] == 1
    asked_so_far = len(origin.requests_for("/feed"))

    assert await pushes(planet, form, pushing(origin, item(1), item(2, "ถอนแล้ว"))) == 202
    await origin.wait_for("/feed", asked_so_far + 1)
    assert await planet.titles() == [THAI]
    merged = await (await planet.client.get("/planet/feeds/all.atom")).text()
    assert 'ref="tag:khonkaen.example,2026:2"' in merged

    later = item(2, "ประกาศใหม่", updated="2026-01-07T09:00:00+07:00")
    origin.on("/feed", Reply(body=pushing(origin, item(1), later)))  # so soon after another, a push is but a hint
    assert await pushes(planet, form, pushing(origin, item(1), later)) == 202
    await until(planet.titles, lambda titles: "ประกาศใหม่" in titles)


async def test_a_push_that_proves_nothing_is_ignored_and_counted(planet: Planet, origin: Origin) -> None:
    origin.on("/hub", Reply(status=202))
    origin.on("/feed", Reply(body=pushing(origin, item(1))))
    form = await subscribed(planet, origin)
    path, body = urlsplit(form["hub.callback"]).path, b"<feed/>"
    sha1 = hmac.new(form["hub.secret"].encode(), body, hashlib.sha1).hexdigest()
    for headers in (signed("wrong", body), {**XML, "X-Hub-Signature": f"sha1={sha1}"}):
        assert (await planet.client.post(path, data=body, headers=headers)).status == 202
    assert (await planet.client.post(path, data=body, headers=XML)).status == 403
    metrics = await (await planet.client.get("/planet/metrics")).text()
    assert 'saket_planet_pushes_total{verdict="unsigned"} 3.0' in metrics
    assert 'saket_planet_pushes_total{verdict="taken"} 0.0' in metrics
    assert len(origin.requests_for("/feed")) == 2


async def test_stray_and_odd_pushes(planet: Planet, origin: Origin) -> None:
    assert (await planet.client.post("/planet/websub/nobody-1", data=b"x", headers=XML)).status == 410
    image = {"Content-Type": "image/png"}
    assert (await planet.client.post("/planet/websub/nobody-1", data=b"x", headers=image)).status == 415
    big = io.BytesIO(b"x" * (5 * 1024 * 1024 + 1))
    assert (await planet.client.post("/planet/websub/nobody-1", data=big, headers=XML)).status == 413


async def test_many_pushes_while_a_poll_runs_lead_to_one_more(planet: Planet, origin: Origin) -> None:
    release = asyncio.Event()
    calls = 0

    async def slow(_request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        if calls > 2:
            await release.wait()
        return web.Response(body=pushing(origin, *(item(n) for n in range(1, calls + 1))))

    origin.on("/hub", Reply(status=202))
    origin.on("/feed", slow)
    form = await subscribed(planet, origin)
    path, body = urlsplit(form["hub.callback"]).path, b"<feed/>"
    headers = signed(form["hub.secret"], body)
    await planet.client.post(path, data=body, headers=headers)
    await origin.wait_for("/feed", 3)
    for _ in range(5):
        await planet.client.post(path, data=body, headers=headers)
    release.set()
    await until(planet.titles, lambda titles: len(titles) == 4)
    assert calls == 4
