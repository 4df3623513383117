"""The subscriber checks of https://websub.rocks/subscriber, in our own words; the planet is the subscriber.

    100  hub and self stand in the Link field           200  self differs from the address that was asked for
    101  … in <link> elements of an HTML page           201  the topic redirects for a while (302, 307)
    102  … in an Atom feed                              202  the topic redirects for good (301, 308)
    103  … in an RSS feed (atom:link)                   203  the hub redirects for a while (307)
    104  the Link field goes before the feed's links    204  the hub redirects for good (308)
                                                        205  the verification of another topic is refused with 404
    300  a notification is answered with 2xx
    301  a notification with a wrong signature is not taken
    302  a notification without one is refused, since the subscription has a secret

The pages of the site's own 100, 101 and 2xx are HTML, so whatever a source answers with, its hub is asked.
"""

import asyncio
import hmac
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.app.aggregator.feeds import atom, item
from tests.app.aggregator.harness import Planet, until
from tests.support.forging import altered
from tests.support.origin import Origin, Received, Reply

XML = {"Content-Type": "application/atom+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = "<!doctype html><html><head><title>ข่าว</title>{links}</head><body><p>ข่าว</p></body></html>"
RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>ข่าว</title>'
    "<link>http://khonkaen.example/</link><description>ข่าว</description>{links}"
    "<item><title>ข่าวที่ 1</title><guid>urn:x:1</guid></item></channel></rss>"
)


def link_field(hub: str, topic: str) -> dict[str, str]:
    return {"Link": f'<{topic}>; rel="self", <{hub}>; rel="hub"'}


def atom_links(hub: str, topic: str, prefix: str = "") -> str:
    return f'<{prefix}link rel="hub" href="{hub}"/><{prefix}link rel="self" href="{topic}"/>'


def html_links(hub: str, topic: str) -> str:
    return f"<link rel=hub href={hub}><LINK HREF='{topic}' REL=\"alternate self\">"


def form_of(request: Received) -> dict[str, str]:
    assert request.method == "POST"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    return {name: values[0] for name, values in parse_qs(request.body.decode(), strict_parsing=True).items()}


async def asked(origin: Origin, hub: str = "/hub") -> dict[str, str]:
    """The one request that the hub got."""
    (request,) = await origin.wait_for(hub)
    return form_of(request)


async def knock(planet: Planet, form: dict[str, str], **changes: str) -> tuple[int, str]:
    """The hub verifies; ``changes`` replace what it says."""
    query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "c", **changes}
    if query["hub.mode"] == "subscribe":
        query.setdefault("hub.lease_seconds", "86400")
    answer = await planet.client.get(urlsplit(form["hub.callback"]).path, params=query)
    return answer.status, await answer.text()


def replies(origin: Origin) -> dict[str, Reply]:
    """The four ways to name a hub."""
    hub, topic = origin.url("/hub"), origin.url("/topic")
    return {
        "100": Reply(body=PAGE.format(links="").encode(), headers={**HTML, **link_field(hub, topic)}),
        "101": Reply(body=PAGE.format(links=html_links(hub, topic)).encode(), headers=HTML),
        "102": Reply(body=atom(item(1), extra=atom_links(hub, topic)), headers={"Content-Type": "text/xml"}),
        "103": Reply(
            body=RSS.format(links=atom_links(hub, topic, "atom:")).encode(), headers={"Content-Type": "text/xml"}
        ),
    }


@pytest.mark.parametrize("check", ["100", "101", "102", "103"])
async def test_100_to_103_discovery(planet: Planet, origin: Origin, check: str) -> None:
    origin.on("/feed", replies(origin)[check])
    origin.on("/hub", Reply(status=202))
    await planet.follow(origin.url("/feed"))
    form = await asked(origin)
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", origin.url("/topic"))
    assert len(form["hub.secret"].encode()) < 200
    assert int(form["hub.lease_seconds"]) > 0
    assert await knock(planet, form) == (200, "c")


