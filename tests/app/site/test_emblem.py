"""The emblem: sent as a picture, looked at, and only then shown to readers; from the console in one go."""

from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from services.cli.main import main
from shared.staff.model import Role
from tests.app.site.conftest import Process, Start, parsed

pytestmark = pytest.mark.store

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def drawn(kind: str = "PNG", mode: str = "RGBA") -> bytes:
    body = BytesIO()
    image = Image.new(mode, (600, 600))
    image.paste("teal", (50, 50, 550, 550))
    image.save(body, kind)
    return body.getvalue()


@pytest.fixture
async def site(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Process:
    monkeypatch.chdir(tmp_path)  # uploads lie in a folder of their own
    site = await start()
    await site.log_in(Role.ADMIN)
    return site


async def sent(site: Process, body: bytes | None, name: str = "emblem.png", csrf: str | None = None) -> str:
    """Where the form with a file leads."""
    page = parsed(await site.text("/settings"))
    form = aiohttp.FormData()
    form.add_field("csrf", page.xpath("//form[contains(@enctype, 'multipart')]//input[@name='csrf']/@value")[0])
    form.add_field("files", b"" if body is None else body, filename=name if body is not None else "")
    response = await site.client.post("/settings/emblem", data=form, allow_redirects=False)
    assert response.status == 303, await response.text()
    return response.headers["Location"]


@pytest.mark.parametrize(
    ("kind", "mode", "kept"), [("PNG", "RGBA", "png"), ("JPEG", "RGB", "jpg"), ("WEBP", "RGBA", "png")]
)
async def test_it_is_looked_at_before_readers_see_it(site: Process, kind: str, mode: str, kept: str) -> None:
    place = await sent(site, drawn(kind, mode))
    page = parsed(await site.text(place))
    (path,) = page.xpath("//section[contains(@class, 'emblem')]//input[@name='emblem']/@value")
    assert path.endswith(f"/600x600.{kept}")
    (small,) = set(page.xpath("//section[contains(@class, 'emblem')]//img/@src"))
    shown = await site.client.get(small)
    assert (shown.status, shown.headers["Content-Type"]) == (200, "image/webp")
    assert page.xpath("//header//img/@src") != [small]
    chosen = page.xpath("//section[contains(@class, 'emblem')]//form")[0]
    saved = await site.client.post("/settings", data=dict(chosen.form_values()), allow_redirects=False)
    assert saved.headers["Location"] == "/settings?saved=1"
    after = parsed(await site.text("/settings"))
    assert after.xpath("//header//img/@src") == [small]
    assert (await site.client.delete(f"/api/media/{path.split('/')[2]}", headers=site.token)).status == 409
    back = after.xpath("//section[contains(@class, 'emblem')]//form")[0]
    await site.client.post("/settings", data=dict(back.form_values()))
    assert parsed(await site.text("/")).xpath("//header//img/@src") != [small]
    assert "จังหวัดร้อยเอ็ด" in await site.text("/")  # nothing else was changed


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (SVG, "PNG, JPEG"),
        (b"%PDF-1.7\n%%EOF" + b" " * 80, "PNG, JPEG"),
        (b"GIF89a" + b"\0" * 100, "PNG, JPEG"),
        (drawn()[:300], "เสียหาย"),
        (b"", "ว่างเปล่า"),
        (None, "กรุณาเลือก"),
    ],
)
async def test_what_is_no_emblem_is_said(site: Process, body: bytes | None, words: str) -> None:
    page = parsed(await site.text(await sent(site, body)))
    assert words in page.xpath("string(//*[@id='emblem-problem'])")
    assert page.xpath("//input[@id='emblem']/@aria-invalid") == ["true"]
    assert page.xpath("//section[contains(@class, 'emblem')]//input[@name='emblem']") == []


async def test_only_administrators_send_one(site: Process) -> None:
    form = {"csrf": "wrong", "files": BytesIO(drawn())}
    assert (await site.client.post("/settings/emblem", data=form)).status == 403
    site.client.session.cookie_jar.clear()
    assert (await site.client.post("/settings/emblem", data={"files": BytesIO(drawn())})).status == 401
    await site.log_in(Role.MODERATOR)
    assert (await site.client.post("/settings/emblem", data={"files": BytesIO(drawn())})).status == 403


async def test_an_address_of_elsewhere_is_not_looked_at(site: Process) -> None:
    page = parsed(await site.text("/settings?emblem=https://elsewhere.example/x.png"))
    assert page.xpath("//input[@name='emblem']") == []


def test_the_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SAKET_DATA", str(tmp_path / "var"))
    (tmp_path / "emblem.png").write_bytes(drawn())
    (tmp_path / "emblem.svg").write_bytes(SVG)

    def saket(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return int(str(ended.value.code or 0)), out, err

    status, out, _ = saket("site", "set", "emblem", str(tmp_path / "emblem.png"), "title=จังหวัดเลย")
    assert status == 0
    path = out.splitlines()[0].removeprefix("emblem=")
    assert (tmp_path / "var" / "media" / path.split("/")[2][:2] / path.removeprefix("/media/")).is_file()
    status, _, err = saket("site", "set", f"emblem={tmp_path / 'emblem.svg'}")
    assert (status, "unsupported-media-type" in err) == (2, True)
    assert saket("site", "set", "emblem", str(tmp_path / "nothing.png"))[0] != 0
    assert f"emblem={path}\n" in saket("site", "show")[1]
    assert saket("site", "set", "emblem=")[0] == 0
