"""Rules, pins and names: what staff decide holds at once, and for what comes."""

from typing import Any

import pytest

from services.aggregator.config import AggregatorConfig
from services.aggregator.retention import Limits
from shared.store.client import Store
from tests.app.aggregator.feeds import atom, item
from tests.app.aggregator.harness import Planet, running
from tests.support.origin import Origin, Reply


def labelled(number: int, title: str, *labels: str) -> str:
    marks = "".join(f'<category term="{label}"/>' for label in labels)
    return item(number, title).replace("</entry>", f"{marks}</entry>")


async def put(planet: Planet, path: str, body: Any, status: int = 200) -> Any:
    answer = await planet.client.put(f"/planet{path}", json=body, headers=planet.staff)
    assert answer.status == status, await answer.text()
    return await answer.json(content_type=None) if status != 204 else None


async def test_rules_of_a_source_hold_for_what_is_kept_and_for_what_comes(planet: Planet, origin: Origin) -> None:
    first = atom(labelled(1, "ประกาศจัดซื้อ", "จัดซื้อ"), labelled(2, "น้ำท่วม", "ภัยพิบัติ"))
    then = atom(labelled(3, "จัดซื้อรถ", "จัดซื้อ"), labelled(4, "เตือนน้ำท่วม", "ภัยพิบัติ"))
    origin.on("/feed", Reply(body=first), Reply(body=then))
    source = await planet.follow(origin.url("/feed"))
    rules = {
        "exclude": [{"label": "จัดซื้อ"}],
        "labels": {"ภัยพิบัติ": "สาธารณภัย"},
        "strategy": {"ภัยพิบัติ": "issue-3", "สาธารณภัย": "issue-4"},
    }
    assert await put(planet, f"/api/sources/{source}/rules", rules) == {"changed": 2}
    assert await planet.titles() == ["น้ำท่วม"]
    await planet.poll(source)
    found = (await planet.get("/api/entries"))["items"]
    assert sorted(each["title"] for each in found) == ["น้ำท่วม", "เตือนน้ำท่วม"]
    assert {each["labels"][0] for each in found} == {"สาธารณภัย"}
    assert all("issue-4" in each["strategy"] for each in found)
    answer = await planet.client.get(f"/planet/api/sources/{source}/rules", headers=planet.staff)
    assert (await answer.json())["exclude"] == [{"label": "จัดซื้อ"}]


async def test_rules_of_a_group_hold_for_its_sources(planet: Planet, origin: Origin) -> None:
    origin.on("/a", Reply(body=atom(item(1, "โควิด 19 วันนี้"), item(2, "ตลาดนัด"))))
    origin.on("/b", Reply(body=atom(item(1, "โควิด 19 เมื่อวาน"), feed_id="tag:b,2026:f")))
    await planet.follow(origin.url("/a"), group="ขอนแก่น")
    await planet.follow(origin.url("/b"))
    rules = {"exclude": [{"pattern": "โควิด\\s*\\d+"}]}
    assert await put(planet, "/api/groups/ขอนแก่น/rules", rules) == {"changed": 1}
    assert sorted(await planet.titles()) == ["ตลาดนัด", "โควิด 19 เมื่อวาน"]


async def test_a_day_has_room_for_so_many(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(status=500), Reply(body=atom(*(item(number) for number in range(5)))))
    source = await planet.follow(origin.url("/feed"))
    await put(planet, f"/api/sources/{source}/rules", {"per_day": 2})
    assert (await planet.poll(source))["new"] == 2


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"exclude": [{}]}, "exclude[0]"),
        ({"include": [{"pattern": "(a"}]}, "include[0].pattern"),
        ({"include": [{"pattern": "(a)\\1"}]}, "include[0].pattern"),
        ({"per_day": 0}, "per_day"),
        ({"exclude": [{"text": "x" * 600}]}, "exclude[0]"),
        ({"unknown": 1}, ""),
    ],
)
async def test_bad_rules_are_refused_by_field(planet: Planet, origin: Origin, rules: Any, field: str) -> None:
    source = await planet.follow(origin.url("/feed"))
    answer = await put(planet, f"/api/sources/{source}/rules", rules, 400 if field == "" else 422)
    assert field in str(answer)


