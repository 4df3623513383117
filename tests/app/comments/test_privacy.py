"""What citizens can have done about their data, and what is left of it in the store's own files."""

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.cli.main import main
from services.comments.config import CommentsConfig
from services.comments.model import Comment
from services.comments.personal_data.sealing import KeyPair, Sealer, opened
from services.comments.privacy import traffic
from services.comments.privacy.app import TRAFFIC, purge_of
from services.comments.privacy.purging import Purged
from services.comments.privacy.traffic import TrafficLog, Visit, destroy_old
from services.comments.wiring.standalone import privacy
from shared.environment import Environment
from shared.errors import InvalidInput
from shared.store.client import Store
from shared.store.embedded import StoreSettings, own_store
from tests.app.comments.conftest import POST, SOON, Clock, Service, serving
from tests.support.forging import altered
from tests.support.province import eventually

SECRETS = {
    "author": "9f1c2e7ab04d5583c6e1",
    "text": "doubtful 4b7d90e2f6a81c35d2b8e07f",
    "email": "c81e728d9d4c2f636f06@7f89cc14862c.example",
    "website": "https://eccbc87e4b5ce2fe28308fd9.example/",
}
NEEDLES = ("9f1c2e7ab04d5583c6e1", "4b7d90e2f6a81c35d2b8e07f", "c81e728d9d4c2f636f06", "eccbc87e4b5ce2fe28308fd9")
EDITED = "a87ff679a2f3e71d9181a67b"


