"""Whose an id is: copies that say where they are from, and those that only say so."""

from lxml import etree

from tests.app.aggregator.feeds import atom
from tests.app.aggregator.harness import Planet
from tests.support.origin import Origin, Reply

NS = {"a": "http://www.w3.org/2005/Atom"}
VICTIM = "tag:127.0.0.1,2026:v"


def entry(title: str, source: str = "", updated: str = "2026-01-05T09:30:00+07:00", name: str = "1") -> str:
    return (
        f"<entry><id>tag:127.0.0.1,2026:{name}</id><title>{title}</title><updated>{updated}</updated>{source}"
        f'<content type="html">{title}</content></entry>'
    )


def source(atom_id: str, url: str = "") -> str:
    link = f'<link rel="self" href="{url}"/>' if url else ""
    return f"<source><id>{atom_id}</id><title>ต้นทาง</title><updated>2026-01-01T00:00:00Z</updated>{link}</source>"


async def merged(planet: Planet) -> dict[str, tuple[str, str]]:
    """By title: the id and the id of the source, as the merged feed has them."""
    root = etree.fromstring(await (await planet.client.get("/planet/feeds/all.atom")).read())
    return {
        str(each.findtext("a:title", namespaces=NS)): (
            str(each.findtext("a:id", namespaces=NS)),
            str(each.findtext("a:source/a:id", namespaces=NS)),
        )
        for each in root.iterfind("a:entry", NS)
    }


async def flags(planet: Planet) -> dict[str, list[str]]:
    return {each["title"]: each["flags"] for each in (await planet.get("/api/entries"))["items"]}


async def test_any_source_is_no_key_to_another_ones_id(planet: Planet, origin: Origin) -> None:
    """In either order: read first or second, who names a made-up source keeps off the id of who publishes it."""
    forged = source("tag:made-up.example,2026:f", "http://made-up.example/feed")
    origin.on("/first", Reply(body=atom(entry("ปลอมก่อน", forged, "2026-03-01T00:00:00Z"), feed_id="tag:first,2026:f")))
    origin.on("/v", Reply(body=atom(entry("จริง"), feed_id=VICTIM)))
    origin.on("/second", Reply(body=atom(entry("ปลอมหลัง", forged, "2026-03-01T00:00:00Z"), feed_id="tag:2nd,2026:f")))
    for path in ("/first", "/v", "/second"):
        await planet.follow(origin.url(path))

    found = await merged(planet)
    assert found["จริง"] == ("tag:127.0.0.1,2026:1", VICTIM)
    assert len({atom_id for atom_id, _ in found.values()}) == 3
    assert found["ปลอมก่อน"][1] == "tag:first,2026:f", "it is from where it came from, not from where it says"
    assert await flags(planet) == {"จริง": [], "ปลอมก่อน": ["foreign-id"], "ปลอมหลัง": ["foreign-id"]}


async def test_who_names_the_victim_itself_adds_nothing(planet: Planet, origin: Origin) -> None:
    """By its address or by its id: what is gathered at first hand is not taken from others."""
    origin.on("/v", Reply(body=atom(entry("จริง"), feed_id=VICTIM)))
    for path, named in (("/id", source(VICTIM)), ("/url", source("tag:x,2026:f", origin.url("/v")))):
        origin.on(path, Reply(body=atom(entry(f"ปลอม {path}", named), feed_id=f"tag:{path[1:]},2026:f")))
    await planet.follow(origin.url("/v"))
    for path in ("/id", "/url"):
        assert (await planet.get(f"/api/sources/{await planet.follow(origin.url(path))}"))["entries"] == 0
    assert await flags(planet) == {"จริง": []}


async def test_copies_of_one_feed_through_two_aggregators_share_the_id(planet: Planet, origin: Origin) -> None:
    named = source("tag:far.example,2026:f", "https://far.example/feed.atom")
    other = source("tag:far.example,2026:f", "http://www.far.example/feed")
    origin.on("/a", Reply(body=atom(entry("ข่าว", named), feed_id="tag:a,2026:f")))
    origin.on("/b", Reply(body=atom(entry("ข่าว", other), feed_id="tag:b,2026:f")))
    for path in ("/a", "/b"):
        await planet.follow(origin.url(path))
    assert await flags(planet) == {"ข่าว": []}
    assert await merged(planet) == {"ข่าว": ("tag:127.0.0.1,2026:1", "tag:far.example,2026:f")}, "shown once"


async def test_the_original_goes_before_the_copy_that_came_first(planet: Planet, origin: Origin) -> None:
    origin.on("/a", Reply(body=atom(entry("สำเนา", source(VICTIM)), feed_id="tag:a,2026:f")))
    origin.on("/v", Reply(body=atom(entry("ต้นฉบับ"), feed_id=VICTIM)))
    for path in ("/a", "/v"):
        await planet.follow(origin.url(path))
    assert await merged(planet) == {"ต้นฉบับ": ("tag:127.0.0.1,2026:1", VICTIM)}
    assert await flags(planet) == {"ต้นฉบับ": [], "สำเนา": []}