async def test_a_pattern_that_would_take_for_ever_elsewhere_takes_no_time(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1, content=f"<p>{'a' * 60_000}</p>"))))
    source = await planet.follow(origin.url("/feed"))
    assert await put(planet, f"/api/sources/{source}/rules", {"exclude": [{"pattern": "(a+)+$b|(a|aa)+c"}]}) == {
        "changed": 0
    }


async def test_a_source_is_renamed_and_counted_elsewhere(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1))))
    source = await planet.follow(origin.url("/feed"), group="ขอนแก่น")
    answer = await planet.client.patch(
        f"/planet/api/sources/{source}", json={"name": "เชียงใหม่วันนี้", "group": "เชียงใหม่"}, headers=planet.staff
    )
    assert answer.status == 204, await answer.text()
    assert await planet.titles("?group=ขอนแก่น") == []
    assert await planet.titles("?region=northeast") == []
    assert len(await planet.titles("?group=เชียงใหม่")) == len(await planet.titles("?region=north")) == 1
    assert (await planet.get(f"/api/sources/{source}"))["title"] == "เชียงใหม่วันนี้"


async def test_what_is_not_said_of_a_source_stays_and_rules_of_its_new_group_hold(
    planet: Planet, origin: Origin
) -> None:
    origin.on("/feed", Reply(body=atom(item(1, "ข่าว"), item(2, "โฆษณา"))))
    source = await planet.follow(origin.url("/feed"), name="ของเรา", group="ขอนแก่น")
    await put(planet, "/api/groups/เลย/rules", {"exclude": [{"text": "โฆษณา"}]})
    for edit in ({"group": "เลย"}, {}):
        answer = await planet.client.patch(f"/planet/api/sources/{source}", json=edit, headers=planet.staff)
        assert answer.status == 204, await answer.text()
    assert await planet.titles("?group=เลย") == ["ข่าว"]
    assert (await planet.get(f"/api/sources/{source}"))["title"] == "ของเรา"
    answer = await planet.client.patch(f"/planet/api/sources/{source}", json={"name": None}, headers=planet.staff)
    assert answer.status == 204
    found = await planet.get(f"/api/sources/{source}")
    assert (found["title"], found["group"]) == ("จังหวัดขอนแก่น", "เลย")


async def test_what_is_pinned_stays_when_others_go(store: Store, origin: Origin) -> None:
    origin.on(
        "/feed", Reply(body=atom(item(1, "ก"))), Reply(body=atom(item(2, "ข", updated="2026-01-06T09:30:00+07:00")))
    )
    config = AggregatorConfig(min_poll=3600, parsers=1, limits=Limits(entries=1))
    async with running(store, f"127.0.0.1:{origin.port}", config) as planet:
        source = await planet.follow(origin.url("/feed"))
        entry = (await planet.get("/api/entries"))["items"][0]["id"]
        pin = f"/planet/api/sources/{source}/entries/{entry}/pin"
        assert (await planet.client.put(pin, headers=planet.staff)).status == 204
        await planet.poll(source)
        assert "ก" in await planet.titles()
        missing = f"/planet/api/sources/{source}/entries/none/pin"
        assert (await planet.client.put(missing, headers=planet.staff)).status == 404
        assert (await planet.client.put(pin)).status == 401


async def test_all_sources_together_keep_so_many(store: Store, origin: Origin) -> None:
    origin.on("/a", Reply(body=atom(*(item(number, f"ก{number}") for number in range(3)))))
    origin.on("/b", Reply(body=atom(*(item(number, f"ข{number}") for number in range(3)), feed_id="tag:b,2026:f")))
    config = AggregatorConfig(min_poll=3600, parsers=1, limits=Limits(all_entries=4))
    async with running(store, f"127.0.0.1:{origin.port}", config) as planet:
        first = await planet.follow(origin.url("/a"))
        await planet.follow(origin.url("/b"))
        await planet.get("/api/entries")
        kept = (await planet.get(f"/api/entries?source={first}"))["items"][0]["id"]
        await planet.client.put(f"/planet/api/sources/{first}/entries/{kept}/pin", headers=planet.staff)
        assert await planet.desk.prune() == 2
        assert len(await planet.titles()) == 4
        assert len(await planet.titles(f"?source={first}")) == 1, "those that came first went, but for the pinned one"
        assert await planet.desk.prune() == 0
