"""The filter learns from its moderators: decide, train, shadow, gate, activate, go back; and what may not go wrong."""

import os
import signal
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.comments.learning.tally import MOST_OF_SENDER, Tally
from services.comments.learning.tally_store import RedisTallies
from services.comments.personal_data.pseudonyms import pseudonym
from shared.store.client import Store
from tests.app.comments.conftest import Service
from tests.support.learning import decided, eventually, learning_site, models, texts, trained
from tests.support.site import bearer

DECIDE = "/comments/api/decide"


@pytest.fixture
async def site(store: Store, tmp_path: Path) -> AsyncIterator[Service]:
    async with learning_site(store, tmp_path) as running:
        yield running


async def outcomes(service: Service, asked: list[str]) -> list[str]:
    status, found = await service.call("POST", DECIDE, staff=True, json={"texts": asked})
    assert status == 200, found
    return [one["outcome"] for one in found]


async def version_of(service: Service, text: str) -> str:
    """The version that judged a new comment, as its record says."""
    posted = await service.post(text)
    _, detail = await service.get(f"/comments/api/moderation/comments/{posted['id']}", staff=True)
    version = detail["model_version"]
    assert isinstance(version, str)
    return version


async def activate(service: Service, version: str) -> dict[str, Any]:
    status, found = await service.call("POST", f"/comments/api/models/{version}/activate", staff=True)
    assert status == 200, found
    assert isinstance(found, dict)
    return found


async def learnt(service: Service) -> str:
    """A version from a hundred decisions."""
    await decided(service, texts(50, spam=True), spam=True)
    await decided(service, texts(50, spam=False), spam=False)
    training = await trained(service)
    assert training["status"] == "done", training
    version = training["version"]
    assert isinstance(version, str)
    return version


async def test_a_hundred_decisions_make_a_version_that_serves_and_goes_back(store: Store, tmp_path: Path) -> None:
    async with learning_site(store, tmp_path) as one, learning_site(store, tmp_path) as other:
        base = (await models(one))["active"]
        unseen, ham = texts(30, spam=True, seed=2), texts(30, spam=False, seed=2)
        before = (await outcomes(one, unseen)).count("publish")
        version = await learnt(one)
        found = await models(one)
        assert (found["active"], found["shadow"]["version"], found["previous"]) == (base, version, None)
        (item,) = [item for item in found["items"] if item["version"] == version]
        assert (item["status"], item["base"], item["gate"]["passed"]) == ("shadow", base, True), item
        assert await version_of(one, ham[0]) == base
        assert await activate(one, version) == {"active": version, "previous": base}
        assert (await outcomes(one, unseen)).count("publish") < before / 3
        assert set(await outcomes(one, ham)) == {"publish"}
        assert await version_of(one, ham[1]) == version

        async def follows() -> bool:
            return await version_of(other, ham[2]) == version

        await eventually(follows, seconds=10)
        assert await activate(other, base) == {"active": base, "previous": version}
        assert await version_of(other, ham[3]) == base
        assert [one["version"] for one in (await models(other))["history"]] == [base, version]


async def test_comments_are_shown_to_the_shadow_few_of_each_sender_and_agreement_is_counted(site: Service) -> None:
    version = await learnt(site)
    await from_everywhere(site, (*texts(8, spam=True, seed=3), *texts(8, spam=False, seed=3)))
    for text in texts(MOST_OF_SENDER + 4, spam=False, seed=15):
        await site.post(text)
    await outcomes(site, texts(5, spam=True, seed=4))

    async def counted() -> dict[str, Any] | None:
        shadow: dict[str, Any] = (await models(site))["shadow"]
        return shadow if shadow["times"] == 16 + MOST_OF_SENDER else None

    shadow = await eventually(counted, seconds=10)
    assert shadow["version"] == version
    assert 0 < shadow["apart"] <= 8
    assert shadow["agreement"] == 1 - shadow["apart"] / (16 + MOST_OF_SENDER)


