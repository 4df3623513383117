"""Entries that have neither id nor address, polled again and again while their publisher edits them."""

from collections.abc import Sequence

import pytest

from tests.app.aggregator.harness import Planet
from tests.support.origin import Origin, Reply

DATE = "Mon, 05 Jan 2026 09:30:00 +0700"
NEXT = "Tue, 06 Jan 2026 09:30:00 +0700"
FLOOD = "น้ำท่วมถนนสายหลักในอำเภอเมืองร้อยเอ็ด ขอให้ประชาชนหลีกเลี่ยงเส้นทางจนกว่าจะมีประกาศเปลี่ยนแปลง"
FAIR = "ขอเชิญชมงานแสดงสินค้าโอทอปที่หอประชุมจังหวัดตลอดสัปดาห์หน้า เข้าชมโดยไม่เสียค่าใช้จ่าย"
Item = tuple[str, str, str]


def rss(*items: Item) -> bytes:
    dates = [f"<pubDate>{date}</pubDate>" if date else "" for _, _, date in items]
    written = "".join(
        f"<item><title>{title}</title><description>{text}</description>{date}</item>"
        for (title, text, _), date in zip(items, dates, strict=True)
    )
    return f'<rss version="2.0"><channel><title>ข่าว</title>{written}</channel></rss>'.encode()


async def lived(planet: Planet, origin: Origin, *windows: Sequence[Item]) -> list[tuple[str, str]]:
    """(title, summary) of what is kept once the source has shown each of these windows, the latest first."""
    origin.on("/feed", *(Reply(body=rss(*window)) for window in windows))
    source = await planet.follow(origin.url("/feed"))
    for _ in windows[1:]:
        await planet.poll(source)
    return [(each["title"], each["summary"]) for each in (await planet.get("/api/entries"))["items"]]


EDITS: list[tuple[str, list[list[Item]]]] = [
    ("text", [[("น้ำท่วม", FLOOD, DATE)], [("น้ำท่วม", f"{FLOOD} เพิ่มเติม", DATE)]]),
    ("title", [[("น้ำท่วม", FLOOD, DATE)], [("น้ำท่วมใหญ่", FLOOD, DATE)]]),
    ("date only", [[("น้ำท่วม", FLOOD, DATE)], [("น้ำท่วม", FLOOD, NEXT)]]),
    ("no date", [[("น้ำท่วม", FLOOD, "")], [("น้ำท่วม", FLOOD.replace("เมือง", "เสลภูมิ"), "")]]),
    ("again and again", [[("น้ำท่วม", FLOOD + mark, DATE)] for mark in ("", " ก", " ข", " ก", "", " ค")]),
    ("rewritten", [[("น้ำท่วม", FLOOD, DATE)], [("น้ำท่วม", f"แก้ไข: {FLOOD[:40]} {FAIR}", DATE)]]),
]


@pytest.mark.parametrize(("name", "windows"), EDITS, ids=[name for name, _ in EDITS])
async def test_an_edit_is_no_second_entry(planet: Planet, origin: Origin, name: str, windows: list[list[Item]]) -> None:
    del name
    beside = ("งานโอทอป", FAIR, DATE)
    kept = await lived(planet, origin, *([*window, beside] for window in windows))
    last = windows[-1][0]
    assert sorted(kept) == sorted([(last[0], last[1]), beside[:2]])


OTHERS: list[tuple[str, list[list[Item]]]] = [
    ("another of the same day", [[("น้ำท่วม", FLOOD, DATE)], [("งานโอทอป", FAIR, DATE)]]),
    ("the next report", [[("รายงานประจำวัน", FLOOD, DATE)], [("รายงานประจำวัน", f"{FLOOD} ต่อ", NEXT)]]),
    ("the next number", [[("ประกาศ ฉบับที่ 5", FLOOD, "")], [("ประกาศ ฉบับที่ ๖", FLOOD, "")]]),
    ("it is still there", [[("น้ำท่วม", FLOOD, DATE)], [("น้ำท่วม", FLOOD, DATE), ("น้ำท่วม", f"{FLOOD} ต่อ", DATE)]]),
]


@pytest.mark.parametrize(("name", "windows"), OTHERS, ids=[name for name, _ in OTHERS])
async def test_what_only_reads_alike_is_another_entry(
    planet: Planet, origin: Origin, name: str, windows: list[list[Item]]
) -> None:
    del name
    assert len(await lived(planet, origin, *windows)) == 2


async def test_the_edited_entry_keeps_its_name_and_place(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", *(Reply(body=rss(("น้ำท่วม", f"{FLOOD} {mark}", DATE))) for mark in ("ก", "ข", "ข", "ค")))
    source = await planet.follow(origin.url("/feed"))
    first = (await planet.get("/api/entries"))["items"][0]
    outcomes = [await planet.poll(source) for _ in range(3)]
    last = (await planet.get("/api/entries"))["items"][0]
    assert [(each["new"], each["changed"]) for each in outcomes] == [(0, 1), (0, 0), (0, 1)]
    assert (last["id"], last["first_seen"]) == (first["id"], first["first_seen"])
    assert last["summary"].endswith("ค")
