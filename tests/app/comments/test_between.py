"""What others do between a look at a comment and the write that follows it."""

from collections.abc import Awaitable, Callable

import pytest

from services.comments.model import Comment
from services.comments.storage.reports import RedisReports
from services.comments.writing.writer import Plan, Writer
from shared.store.client import Store
from tests.app.comments.conftest import Service
from tests.app.comments.test_campaigns import AD, a_campaign, campaign_of

Between = Callable[[], Awaitable[object]]


def once_before_the_next_write(monkeypatch: pytest.MonkeyPatch, between: Between) -> None:
    change = Writer.change

    async def changed(self: Writer, identity: str, plan: Plan) -> Comment:
        monkeypatch.setattr(Writer, "change", change)
        await between()
        return await self.change(identity, plan)

    monkeypatch.setattr(Writer, "change", changed)


async def reports_kept(store: Store) -> list[str]:
    return [key.decode() async for key in store.scan("{t:*}:reports:*")] + [
        key.decode() async for key in store.scan("{reader:*}")
    ]


async def members(store: Store, identity: str) -> list[str]:
    """The campaigns that count a comment."""
    pairs = [pair.decode().split(" ") for pair in await store.execute("ZRANGE", "{campaigns}:members", 0, -1)]
    return [campaign for campaign, comment in pairs if comment == identity]


async def test_a_report_that_comes_while_its_comment_is_erased_does_not_stay(
    service: Service, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = await service.post()

    async def report() -> None:
        assert (await service.call("POST", f"/comments/api/comments/{posted['id']}/reports"))[0] == 202

    once_before_the_next_write(monkeypatch, report)
    assert (await service.call("POST", f"/comments/api/receipts/{posted['receipt']}/erase"))[0] == 200
    assert await reports_kept(store) == []


async def test_a_report_on_what_is_erased_before_it_is_counted_does_not_stay(
    service: Service, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted, report = await service.post(), RedisReports.report

    async def slow(self: RedisReports, *given: object) -> float:
        assert (await service.call("POST", f"/comments/api/receipts/{posted['receipt']}/erase"))[0] == 200
        return await report(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(RedisReports, "report", slow)
    assert (await service.call("POST", f"/comments/api/comments/{posted['id']}/reports"))[0] == 202
    assert await reports_kept(store) == []


async def test_an_edit_that_comes_too_late_changes_no_campaign(
    service: Service, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_campaign(service)
    posted = await service.post(AD, author="คนช้า")
    campaign = await campaign_of(service, posted["id"])
    receipt = f"/comments/api/receipts/{posted['receipt']}"

    async def reject() -> None:
        await service.decide("reject", posted["id"])

    once_before_the_next_write(monkeypatch, reject)
    other = "ขอทราบกำหนดการซ่อมถนนสายบ้านหนองแวงถึงบ้านโนนสูง และงบประมาณที่ใช้ ขอบคุณเจ้าหน้าที่ทุกท่าน"
    assert (await service.call("PATCH", receipt, json={"text": other}))[0] == 409
    assert await members(store, posted["id"]) == [campaign]


@pytest.mark.parametrize("text", [AD, "ขอทราบกำหนดการซ่อมถนนสายบ้านหนองแวงถึงบ้านโนนสูง และงบประมาณที่ใช้ ขอบคุณเจ้าหน้าที่ทุกท่าน"])
async def test_an_edit_of_what_is_erased_meanwhile_leaves_no_trace(
    service: Service, store: Store, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    posted = await service.post(AD)

    async def erase() -> None:
        assert (await service.call("POST", f"/comments/api/receipts/{posted['receipt']}/erase"))[0] == 200

    once_before_the_next_write(monkeypatch, erase)
    receipt = f"/comments/api/receipts/{posted['receipt']}"
    assert (await service.call("PATCH", receipt, json={"text": f"{text} ครับ"}))[0] == 409
    assert await members(store, posted["id"]) == []


async def test_an_edit_that_says_the_same_is_counted_once(service: Service, store: Store) -> None:
    *_, last = await a_campaign(service)
    campaign = await campaign_of(service, last)
    posted = await service.post(AD, author="คนแก้")
    receipt = f"/comments/api/receipts/{posted['receipt']}"
    assert (await service.call("PATCH", receipt, json={"text": f"{AD} 🔥"}))[0] == 200
    assert await members(store, posted["id"]) == [campaign]
    path = f"/comments/api/moderation/campaigns/{campaign}"
    assert (await service.get(path, staff=True))[1]["count"] == 4