async def test_by_itself_it_learns_when_it_is_time_and_serves_when_it_has_been_watched(
    store: Store, tmp_path: Path
) -> None:
    async with learning_site(store, tmp_path, SAKET_LEARN_HOURS="1") as site:
        await decided(site, texts(50, spam=True), spam=True)
        await decided(site, texts(50, spam=False), spam=False)
        site.clock.pass_by(timedelta(hours=2))
        await store_turn_is_over(site)

        async def has_learnt() -> dict[str, Any] | None:
            found = await models(site)
            return found if found["training"] and found["training"]["status"] == "done" else None

        found = await eventually(has_learnt)
        assert found["training"]["by"] == "schedule"
        version = found["training"]["version"]
        for text in texts(MOST_OF_SENDER, spam=False, seed=13):
            await site.post(text)
        await from_everywhere(site, texts(95, spam=False, seed=11))

        async def was_watched() -> bool:
            return bool((await models(site))["shadow"]["times"] >= 100)

        await eventually(was_watched, seconds=10)
        assert (await models(site))["active"] != version
        await store_turn_is_over(site)

        async def serves() -> bool:
            return bool((await models(site))["active"] == version)

        await eventually(serves, seconds=20)
        assert [one["by"] for one in (await models(site))["history"]] == ["gate"]
        base = (await models(site))["items"][-1]["version"]
        await activate(site, base)
        assert (await trained(site))["version"] == version, "the same labels make the same version"
        assert (await models(site))["shadow"]["times"] >= 100
        await alarmed(site, [])
        assert (await models(site))["active"] == base, "somebody went back from it"
        assert [name for name in folders(tmp_path) if name.startswith(".")] == []


async def test_which_decisions_moved_a_verdict(site: Service) -> None:
    version = await learnt(site)
    await activate(site, version)
    posted = await site.post(texts(1, spam=True, seed=5)[0])
    path = f"/comments/api/moderation/comments/{posted['id']}/influences"
    status, found = await site.get(path, staff=True)
    assert status == 200, found
    assert found["version"] == version
    assert found["moved"] > 1
    heaviest = found["items"][0]
    assert (heaviest["spam"], heaviest["moved"] > 0, heaviest["likeness"] > 0.05) == (True, True, True)
    assert "daeng" not in heaviest["moderator"]
    assert sum(item["moved"] for item in found["items"]) + found["others"] == pytest.approx(found["moved"])
    _, detail = await site.get(f"/comments/api/moderation/comments/{posted['id']}", staff=True)
    (before,) = (await site.call("POST", DECIDE, staff=True, json={"texts": [posted_text(detail)]}))[1]
    assert before["score"] == pytest.approx(detail["score"], abs=1.0)
    await activate(site, found["base"])
    (after,) = (await site.call("POST", DECIDE, staff=True, json={"texts": [posted_text(detail)]}))[1]
    assert before["score"] - after["score"] == pytest.approx(found["moved"], abs=1e-4), "all of the difference, exactly"


def posted_text(detail: dict[str, Any]) -> str:
    text = detail["text"]
    assert isinstance(text, str)
    return text


async def test_a_killed_worker_leaves_nothing_behind_and_an_alarm(site: Service, tmp_path: Path) -> None:
    await decided(site, texts(30, spam=True), spam=True)
    status, _ = await site.call("POST", "/comments/api/models", staff=True)
    assert status == 202

    async def worker() -> int | None:
        return next((pid for pid in children() if "comments.learning.worker" in command(pid)), None)

    os.kill(await eventually(worker), signal.SIGKILL)

    async def ended() -> dict[str, Any] | None:
        _, training = await site.get("/comments/api/models/training", staff=True)
        return training if training["status"] != "running" else None

    training = await eventually(ended)
    assert (training["status"], training["problem"], training["version"]) == ("failed", "process-died", None)
    assert [name for name in folders(tmp_path) if not name.startswith(".")] == []
    found = await models(site)
    assert (len(found["items"]), found["shadow"]) == (1, None)

    async def rings() -> bool:
        return [alarm["code"] for alarm in (await models(site))["alarms"]] == ["training-failed"]

    await store_turn_is_over(site)
    await eventually(rings, seconds=10)
    assert (await trained(site))["status"] == "done"
    assert [name for name in folders(tmp_path) if name.startswith(".")] == []


def folders(data: Path) -> list[str]:
    return [path.name for path in (data / "models").glob("*") if path.is_dir()]


def children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


async def store_turn_is_over(service: Service) -> None:
    """As if a minute had passed since somebody looked for what is wrong."""
    await service.kit.store.execute("DEL", "{models}:turn")


