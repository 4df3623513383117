"""Comments that say the same in several threads are one thing: decided about once, for those to come as well."""

from datetime import timedelta
from typing import Any

import pytest

from services.comments.spam.attack import Kind, Strength, attack
from shared.store.client import Store
from tests.app.comments.conftest import POST, SITE, Service, serving

OTHER = f"{SITE}/posts/other"
AD = "สนใจรายได้เสริม ทำงานที่บ้านวันละสองชั่วโมง รายได้ห้าร้อยถึงหนึ่งพันบาทต่อวัน ไม่ต้องมีประสบการณ์ ทักมาเลยค่ะ แอดไลน์ @ngandee88x"
VARIANTS = (AD, AD.replace("ห้าร้อย", "แปดร้อย"), f"{AD} 🔥", AD.replace(" ", "  "), f"ด่วน! {AD}", AD.replace("ค่ะ", "คะ"))


async def a_campaign(service: Service, count: int = 3) -> list[str]:
    """The identifiers of some comments alike, by turns in two threads."""
    threads = (POST, OTHER)
    return [(await service.post(VARIANTS[n], thread=threads[n % 2], author=f"ผู้ส่ง {n}"))["id"] for n in range(count)]


async def detail(service: Service, identity: str) -> dict[str, Any]:
    status, found = await service.get(f"/comments/api/moderation/comments/{identity}", staff=True)
    assert status == 200, found
    assert isinstance(found, dict)
    return found


async def states(service: Service, *ids: str) -> list[str]:
    return [(await detail(service, identity))["status"] for identity in ids]


async def decide(service: Service, campaign: str, action: str) -> dict[str, Any]:
    body = {"campaign": campaign, "action": action}
    status, ruling = await service.call("POST", "/comments/api/moderation/decisions", staff=True, json=body)
    assert status == 200, ruling
    assert isinstance(ruling, dict)
    return ruling


async def undo(service: Service, decision: str) -> dict[str, Any]:
    path = f"/comments/api/moderation/decisions/{decision}/undo"
    status, ruling = await service.call("POST", path, staff=True)
    assert status == 200, ruling
    assert isinstance(ruling, dict)
    return ruling


async def campaign_of(service: Service, identity: str) -> str:
    campaign = (await detail(service, identity))["campaign"]
    assert campaign is not None
    name = campaign["id"]
    assert isinstance(name, str)
    return name


async def test_two_alike_are_no_campaign_and_three_are(service: Service) -> None:
    ids = await a_campaign(service, 2)
    assert (await detail(service, ids[0]))["campaign"] is None
    ids.append((await service.post(VARIANTS[2]))["id"])
    campaign = (await detail(service, ids[0]))["campaign"]
    assert (campaign["count"], campaign["threads"], campaign["action"]) == (3, 2, None)
    _, listed = await service.get("/comments/api/moderation/campaigns", staff=True)
    assert [one["id"] for one in listed["items"]] == [campaign["id"]]
    _, members = await service.get(f"/comments/api/moderation/campaigns/{campaign['id']}", staff=True)
    assert [item["id"] for item in members["items"]] == sorted(ids, key=lambda i: members_order(members, i))
    assert {item["id"] for item in members["items"]} == set(ids)
    assert (members["id"], members["count"], members["next"]) == (campaign["id"], 3, None)


def members_order(members: dict[str, Any], identity: str) -> int:
    return [item["id"] for item in members["items"]].index(identity)


async def test_one_decision_is_about_all_and_later_members_wait_for_a_person(service: Service) -> None:
    ids = await a_campaign(service)
    campaign = await campaign_of(service, ids[0])
    ruling = await decide(service, campaign, "spam")
    assert set(ruling["applied"]) == set(ids)
    assert await states(service, *ids) == ["spam"] * 3
    later = await service.post(VARIANTS[3], author="คนใหม่")
    assert later["status"] == "held"
    found = await detail(service, later["id"])
    assert [reason["code"] for reason in found["reasons"]] == ["campaign"]
    assert found["band"] == "likely-spam"
    assert found["history"][0]["decision"] == ruling["decision"]
    assert [item["id"] for item in await service.queue(campaign=campaign)] == [later["id"]]
    assert [item["id"] for item in await service.queue(reason="campaign")] == [later["id"]]
    confirmed = await decide(service, campaign, "spam")
    assert confirmed["applied"] == [later["id"]]
    assert confirmed["skipped"] == []


async def test_what_the_filter_rejects_stays_rejected_in_a_campaign(service: Service) -> None:
    ids = await a_campaign(service)
    await decide(service, await campaign_of(service, ids[0]), "reject")
    later = await service.post(f"{VARIANTS[3]} spam")
    found = await detail(service, later["id"])
    assert found["status"] == "rejected"
    assert [reason["code"] for reason in found["reasons"]] == ["model", "campaign"]


async def test_undo_frees_the_members_and_those_who_inherited_and_those_to_come(service: Service) -> None:
    ids = await a_campaign(service)
    ruling = await decide(service, await campaign_of(service, ids[0]), "spam")
    later = (await service.post(VARIANTS[3]))["id"]
    undone = await undo(service, ruling["decision"])
    assert set(undone["applied"]) == {*ids, later}
    assert await states(service, *ids, later) == ["published"] * 4
    assert (await service.post(VARIANTS[4]))["status"] == "published"
    again = await undo(service, undone["decision"])
    assert set(again["applied"]) == {*ids, later}
    assert await states(service, *ids, later) == ["spam"] * 3 + ["held"]
    assert (await service.post(VARIANTS[5]))["status"] == "held"


