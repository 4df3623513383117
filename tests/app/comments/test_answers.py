"""What follows a comment: work instead of waiting, reports by weight, feeds of answers, tombstones."""

import hashlib
from itertools import count
from typing import Any

from lxml import etree

from services.comments.proofs.proof_of_work import BITS
from tests.app.comments.conftest import POST, SOON, Service
from tests.support.forging import altered

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def done(task: str) -> str:
    """The work that a browser does."""
    for nonce in count():
        work = f"{task}:{nonce}"
        if int.from_bytes(hashlib.sha256(work.encode()).digest()) >> (256 - BITS) == 0:
            return work
    raise AssertionError


async def asked(service: Service, text: str, **fields: Any) -> str:
    status, problem = await service.send(text, work="", **fields)
    assert (status, problem["code"]) == (409, "work-needed"), problem
    task, bits = problem["detail"].split()
    assert int(bits) == BITS
    return str(task)


async def test_work_is_asked_for_only_in_doubt_and_only_of_scripts(service: Service) -> None:
    assert (await service.post("ชัดเจน", work=""))["status"] == "published"
    assert (await service.post("doubtful"))["status"] == "held", "no script"
    assert (await service.post("unscored", work=""))["status"] == "held", "nothing to settle"
    assert (await service.post("spam", work=""))["status"] == "rejected"
    task = await asked(service, "doubtful 2", key="k")
    posted = await service.post("doubtful 2", work=done(task), key="k")
    assert posted["status"] == "published"


async def test_work_is_good_for_one_text_and_a_while(service: Service) -> None:
    work = done(await asked(service, "doubtful 1"))
    assert (await service.send("doubtful 2", work=work))[0] == 409
    assert (await service.send("doubtful 1", work=altered(work)))[0] == 409
    assert (await service.send("doubtful 1", work="ก" * 50))[0] == 409
    service.clock.pass_by(SOON * 11)
    assert (await service.send("doubtful 1", work=work))[0] == 409


async def report(service: Service, identity: str, address: str, cookie: str = "") -> str:
    """Report as a browser at this address; the cookie that it keeps."""
    headers = {"X-Forwarded-For": address, **({"Cookie": f"saket-reader={cookie}"} if cookie else {})}
    service.client.session.cookie_jar.clear()
    async with service.client.post(
        "/comments/reports", data={"id": identity}, headers=headers, allow_redirects=False
    ) as response:
        assert response.status == 303
        kept = response.cookies["saket-reader"]
        assert kept["httponly"]
        return kept.value


async def test_a_reader_counts_once_whatever_the_browser_forgets(proxied: Service) -> None:
    posted = await proxied.post()
    for number in range(5):
        await report(proxied, posted["id"], f"203.0.113.{number}")
    assert len(await proxied.listed()) == 1, "one household"
    name = await report(proxied, posted["id"], "198.51.100.1")
    await report(proxied, posted["id"], "192.0.2.1", name)
    assert len(await proxied.listed()) == 1, "one browser on the move"
    await report(proxied, posted["id"], "192.0.2.2")
    assert await proxied.listed() == []


async def test_who_was_right_weighs_more_and_who_was_wrong_less(proxied: Service) -> None:
    right, wrong = "", ""
    for number in range(8):
        good, bad = await proxied.post(f"ดี {number}"), await proxied.post(f"แย่ {number}")
        right = await report(proxied, bad["id"], f"10.1.{number}.1", right)
        wrong = await report(proxied, good["id"], f"10.2.{number}.1", wrong)
        await proxied.decide("reject", bad["id"])
        await proxied.decide("reject", good["id"])
        await proxied.decide("approve", good["id"])
    target = await proxied.post("เป้าหมาย")
    for number, name in enumerate((wrong, "", "")):
        await report(proxied, target["id"], f"10.3.{number}.1", name)
    assert target["id"] in {item["id"] for item in await proxied.listed()}, "0.2 + 1 + 1 is not enough"
    await report(proxied, target["id"], "10.3.9.1", right)
    assert target["id"] not in {item["id"] for item in await proxied.listed()}
    (item,) = await proxied.queue(reason="report")
    assert item["id"] == target["id"]


async def test_answers_have_a_feed_and_are_counted(service: Service) -> None:
    first = await service.post("คำถาม")
    service.clock.pass_by(SOON)
    answer = await service.post("คำตอบ", parent=first["id"])
    await service.post("คำตอบของคำตอบ", parent=answer["id"])
    _, text = await service.get("/comments/feeds/replies.atom", params={"id": first["id"]})
    root = etree.fromstring(text.encode())
    (entry,) = root.findall(f"{ATOM}entry")
    about = entry.find(f"{THREAD}in-reply-to")
    assert about is not None
    assert about.get("source", "").endswith("feeds/thread.atom?url=http%3A%2F%2Froiet.example%2Fposts%2Fstrategy")
    links = {link.get("rel"): link for link in entry.findall(f"{ATOM}link")}
    assert links["replies"].get(f"{THREAD}count") == "1"
    assert links["replies"].get(f"{THREAD}updated") == "2026-03-01T09:01:00+07:00"
    assert entry.findtext(f"{THREAD}total") == "1"
    assert 'rel="hub"' in text
    for form in ("rss", "json"):
        assert (await service.get(f"/comments/feeds/replies.{form}", params={"id": first["id"]}))[0] == 200
    held = await service.post("doubtful")
    for missing in (held["id"], "nonsense", ""):
        assert (await service.get("/comments/feeds/replies.atom", params={"id": missing}))[0] == 404


async def test_what_is_gone_leaves_a_tombstone(service: Service) -> None:
    gone, spam, held = await service.post("ถอน"), await service.post("กลายเป็นสแปม"), await service.post("doubtful")
    service.clock.pass_by(SOON)
    await service.call("DELETE", f"/comments/api/receipts/{gone['receipt']}")
    await service.decide("spam", spam["id"])
    await service.decide("spam", held["id"])
    for path in (f"/comments/feeds/thread.atom?url={POST}", "/comments/feeds/all.atom"):
        _, text = await service.get(path)
        tombstones = etree.fromstring(text.encode()).findall(DELETED)
        assert {each.get("ref", "").rpartition("/")[2] for each in tombstones} == {gone["id"], spam["id"]}
        assert {each.get("when") for each in tombstones} == {"2026-03-01T09:01:00+07:00"}
        assert (await service.get(path))[1] == text, "byte for byte"
    await service.decide("approve", spam["id"])
    _, text = await service.get("/comments/feeds/all.atom")
    (left,) = etree.fromstring(text.encode()).findall(DELETED)
    assert left.get("ref", "").endswith(gone["id"])