@pytest.mark.parametrize("damage", ["weights.bin", "manifest.json", "all"])
async def test_a_version_that_cannot_be_read_rings_and_never_leaves_comments_unscored(
    store: Store, tmp_path: Path, damage: str
) -> None:
    async with learning_site(store, tmp_path) as one:
        version = await learnt(one)
        base = (await models(one))["active"]
        await activate(one, version)
        spoil(tmp_path / "models" / version, damage)
        assert await version_of(one, "ถนนพังมากครับ ช่วยมาดูด้วย") == version
    async with learning_site(store, tmp_path) as restarted:

        async def rings() -> list[Any]:
            alarms = (await models(restarted))["alarms"]
            return [alarm for alarm in alarms if alarm["code"] == "model-unusable"]

        (alarm,) = await eventually(rings, seconds=10)
        assert alarm["detail"] == version
        assert await version_of(restarted, "ถนนพังมากครับ ช่วยมาดูด้วย") == base
        status, problem = await restarted.call("POST", f"/comments/api/models/{version}/activate", staff=True)
        assert (status, problem["code"]) == (409, "model-unusable")
        _, metrics = await restarted.get("/comments/metrics")
        assert 'saket_comments_alarm{code="model-unusable"} 1.0' in metrics
        assert "saket_comments_model_usable 1.0" in metrics


def spoil(place: Path, damage: str) -> None:
    for path in place.iterdir():
        if damage == "all":
            path.unlink()
        elif path.name == damage:
            path.write_bytes(path.read_bytes()[:-9] + b"tampered\n")


async def test_what_was_undone_or_erased_is_not_learnt(site: Service) -> None:
    ids = await decided(site, texts(3, spam=True), spam=True)
    ruling = await site.decide("approve", ids[0])
    assert ruling["applied"] == ids[:1]
    assert (await models(site))["seen"]["labels"] == 3
    assert sorted(label.spam for label in await labels_of(site)) == [False, True, True]
    await site.call("POST", f"/comments/api/moderation/decisions/{ruling['decision']}/undo", staff=True)
    assert [label.spam for label in await labels_of(site)] == [True, True, True]
    _, detail = await site.get(f"/comments/api/moderation/comments/{ids[1]}", staff=True)
    assert (await models(site))["seen"]["labels"] == 3
    decision = detail["history"][-1]["decision"]
    await site.call("POST", f"/comments/api/moderation/decisions/{decision}/undo", staff=True)
    assert await labels_of(site) == []
    assert (await models(site))["seen"]["labels"] == 0


async def labels_of(service: Service) -> list[Any]:
    from services.comments.learning.label_store import RedisLabels

    kit = service.kit
    return await RedisLabels(kit.store, secret=kit.secret, clock=kit.clock).everything()


async def test_an_account_that_lies_is_not_believed_and_an_alarm_names_it(site: Service) -> None:
    ham = texts(90, spam=False)
    await decided(site, texts(30, spam=True), spam=True)
    await decided(site, ham[:30], spam=False)
    liar = bearer(await site.kit.staff.add_token("liar", ["moderation"]))
    lies = {"ids": [(await site.post(text))["id"] for text in ham[30:]], "action": "spam"}
    assert (await site.call("POST", "/comments/api/moderation/decisions", headers=liar, json=lies))[0] == 200
    training = await trained(site)
    (item,) = [item for item in (await models(site))["items"] if item["version"] == training["version"]]
    doubted = [trust for trust in item["trusts"] if trust["trust"] < 0.2]
    assert [(trust["spam"], trust["labels"], trust["mass"]) for trust in doubted] == [(True, 60, 0.0)]
    await activate(site, training["version"])
    assert set(await outcomes(site, texts(60, spam=False, seed=6))) == {"publish"}
    await store_turn_is_over(site)

    async def rings() -> list[str]:
        alarms = (await models(site))["alarms"]
        return [alarm["detail"] for alarm in alarms if alarm["code"] == "account-doubted"]

    assert await eventually(rings, seconds=10) == [doubted[0]["moderator"]]


async def test_other_comments_than_at_first_and_moderators_who_contradict_ring(site: Service) -> None:
    earlier = Tally((await models(site))["active"])
    for number in range(1000):
        earlier.see(f"s{number}", 0.005)
    await RedisTallies(site.kit.store).note(earlier, site.clock())
    await alarmed(site, [])
    site.clock.pass_by(timedelta(days=3))
    ids = [(await site.post(text))["id"] for text in texts(210, spam=True, seed=22)]
    await alarmed(site, [])
    ids = await from_everywhere(site, texts(210, spam=True, seed=23))
    await alarmed(site, ["drift"])
    await site.decide("spam", *ids[:100])
    await alarmed(site, ["drift", "moderators-disagree"])
    _, metrics = await site.get("/comments/metrics")
    assert 'saket_comments_alarm{code="drift"} 1.0' in metrics