async def test_an_undo_leaves_alone_what_somebody_decided_since(service: Service) -> None:
    ids = await a_campaign(service)
    ruling = await decide(service, await campaign_of(service, ids[0]), "spam")
    await service.decide("approve", ids[1])
    assert set((await undo(service, ruling["decision"]))["applied"]) == {ids[0], ids[2]}
    assert await states(service, ids[1]) == ["published"]


async def test_an_approved_campaign_publishes_nothing_by_itself(service: Service) -> None:
    ids = [
        (await service.post(f"{AD} doubtful", thread=t, author=a))["id"]
        for t, a in ((POST, "ก"), (OTHER, "ข"), (POST, "ค"))
    ]
    ruling = await decide(service, await campaign_of(service, ids[0]), "approve")
    assert set(ruling["applied"]) == set(ids)
    assert (await service.post(f"{AD} doubtful"))["status"] == "held"
    assert (await service.post(f"{AD} spam"))["status"] == "rejected"


@pytest.mark.parametrize("kind", [Kind.ZERO_WIDTH, Kind.SPACED, Kind.LOOK_ALIKES, Kind.EMOJI, Kind.LINKS, Kind.MIXED])
async def test_obfuscation_leads_into_the_same_campaign(service: Service, kind: Kind) -> None:
    ids = await a_campaign(service)
    campaign = await campaign_of(service, ids[0])
    await decide(service, campaign, "spam")
    disguised = attack(AD, kind, Strength.MEDIUM, 1)
    assert disguised != AD
    later = await service.post(disguised, author="คนใหม่")
    assert (later["status"], await campaign_of(service, later["id"])) == ("held", campaign)


async def test_thanks_are_never_a_campaign(service: Service) -> None:
    ids = [(await service.post("ขอบคุณครับ", thread=t, author=str(n)))["id"] for n, t in enumerate((POST, OTHER) * 4)]
    assert [(await detail(service, identity))["campaign"] for identity in ids] == [None] * 8


async def test_one_person_repeating_under_one_post_is_no_campaign(service: Service) -> None:
    ids = [(await service.post(text))["id"] for text in VARIANTS]
    assert (await detail(service, ids[0]))["campaign"] is None


async def test_an_edit_into_the_campaign_is_caught_and_out_of_it_leaves(service: Service) -> None:
    ids = await a_campaign(service)
    campaign = await campaign_of(service, ids[0])
    await decide(service, campaign, "spam")
    innocent = await service.post("น้ำท่วมที่บ้านหนองบัวเมื่อคืนนี้ อยากให้เจ้าหน้าที่มาดูหน่อยครับ ชาวบ้านลำบากมาก")
    path = f"/comments/api/receipts/{innocent['receipt']}"
    status, edited = await service.call("PATCH", path, json={"text": VARIANTS[4]})
    assert (status, edited["status"]) == (200, "held")
    assert await campaign_of(service, innocent["id"]) == campaign
    status, edited = await service.call("PATCH", path, json={"text": "ขอโทษครับ ส่งผิด"})
    assert (status, edited["status"]) == (200, "published")
    _, members = await service.get(f"/comments/api/moderation/campaigns/{campaign}", staff=True)
    assert {item["id"] for item in members["items"]} == set(ids)


async def test_a_campaign_is_forgotten_after_its_window(service: Service) -> None:
    first = await service.post(VARIANTS[0], thread=OTHER)
    await service.post(VARIANTS[1])
    service.clock.pass_by(timedelta(hours=25))
    await service.post(VARIANTS[2], author="อื่น")
    assert (await detail(service, first["id"]))["campaign"] is None


async def test_campaigns_can_be_switched_off(store: Store) -> None:
    async with serving(store, SAKET_CAMPAIGN_HOURS="0") as running:
        ids = await a_campaign(running)
        assert (await detail(running, ids[0]))["campaign"] is None


async def test_wrong_questions_are_refused(service: Service) -> None:
    path = "/comments/api/moderation/decisions"
    for body in ({"action": "spam"}, {"action": "spam", "ids": ["a"], "campaign": "b"}):
        status, problem = await service.call("POST", path, staff=True, json=body)
        assert (status, problem["errors"][0]["field"]) == (422, "ids")
    status, problem = await service.call("POST", path, staff=True, json={"action": "spam", "campaign": "no\x00such"})
    assert (status, problem["code"]) == (404, "not-found")
    status, problem = await service.call("POST", path, staff=True, json={"action": "edit", "campaign": "x"})
    assert status == 422
    assert (await service.get("/comments/api/moderation/campaigns/x", staff=True))[0] == 404
    assert (await service.get("/comments/api/moderation/campaigns"))[0] == 401


async def test_the_ledger_names_the_campaign_and_its_chain_holds(service: Service) -> None:
    ids = await a_campaign(service)
    campaign = await campaign_of(service, ids[0])
    await decide(service, campaign, "spam")
    await service.decide("approve", ids[0])
    _, page = await service.get("/comments/api/moderation/ledger", staff=True)
    assert [entry.get("campaign") for entry in page["items"]] == [campaign, None]
    assert "campaign" not in page["items"][1]
