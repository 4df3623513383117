"""What the province is called and looks like: set through the API, the form and the console, shown everywhere."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientResponse

from services.cli.main import main
from shared.staff.model import Role
from tests.app.site.conftest import Process, Start, parsed
from tests.support.province import eventually

pytestmark = pytest.mark.store

EMBLEM = f"/media/{'a' * 32}/600x600.png"
FULL = {
    "title": "จังหวัดขอนแก่น",
    "subtitle": "เมืองหมอแคน",
    "emblem": EMBLEM,
    "accent": "#7a1f5c",
    "languages": ["th"],
    "address": "ศาลากลางจังหวัดขอนแก่น\nถนนศูนย์ราชการ",
    "phone": "043 236 882",
    "email": "office@khonkaen.example",
    "agencies": ["สำนักงานจังหวัด", "สำนักงานเกษตรจังหวัด"],
    "province": "ขอนแก่น",
}


@pytest.fixture
async def site(start: Start) -> Process:
    return await start()


async def patched(site: Process, body: object, **headers: str) -> ClientResponse:
    return await site.client.patch("/api/site", json=body, headers={**site.token, **headers})


async def test_before_anything_is_set_the_variables_hold(site: Process) -> None:
    item = await (await site.client.get("/api/site")).json()
    assert (item["title"], item["version"], item["languages"]) == ("จังหวัดร้อยเอ็ด", 0, ["th", "en"])
    page = parsed(await site.text("/"))
    assert page.xpath("//footer//address") == []
    assert "Contact: http://roiet.example/\n" in await site.text("/.well-known/security.txt")


async def test_everything_that_is_set_is_shown(site: Process) -> None:
    await site.client.post("/api/posts", json={"title": "ข่าว", "content": "<p>ก</p>"}, headers=site.token)
    assert "จังหวัดร้อยเอ็ด" in await site.text("/feeds/posts.atom")
    response = await patched(site, FULL)
    assert response.status == 200, await response.text()
    item = await response.json()
    assert item["province_names"] == {"th": "ขอนแก่น", "en": "Khon Kaen"}
    assert response.headers["ETag"] == '"1"'
    for path in ("/", "/strategy/", "/planet/", "/archive"):
        page = parsed(await site.text(path))
        assert "จังหวัดขอนแก่น" in page.findtext(".//title")
        assert page.xpath("//header//img/@src") == [f"/media/{'a' * 32}/480.webp"]
        (address,) = page.xpath("//footer//address")
        assert "ถนนศูนย์ราชการ" in address.text_content()
        assert address.xpath(".//a/@href") == ["tel:043236882", "mailto:office@khonkaen.example"]
        assert page.xpath("//header//a[@hreflang='en']") == []
        assert "/site.css?v=7a1f5c" in page.xpath("//link[@rel='stylesheet']/@href")
    feed = await site.text("/feeds/posts.atom")
    assert "จังหวัดขอนแก่น" in feed
    assert "จังหวัดร้อยเอ็ด" not in feed
    for path in ("/comments/feeds/all.atom", "/planet/feeds/all.atom", "/feeds/posts.json"):
        assert "จังหวัดขอนแก่น" in await site.text(path)
    assert "Contact: mailto:office@khonkaen.example\n" in await site.text("/.well-known/security.txt")
    icon = await site.client.get("/favicon.ico", allow_redirects=False)
    assert icon.headers["Location"].endswith("/480.webp")


async def test_a_language_that_is_not_offered_is_not_served(site: Process) -> None:
    assert "Follow the news" in await site.text("/?lang=en")
    await patched(site, {"languages": ["th"]})
    for path in ("/?lang=en", "/strategy/?lang=en", "/planet/?lang=en", "/login?lang=en"):
        response = await site.client.get(path)
        page = parsed(await response.text())
        assert (page.get("lang"), response.headers["Content-Language"]) == ("th", "th"), path
        assert "ติดตามข่าว" in page.text_content()
        assert [link for link in page.xpath("//main//a/@href | //header//a/@href") if "lang=" in link] == []
    missing = await site.client.get("/nowhere?lang=en", headers={"Accept": "text/html"})
    assert (missing.status, missing.headers["Content-Language"]) == (404, "th")
    program = await site.client.get("/api/posts/nothing", headers={"Accept-Language": "en"})
    assert program.headers["Content-Language"] == "th"


async def test_the_first_language_is_that_of_addresses_which_name_none(site: Process) -> None:
    await patched(site, {"languages": ["en", "th"]})
    page = parsed(await site.text("/"))
    assert page.get("lang") == "en"
    assert page.xpath("//header//a[@hreflang='th']/@href") == ["/?lang=th"]
    assert "/follow" in page.xpath("//footer//a/@href")
    thai = parsed(await site.text("/?lang=th"))
    assert thai.get("lang") == "th"
    assert thai.xpath("//header//a[@hreflang='en']/@href") == ["/"]
    assert "/follow?lang=th" in thai.xpath("//footer//a/@href")
    found = parsed(await site.text("/search?lang=th"))
    assert found.xpath("//main//input[@name='lang']/@value") == ["th"]
    await site.log_in(Role.ADMIN)
    form = parsed(await site.text("/settings?lang=th"))
    assert form.xpath("//input[@name='languages'][@checked]/@value") == ["en th"]
    fields = {**dict(form.forms[-1].form_values()), "languages": "th"}
    saved = await site.client.post("/settings?lang=th", data=fields, allow_redirects=False)
    assert parsed(await site.text(saved.headers["Location"])).get("lang") == "th"
    assert (await (await site.client.get("/api/site")).json())["languages"] == ["th"]


async def test_the_colour_is_a_stylesheet_that_may_be_kept(site: Process) -> None:
    await patched(site, {"accent": "#7a1f5c"})
    named = await site.client.get("/site.css?v=7a1f5c")
    assert "--accent: #7a1f5c" in await named.text()
    assert "immutable" in named.headers["Cache-Control"]
    old = await site.client.get("/site.css?v=0f5c55")
    assert old.headers["Cache-Control"] == "no-cache"


async def test_errors_come_all_at_once_and_nothing_is_set(site: Process) -> None:
    bad = {"title": "ใหม่", "accent": "#ffff00", "email": "office@", "languages": ["en"], "province": "กรุงเก่า"}
    response = await patched(site, bad)
    problem = await response.json()
    assert (response.status, problem["code"]) == (422, "invalid-input")
    assert {each["field"] for each in problem["errors"]} == {"accent", "email", "languages", "province"}
    assert (await patched(site, {"colour": "#000000"})).status == 400
    assert (await (await site.client.get("/api/site")).json())["version"] == 0


async def test_of_two_who_change_the_same_version_one_is_told(site: Process) -> None:
    first = {"If-Match": '"0"'}
    answers = await asyncio.gather(*(patched(site, {"title": f"จังหวัด {n}"}, **first) for n in range(5)))
    assert sorted(answer.status for answer in answers) == [200, 412, 412, 412, 412]
    # Those who name no version all come through, one after another.
    answers = await asyncio.gather(*(patched(site, {"title": f"จังหวัด {n}"}) for n in range(5)))
    assert [answer.status for answer in answers] == [200] * 5
    assert (await (await site.client.get("/api/site")).json())["version"] == 6


async def test_an_empty_value_goes_back_to_the_default(site: Process) -> None:
    await patched(site, FULL)
    await patched(site, {"title": "", "agencies": [], "province": "", "accent": " "})
    item = await (await site.client.get("/api/site")).json()
    kept = (item["title"], item["agencies"], item["province"], item["accent"], item["subtitle"])
    assert kept == ("จังหวัดร้อยเอ็ด", [], "", "#0f5c55", "เมืองหมอแคน")


async def test_other_processes_show_it_soon(start: Start) -> None:
    one, two = await start(), await start()
    await one.client.post("/api/posts", json={"title": "ข่าว", "content": "<p>ก</p>"}, headers=one.token)
    for path in ("/", "/strategy/", "/feeds/posts.atom"):
        assert "จังหวัดร้อยเอ็ด" in await two.text(path)
    await patched(one, {"title": "จังหวัดเลย"})

    async def shown() -> bool:
        return all(["จังหวัดเลย" in await two.text(path) for path in ("/", "/strategy/", "/feeds/posts.atom")])

    await eventually(shown)


async def test_the_form_for_administrators(site: Process) -> None:
    stranger = await site.client.get("/settings", allow_redirects=False)
    assert stranger.headers["Location"] == "/login?next=/settings"
    await site.log_in(Role.ADMIN)
    page = parsed(await site.text("/settings"))
    assert "/settings" in page.xpath("//header//nav//a/@href")
    form = page.forms[-1] if page.forms[-1].get("action") == "/settings" else page.forms[0]
    fields = {**dict(form.form_values()), "title": "จังหวัดเลย", "accent": "#ffcc00", "email": "ที่ว่าการ"}
    refused = await site.client.post("/settings", data=fields)
    page = parsed(await refused.text())
    assert refused.status == 422
    assert page.xpath("//*[@class='problem']/@id") == ["accent-problem", "email-problem"]
    assert page.xpath("//input[@name='title']/@value") == ["จังหวัดเลย"]
    good = {**fields, "accent": "#7a1f5c", "email": ""}
    saved = await site.client.post("/settings", data=good, allow_redirects=False)
    assert (saved.status, saved.headers["Location"]) == (303, "/settings?saved=1")
    assert "จังหวัดเลย" in await site.text("/")
    late = await site.client.post("/settings", data={**good, "title": "จังหวัดน่าน"}, allow_redirects=False)
    assert late.status == 409
    assert "จังหวัดน่าน" in await late.text()
    assert "จังหวัดน่าน" not in await site.text("/")


async def test_a_moderator_may_not(site: Process) -> None:
    await site.log_in(Role.MODERATOR)
    assert (await site.client.get("/settings")).status == 403


def test_the_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SAKET_DATA", str(tmp_path / "var"))

    def saket(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return int(str(ended.value.code or 0)), out, err

    status, out, _ = saket("site", "set", "title=จังหวัดเลย", "province=Loei", "agencies=สำนักงานจังหวัด;อำเภอ")
    assert status == 0
    assert out.startswith("title=จังหวัดเลย\nprovince=TH-42\nagencies=สำนักงานจังหวัด\\nอำเภอ\n")
    status, _, err = saket("site", "set", "title=ใหม่", "accent=yellow", "phone=โทรมา", "colour=#000000")
    assert status == 2
    assert [line.split(":")[0] for line in err.replace("saket: ", "").splitlines()] == ["accent", "phone", "colour"]
    assert saket("site", "set", "จังหวัดเลย")[0] == 2
    status, out, _ = saket("site", "show")
    assert "title=จังหวัดเลย\n" in out
    assert "accent=#0f5c55\n" in out
    assert saket("site", "set", *out.splitlines())[0] == 0