@pytest.mark.parametrize("check", ["101", "102", "103"])
async def test_104_the_link_field_goes_before_the_document(planet: Planet, origin: Origin, check: str) -> None:
    document = replies(origin)[check]
    headers = {**dict(document.headers), **link_field(origin.url("/right"), origin.url("/right-topic"))}
    origin.on("/feed", Reply(body=document.body, headers=headers))
    for hub in ("/hub", "/right"):
        origin.on(hub, Reply(status=202))
    await planet.follow(origin.url("/feed"))
    assert (await asked(origin, "/right"))["hub.topic"] == origin.url("/right-topic")
    assert origin.requests_for("/hub") == []


async def test_200_the_topic_is_what_self_says(planet: Planet, origin: Origin) -> None:
    other = origin.url("/feed?self=other")
    origin.on("/feed", Reply(body=atom(item(1)), headers={**XML, **link_field(origin.url("/hub"), other)}))
    origin.on("/hub", Reply(status=202))
    await planet.follow(origin.url("/feed"))
    form = await asked(origin)
    assert form["hub.topic"] == other
    assert await knock(planet, form) == (200, "c")


@pytest.mark.parametrize("status", [302, 307, 301, 308], ids=["201-302", "201-307", "202-301", "202-308"])
async def test_201_202_a_topic_that_redirects(planet: Planet, origin: Origin, status: int) -> None:
    """The one that answers in the end names the topic."""
    there = origin.url("/moved")
    origin.on("/feed", Reply(status=status, headers={"Location": there}))
    origin.on("/moved", Reply(body=atom(item(1)), headers={**XML, **link_field(origin.url("/hub"), there)}))
    origin.on("/hub", Reply(status=202))
    await planet.follow(origin.url("/feed"))
    form = await asked(origin)
    assert form["hub.topic"] == there
    assert await knock(planet, form) == (200, "c")


@pytest.mark.parametrize("status", [307, 308], ids=["203-307", "204-308"])
async def test_203_204_a_hub_that_redirects(planet: Planet, origin: Origin, status: int) -> None:
    """The request goes to the new place as it was: method and form are kept."""
    origin.on(
        "/feed", Reply(body=atom(item(1)), headers={**XML, **link_field(origin.url("/hub"), origin.url("/topic"))})
    )
    origin.on("/hub", Reply(status=status, headers={"Location": origin.url("/new-hub")}))
    origin.on("/new-hub", Reply(status=202))
    await planet.follow(origin.url("/feed"))
    form = await asked(origin, "/new-hub")
    assert form == form_of(origin.requests_for("/hub")[0])
    assert await knock(planet, form) == (200, "c")


async def subscribing(planet: Planet, origin: Origin) -> tuple[str, dict[str, str]]:
    """A source, and what its hub was asked."""
    links = atom_links(origin.url("/hub"), origin.url("/topic"))
    origin.on("/feed", Reply(body=atom(item(1), extra=links), headers=XML))
    origin.on("/hub", Reply(status=202))
    source = await planet.follow(origin.url("/feed"))
    return source, await asked(origin)


async def subscribed(planet: Planet, origin: Origin) -> tuple[str, dict[str, str]]:
    """The same once the hub has verified and the poll that this brings is over."""
    source, form = await subscribing(planet, origin)
    assert await knock(planet, form) == (200, "c")
    await until(planet.polls, lambda count: count == 2)
    return source, form


async def test_205_the_verification_of_another_topic_is_refused(planet: Planet, origin: Origin) -> None:
    _, form = await subscribing(planet, origin)
    for wrong in (
        {"hub.topic": origin.url("/other")},
        {"hub.topic": ""},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": "denied", "hub.topic": origin.url("/other")},
        {"hub.challenge": ""},
    ):
        assert (await knock(planet, form, **wrong))[0] == 404
    assert await knock(planet, form) == (200, "c")


async def push(planet: Planet, form: dict[str, str], signature: str | None) -> int:
    headers = {**XML, **({"X-Hub-Signature": signature} if signature is not None else {})}
    answer = await planet.client.post(urlsplit(form["hub.callback"]).path, data=b"<feed/>", headers=headers)
    return answer.status


def sign(secret: str, method: str = "sha256") -> str:
    return f"{method}={hmac.new(secret.encode(), b'<feed/>', method).hexdigest()}"


