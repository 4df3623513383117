"""``saket planet``: add, poll, explain, remove and import from a terminal, in the terminal's language."""

import asyncio
import sys
from pathlib import Path

from tests.app.aggregator.feeds import atom, item
from tests.support.origin import Origin, Reply

_COMMAND = (sys.executable, "-m", "services.cli.main", "planet")


async def planet(folder: Path, origin: Origin, *words: str, status: int = 0, lang: str = "th_TH.UTF-8") -> str:
    """What a command prints."""
    process = await asyncio.create_subprocess_exec(
        *_COMMAND,
        *words,
        env={"SAKET_DATA": str(folder), "SAKET_ALLOW_HOSTS": f"127.0.0.1:{origin.port}", "LANG": lang},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    assert process.returncode == status, (out + err).decode()
    return out.decode()


async def test_a_source_from_beginning_to_end(tmp_path: Path) -> None:
    async with Origin() as origin:
        page = b'<!doctype html><html><link rel="alternate" type="application/atom+xml" href="/feed">'
        origin.on("/", Reply(body=page))
        origin.on("/feed", Reply(body=atom(item(1), item(2)), headers={"Cache-Control": "max-age=7200"}))
        added = await planet(tmp_path, origin, "add", origin.url("/"), "--group", "อีสาน")
        assert f"ฟีดของหน้านั้นคือ {origin.url('/feed')}" in added
        assert "จังหวัดขอนแก่น: ข่าวใหม่ 2 รายการ" in added
        assert "มีอยู่แล้ว" in await planet(tmp_path, origin, "add", origin.url("/"))

        why = await planet(tmp_path, origin, "explain", origin.url("/"))
        assert "เข้าไปดูครั้งต่อไป" in why
        assert " 25" in why, "Buddhist years"
        english = await planet(tmp_path, origin, "explain", origin.url("/"), lang="C")
        assert "Next visit: " in english
        assert "once a day is the least" in english
        assert f"It is fetched from {origin.url('/feed')}." in english

        origin.on("/feed", Reply(status=503, headers={"Retry-After": "7200"}))
        assert "(http-status)" in await planet(tmp_path, origin, "poll", origin.url("/"), status=1)
        assert "(Retry-After)" in await planet(tmp_path, origin, "explain", origin.url("/"))

        assert "ลบแล้ว" in await planet(tmp_path, origin, "remove", origin.url("/"))
        await planet(tmp_path, origin, "explain", origin.url("/"), status=1)


async def test_a_list_is_imported_and_what_cannot_be_is_told(tmp_path: Path) -> None:
    outlines = "".join(f'<outline text="a" xmlUrl="http://127.0.0.1/{number}"/>' for number in range(3))
    listed = tmp_path / "list.opml"
    listed.write_text(
        f'<opml version="2.0"><body><outline text="g">{outlines}<outline xmlUrl="ftp://x/"/></outline></body></opml>'
    )
    async with Origin() as origin:
        words = ("import-opml", str(listed))
        assert "3 added, 0 were there already, 1" in await planet(tmp_path, origin, *words, status=1, lang="C")
        assert "0 added, 3 were there already, 1" in await planet(tmp_path, origin, *words, status=1, lang="C")
        assert origin.received == [], "a list is not fetched at once"