def found_in(folder: Path, needles: tuple[str, ...]) -> set[str]:
    """Which of the words stand in any file of the store."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert files
    return {needle for needle in needles if any(needle.encode() in data for data in files)}


async def test_a_receipt_takes_everything_along(service: Service) -> None:
    posted = await service.post(**SECRETS)
    status, data = await service.get(f"/comments/api/receipts/{posted['receipt']}/data")
    assert status == 200
    assert {name: data[name] for name in SECRETS} == SECRETS
    assert [line["what"] for line in data["history"]] == ["post"]
    assert data["pseudonym"]
    receipt = f"/comments/api/receipts/{posted['receipt']}"
    assert (await service.call("PATCH", receipt, json={"text": "ใหม่"}))[0] == 200
    _, data = await service.get(f"{receipt}/data")
    assert [(line["what"], line["text"]) for line in data["history"]] == [("post", None), ("edit", SECRETS["text"])]
    assert (await service.get(f"/comments/api/receipts/{altered(posted['receipt'])}/data"))[0] == 404


async def test_nothing_of_what_was_erased_is_left_in_the_stores_files(tmp_path: Path) -> None:
    async with own_store(StoreSettings(tmp_path)) as store, serving(store) as service:
        await store.execute("CONFIG", "SET", "rdbcompression", "no")  # so that the scan sees words as they are
        posted = await service.post(**SECRETS, key="k1")
        receipt = f"/comments/api/receipts/{posted['receipt']}"
        await service.call("PATCH", receipt, json={"text": f"{EDITED} doubtful"})
        await service.call("POST", f"{receipt}/appeal", json={"reason": NEEDLES[1]})
        await service.decide("approve", posted["id"], reason="ดี")
        await service.get(f"/comments/feeds/thread.atom?url={POST}")
        await store.rewrite_files()
        folder = tmp_path / "store"
        assert found_in(folder, (*NEEDLES, EDITED)) == {*NEEDLES, EDITED}, "the scan can find them, rewritten or not"
        status, answer = await service.call("POST", f"{receipt}/erase")
        assert (status, answer["status"], answer["text"], answer["author"]) == (200, "erased", "", "")
        await store.rewrite_files()
        assert found_in(folder, (*NEEDLES, EDITED)) == set()
        for path in (
            f"/comments/feeds/thread.atom?url={POST}",
            "/comments/feeds/all.atom",
            f"/comments/threads?url={POST}",
        ):
            _, text = await service.get(f"/comments/{path}")
            assert not [needle for needle in (*NEEDLES, EDITED) if needle in text], path
        _, feed = await service.get("/comments/feeds/all.atom")
        assert f"comments/{posted['id']}" in feed, "a tombstone"
        assert (await service.call("POST", f"{receipt}/erase"))[0] == 200, "twice is as good as once"
        assert (await service.call("PATCH", receipt, json={"text": "x"}))[0] == 409
        status, page = await service.get(f"/comments/receipts/{posted['receipt']}")
        assert (status, "ถูกลบแล้ว" in page) == (200, True)


async def test_an_erased_comment_keeps_its_answers(service: Service) -> None:
    first = await service.post("ต้นเรื่อง")
    await service.post("คำตอบ", parent=first["id"])
    await service.call("POST", f"/comments/receipts/{first['receipt']}", data={"do": "erase"})
    (answer,) = await service.listed()
    assert answer["parent"] == first["id"]
    assert "คำตอบ" in (await service.get(f"/comments/threads?url={POST}"))[1]


async def test_a_request_by_email_waits_for_proof(service: Service) -> None:
    mine, other = await service.post(email="Me@B.example"), await service.post(email="you@b.example")
    asked = {"email": "me@b.example", "kind": "erase", "words": "ขอลบ"}
    assert (await service.call("POST", "/comments/api/privacy/requests", json=asked))[0] == 202
    service.clock.pass_by(SOON)
    nobody = {**asked, "email": "nobody@b.example"}
    assert (await service.call("POST", "/comments/api/privacy/requests", json=nobody))[1] == {"status": "received"}
    assert len(await service.listed()) == 2, "nothing is done yet"
    desk = "/comments/api/moderation/privacy"
    assert (await service.get(desk))[0] == 401
    wish, empty = (await service.get(desk, staff=True))[1]
    assert wish["email"] == "me@b.example"
    status, problem = await service.call("POST", f"{desk}/{wish['id']}/confirm", staff=True, json={"proof": " "})
    assert (status, problem["errors"][0]["field"]) == (422, "proof")
    proof = {"proof": "ตอบจากอีเมลนั้น"}
    status, done = await service.call("POST", f"{desk}/{wish['id']}/confirm", staff=True, json=proof)
    assert (status, done["request"]["comments"], done["request"]["actor"]) == (200, 1, "daeng")
    assert "me@b" not in json.dumps(done)
    assert [item["id"] for item in await service.listed()] == [other["id"]]
    assert (await service.call("POST", f"{desk}/{wish['id']}/confirm", staff=True, json=proof))[0] == 409
    await service.call("POST", f"{desk}/{empty['id']}/refuse", staff=True, json=proof)
    assert (await service.get(desk, staff=True))[1] == []
    assert (await service.get(f"/comments/api/receipts/{mine['receipt']}"))[1]["status"] == "erased"


async def test_an_export_by_email_hands_everything_over(service: Service) -> None:
    await service.post("หนึ่ง", email="me@b.example")
    await service.post("doubtful", email="me@b.example")
    status, page = await service.call("POST", "/comments/privacy", data={"email": "me@b.example", "kind": "export"})
    assert (status, "notice--good" in page) == (200, True)
    (wish,) = (await service.get("/comments/api/moderation/privacy", staff=True))[1]
    _, done = await service.call(
        "POST", f"/comments/api/moderation/privacy/{wish['id']}/confirm", staff=True, json={"proof": "บัตรประชาชน"}
    )
    assert {each["text"] for each in done["data"]} == {"หนึ่ง", "doubtful"}


@pytest.mark.parametrize(
    ("form", "field"),
    [({"email": "x"}, "อีเมล"), ({"email": "", "kind": "erase"}, ""), ({"email": "a@b.example", "kind": "steal"}, "")],
)
async def test_the_form_says_what_is_wrong(service: Service, form: dict[str, str], field: str) -> None:
    status, page = await service.call("POST", "/comments/privacy", data=form)
    assert (status, "notice--bad" in page, field in page) == (422, True, True)


async def test_the_purge_does_what_the_table_says(store: Store) -> None:
    async with serving(store) as service:
        gone = await service.post("ถอน", email="a@b.example")
        await service.call("DELETE", f"/comments/api/receipts/{gone['receipt']}")
        await service.post("spam")
        kept = await service.post("อยู่ต่อ", email="a@b.example")
        config = CommentsConfig.read(Environment({}))
        purge = purge_of(privacy(service.kit, config))
        assert await purge.run() == Purged()
        service.clock.pass_by(timedelta(days=31))
        assert await purge.run() == Purged(erased=1)
        service.clock.pass_by(timedelta(days=400))
        assert await purge.run() == Purged(erased=1, emptied=1)
        assert await purge.run() == Purged()
        (item,) = await service.listed()
        assert (item["id"], item["text"]) == (kept["id"], "อยู่ต่อ")


async def test_what_nobody_decides_about_is_erased_and_its_author_told(store: Store) -> None:
    async with serving(store, SAKET_HELD_DAYS="10") as service:
        waits = await service.post("doubtful ถนน")
        receipt = f"/comments/api/receipts/{waits['receipt']}"
        _, told = await service.get(receipt)
        assert told["kept_until"] == "2026-03-11T09:00:00+07:00"
        _, page = await service.get(f"/comments/receipts/{waits['receipt']}")
        assert "11 มีนาคม 2569" in page
        assert "10 วัน" in (await service.get("/comments/privacy"))[1]
        purge = purge_of(privacy(service.kit, CommentsConfig.read(Environment({"SAKET_HELD_DAYS": "10"}))))
        service.clock.pass_by(timedelta(days=10))
        assert await purge.run() == Purged()
        service.clock.pass_by(timedelta(seconds=1))
        assert await purge.run() == Purged(erased=1)
        _, told = await service.get(receipt)
        assert (told["status"], told["text"], [reason["code"] for reason in told["reasons"]]) == (
            "erased",
            "",
            ["undecided"],
        )
        assert "ไม่มีผู้พิจารณา" in (await service.get(f"/comments/receipts/{waits['receipt']}"))[1]
        assert await service.queue() == []


async def test_what_is_decided_while_the_purge_looks_stays(store: Store) -> None:
    async with serving(store) as service:
        posted = await service.post("doubtful")
        service.clock.pass_by(timedelta(days=181))
        purge = purge_of(privacy(service.kit, CommentsConfig.read(Environment({}))))

        class Late:
            """Has read the comment before somebody approved it."""

            async def everything(self) -> AsyncIterator[Comment]:
                async for comment in purge.everything.everything():
                    await service.decide("approve", posted["id"])
                    yield comment

        assert await replace(purge, everything=Late()).run() == Purged()
        assert [item["id"] for item in await service.listed()] == [posted["id"]]


async def test_requests_for_data_are_kept_for_a_year(store: Store) -> None:
    """What nobody has answered holds an address in the clear; what was answered holds what proved whose it was."""
    async with serving(store) as service:
        for email in ("waiting@b.example", "done@b.example"):
            wish = {"email": email, "kind": "export", "words": ""}
            assert (await service.call("POST", "/comments/api/privacy/requests", json=wish))[0] == 202
        _, (_, done) = await service.get("/comments/api/moderation/privacy", staff=True)
        path = f"/comments/api/moderation/privacy/{done['id']}/confirm"
        assert (await service.call("POST", path, staff=True, json={"proof": "บัตรประชาชน"}))[0] == 200
        purge = purge_of(privacy(service.kit, CommentsConfig.read(Environment({}))))
        service.clock.pass_by(timedelta(days=365))
        assert await purge.run() == Purged()
        service.clock.pass_by(timedelta(seconds=1))
        assert await purge.run() == Purged(wishes=2)
        assert await store.execute("EXISTS", "{privacy}:wishes") == 0


async def test_pseudonyms_are_of_a_day(proxied: Service) -> None:
    names: list[str] = []
    for days in (0, 0, 1):
        proxied.clock.pass_by(timedelta(days=days))
        posted = await proxied.post(f"วันที่ {len(names)}")
        names.append((await proxied.get(f"/comments/api/receipts/{posted['receipt']}/data"))[1]["pseudonym"])
    assert names[0] == names[1] != names[2]
    async for key in proxied.kit.store.scan("*"):
        assert b"127.0.0" not in key


def visit(number: int) -> Visit:
    return Visit("2026-03-01T09:00:00+07:00", f"203.0.113.{number}", 4000, "POST", "/api/comments", 201)


def test_records_of_traffic_are_read_with_the_private_key_alone(tmp_path: Path) -> None:
    pair, clock = KeyPair.make(), Clock()
    log = TrafficLog(tmp_path, pair.public, clock)
    for number in range(3):
        log.note(visit(number))
    log.close()
    ((_, path),) = traffic.files(tmp_path)
    assert b"203.0.113" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    read = [json.loads(record.data or b"{}")["address"] for record in traffic.read(path, pair.private)]
    assert read == ["203.0.113.0", "203.0.113.1", "203.0.113.2"]
    assert all(record.data is None for record in traffic.read(path, KeyPair.make().private))
    again = TrafficLog(tmp_path, pair.public, clock)
    again.note(visit(9))
    again.close()
    assert len(list(traffic.read(path, pair.private))) == 4, "a process that starts anew appends"


def test_each_process_of_a_site_has_a_file_of_its_own(tmp_path: Path) -> None:
    pair, clock = KeyPair.make(), Clock()
    logs = [TrafficLog(tmp_path, pair.public, clock, helper) for helper in range(3)]
    for number in range(6):
        logs[number % 3].note(visit(number))
    for log in logs:
        log.close()
    found = [record.data for _, path in traffic.files(tmp_path) for record in traffic.read(path, pair.private)]
    assert sorted(json.loads(data or b"{}")["address"] for data in found) == [f"203.0.113.{n}" for n in range(6)]
    clock.pass_by(timedelta(days=91))
    assert destroy_old(tmp_path, clock.now) == 3


def test_lines_that_were_taken_out_or_changed_are_told() -> None:
    pair = KeyPair.make()
    sealer = Sealer(pair.public)
    lines = [sealer.head, *(sealer.line(b"%d" % number) for number in range(3))]
    assert [record.missing for record in opened(pair.private, [lines[0], lines[1], lines[3]])] == [0, 1]
    changed = lines[2][:-6] + b"AAAA=="
    assert [record.data for record in opened(pair.private, [*lines[:2], changed, lines[3]])] == [b"0", None, b"2"]
    with pytest.raises(InvalidInput):
        Sealer("no key")


def test_traffic_is_destroyed_after_its_time(tmp_path: Path) -> None:
    clock = Clock()
    log = TrafficLog(tmp_path, KeyPair.make().public, clock)
    for days in (0, 80, 9):
        clock.pass_by(timedelta(days=days))
        log.note(visit(1))
    assert destroy_old(tmp_path, clock.now) == 0
    clock.pass_by(timedelta(days=2))
    assert destroy_old(tmp_path, clock.now) == 1
    assert len(traffic.files(tmp_path)) == 2
    log.close()


async def test_whatever_is_sent_leaves_a_record_without_secrets(store: Store, tmp_path: Path) -> None:
    pair = KeyPair.make()
    async with serving(store, SAKET_TRAFFIC_KEY=pair.public, SAKET_DATA=str(tmp_path)) as service:
        posted = await service.post()
        await service.call("DELETE", f"/comments/api/receipts/{posted['receipt']}")
        await service.send("")
        await service.get(f"/comments/threads?url={POST}")
    ((_, path),) = traffic.files(tmp_path / TRAFFIC)
    records = [json.loads(record.data or b"{}") for record in traffic.read(path, pair.private)]
    assert [(each["method"], each["status"]) for each in records] == [("POST", 201), ("DELETE", 200), ("POST", 422)]
    assert [each["comment"] for each in records] == [posted["id"], posted["id"], None]
    assert posted["receipt"] not in json.dumps(records)
    assert {each["address"] for each in records} == {"127.0.0.1"}


def test_the_command_line_exports_and_erases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("SAKET_DATA", str(tmp_path))
    monkeypatch.setenv("SAKET_BASE_URL", "http://roiet.example")
    receipt = asyncio.run(_written(tmp_path))

    def run(*words: str) -> tuple[object, bytes]:
        with pytest.raises(SystemExit) as ended:
            main(["privacy", *words])
        return ended.value.code, capsysbinary.readouterr().out

    status, out = run("export", "--email", "ME@b.example")
    assert (status, [json.loads(line)["email"] for line in out.splitlines()]) == (0, ["me@b.example"])
    assert run("erase", "--email", "me@b.example")[0] == 2, "without a word about the proof"
    assert run("erase", "--email", "me@b.example", "--proof", "บัตร") == (0, b"erased: 1 comments\n")
    assert run("export", "--email", "me@b.example") == (0, b"")
    assert found_in(tmp_path / "store", ("me@b.example",)) == set()
    assert json.loads(run("export", "--receipt", receipt)[1])["status"] == "erased"
    assert run("export", "--receipt", receipt + "x")[0] == 1
    assert run("purge")[0] == 0
    assert run("key")[1].startswith(b"SAKET_TRAFFIC_KEY=")
    monkeypatch.setattr(sys, "stdin", io.StringIO(KeyPair.make().private))
    assert run("traffic") == (0, b"")


async def _written(folder: Path) -> str:
    async with own_store(StoreSettings(folder)) as store, serving(store) as service:
        posted = await service.post(email="me@b.example")
        assert await eventually_settled(store)
        return str(posted["receipt"])


async def eventually_settled(store: Store) -> bool:
    async def settled() -> bool:
        return int(await store.execute("ZCARD", "{queue}:dirty")) == 0

    await eventually(settled)
    return True