async def pushes(planet: Planet) -> dict[str, int]:
    metrics = await (await planet.client.get("/planet/metrics")).text()
    lines = [line for line in metrics.splitlines() if line.startswith("saket_planet_pushes_total")]
    return {line.split('"')[1]: int(float(line.split()[1])) for line in lines}


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512"])
async def test_300_a_notification_is_answered_with_success(planet: Planet, origin: Origin, method: str) -> None:
    _, form = await subscribed(planet, origin)
    assert 200 <= await push(planet, form, sign(form["hub.secret"], method)) < 300
    assert await pushes(planet) == {"read": 0, "taken": 1, "unsigned": 0}
    await origin.wait_for("/feed", 3)


async def test_301_a_wrong_signature_is_not_taken(planet: Planet, origin: Origin) -> None:
    """SHA-1 counts as wrong even if it is right."""
    _, form = await subscribed(planet, origin)
    right = sign(form["hub.secret"])
    wrong = [
        sign("invalid"),
        sign(form["hub.secret"], "sha1"),
        right[:-1],
        right.replace("sha256", "md5"),
        "sha256=",
        "",
    ]
    for signature in wrong:
        await push(planet, form, signature)
    assert await pushes(planet) == {"read": 0, "taken": 0, "unsigned": len(wrong)}
    assert len(origin.requests_for("/feed")) == 2


async def test_302_a_notification_without_signature_is_refused(planet: Planet, origin: Origin) -> None:
    _, form = await subscribed(planet, origin)
    assert await push(planet, form, None) == 403
    assert await pushes(planet) == {"read": 0, "taken": 0, "unsigned": 1}
    assert len(origin.requests_for("/feed")) == 2


async def test_a_notification_to_a_callback_that_is_none_is_gone(planet: Planet, origin: Origin) -> None:
    """410 ends the subscription at the hub (section 7)."""
    _, form = await subscribed(planet, origin)
    forged = {**form, "hub.callback": altered(form["hub.callback"])}
    assert await push(planet, forged, sign(form["hub.secret"])) == 410


# What the W3C text asks of subscribers beyond the numbered checks


async def test_removing_a_source_unsubscribes_and_the_hub_may_verify_that(planet: Planet, origin: Origin) -> None:
    source, form = await subscribed(planet, origin)
    answer = await planet.client.delete(f"/planet/api/sources/{source}", headers=planet.staff)
    assert answer.status == 204
    leaving = form_of((await origin.wait_for("/hub", 2))[1])
    assert leaving == {
        "hub.mode": "unsubscribe",
        "hub.topic": form["hub.topic"],
        "hub.callback": form["hub.callback"],
    }
    assert await knock(planet, leaving) == (200, "c")
    assert (await knock(planet, form))[0] == 404, "nobody subscribes anew by asking"
    assert await push(planet, form, sign(form["hub.secret"])) == 410


async def test_a_hub_that_is_away_does_not_keep_a_source(planet: Planet, origin: Origin) -> None:
    source, _ = await subscribed(planet, origin)
    origin.on("/hub", Reply(status=500))
    answer = await planet.client.delete(f"/planet/api/sources/{source}", headers=planet.staff)
    assert answer.status == 204
    await planet.get(f"/api/sources/{source}", 404)


@pytest.mark.parametrize("lease", ["", "0", "-5", "many", "9" * 40])
async def test_odd_leases_are_survived(planet: Planet, origin: Origin, lease: str) -> None:
    """Section 5.3: hub.lease_seconds is the hub's to say, and it may say nonsense."""
    _, form = await subscribing(planet, origin)
    assert await knock(planet, form, **{"hub.lease_seconds": lease}) == (200, "c")
    async with asyncio.timeout(10):
        await origin.wait_for("/feed", 2)


async def test_a_denial_ends_the_subscription(planet: Planet, origin: Origin) -> None:
    """Section 5.2, at any time: pushes that come later find nobody."""
    _, form = await subscribed(planet, origin)
    status, _ = await knock(planet, form, **{"hub.mode": "denied", "hub.reason": "moved away"})
    assert status == 200
    assert await push(planet, form, sign(form["hub.secret"])) == 410