async def alarmed(service: Service, codes: list[str]) -> None:
    """These alarms ring once somebody has looked, each with words that say what to do."""
    await store_turn_is_over(service)
    await turn_is_taken(service)

    async def ring() -> bool:
        await store_turn_is_over(service)
        await turn_is_taken(service)
        alarms = (await models(service))["alarms"]
        assert all(alarm["text"] for alarm in alarms)
        return sorted(alarm["code"] for alarm in alarms) == codes

    await eventually(ring, seconds=30)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_trusted_account_that_turns_liar_does_not_get_past_the_gate(site: Service) -> None:
    """It is right eighty times, and is believed; then it calls 120 legitimate comments spam."""
    turncoat = bearer(await site.kit.staff.add_token("turncoat", ["moderation"]))
    await decided(site, texts(30, spam=True), spam=True)
    await decided(site, texts(30, spam=False), spam=False)
    await say(site, turncoat, texts(40, spam=True, seed=3), "spam")
    await say(site, turncoat, texts(40, spam=False, seed=3), "reject", "approve")
    version = (await trained(site))["version"]
    believed = [trust["trust"] for trust in (await item_of(site, version))["trusts"]]
    assert min(believed) > 0.9
    await activate(site, version)
    site.clock.pass_by(timedelta(hours=1))
    await decided(site, texts(30, spam=False, seed=12), spam=False)
    await say(site, turncoat, texts(120, spam=False, seed=13), "spam")
    later = await item_of(site, (await trained(site))["version"])
    assert not later["gate"]["passed"], later
    await from_everywhere(site, texts(105, spam=False, seed=14))
    assert set(await outcomes(site, texts(60, spam=False, seed=6))) == {"publish"}

    async def was_watched() -> bool:
        return bool((await models(site))["shadow"]["times"] >= 100)

    await eventually(was_watched, seconds=20)
    await store_turn_is_over(site)

    async def rings() -> list[dict[str, Any]]:
        return [alarm for alarm in (await models(site))["alarms"] if alarm["code"] == "account-doubted"]

    (alarm,) = await eventually(rings, seconds=20)
    assert alarm["detail"] == pseudonym(site.kit.secret, "moderator", "turncoat")
    assert alarm["detail"] in alarm["text"]
    assert [one["version"] for one in (await models(site))["history"]] == [version]


async def from_everywhere(service: Service, said: Sequence[str]) -> list[str]:
    """Comments of as many senders; their identifiers."""
    ids = []
    for number, text in enumerate(said):
        service.sender = {"X-Forwarded-For": f"10.{number % 250}.{number // 250}.7"}
        ids.append((await service.post(text))["id"])
    service.sender = {}
    return ids


async def item_of(service: Service, version: str) -> dict[str, Any]:
    (item,) = [item for item in (await models(service))["items"] if item["version"] == version]
    return dict(item)


async def say(service: Service, headers: dict[str, str], said: list[str], *actions: str) -> None:
    ids = [(await service.post(text))["id"] for text in said]
    for action in actions:
        asked = {"ids": ids, "action": action}
        status, answer = await service.call("POST", "/comments/api/moderation/decisions", headers=headers, json=asked)
        assert status == 200, answer


async def turn_is_taken(service: Service) -> None:
    async def taken() -> bool:
        return bool(await service.kit.store.execute("EXISTS", "{models}:turn"))

    await eventually(taken, seconds=10)


async def test_nothing_to_learn_is_said_and_no_failure(site: Service) -> None:
    assert (await site.get("/comments/api/models/training", staff=True))[0] == 404
    training = await trained(site)
    assert (training["status"], training["problem"], training["version"]) == ("done", "nothing-to-learn", None)


async def test_models_are_for_those_who_may(site: Service) -> None:
    for method, path in (("GET", ""), ("POST", ""), ("GET", "/training"), ("POST", "/x/activate")):
        assert (await site.call(method, f"/comments/api/models{path}"))[0] == 401
    status, problem = await site.call("POST", "/comments/api/models/x/activate", staff=True)
    assert (status, problem["code"]) == (404, "not-found")
