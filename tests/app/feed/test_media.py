"""``/api/media`` and ``/media/`` through HTTP: what is kept, what is refused, and that nothing is left behind."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from aiohttp import ClientResponse, FormData
from PIL import Image

from services.feed.app import FeedDeps, create_app
from services.feed.config import FeedConfig
from services.feed.media.model import MediaLimits
from shared.store.client import Store
from shared.web.kit import make_kit
from shared.web.server import compose
from tests.app.feed.harness import ORIGIN, Hands, Site, problem, until
from tests.support import pictures
from tests.support.site import bearer, client_of, session_of, settings
from tests.support.xml import parse

IMMUTABLE = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Album:
    """A site that takes pictures, and the folder it keeps them in."""

    site: Site
    folder: Path

    async def send(self, *files: bytes, alts: tuple[str, ...] = (), **headers: str) -> ClientResponse:
        form = FormData()
        for alt in alts:
            form.add_field("alt", alt)
        for number, body in enumerate(files):
            form.add_field("file", body, filename=f"{number}.bin", content_type="application/octet-stream")
        return await self.site.client.post("/api/media", data=form, headers=bearer(self.site.token) | headers)

    async def raw(self, body: Any, media_type: str, query: str = "") -> ClientResponse:
        headers = bearer(self.site.token) | {"Content-Type": media_type}
        return await self.site.client.post(f"/api/media{query}", data=body, headers=headers)

    async def kept(self, *files: bytes, alts: tuple[str, ...] = ()) -> dict[str, Any]:
        response = await self.send(*files, alts=alts)
        assert response.status == 201, await response.text()
        answer: dict[str, Any] = await response.json()
        return answer

    async def fetch(self, url: str) -> bytes:
        response = await self.site.get(urlsplit(url).path)
        assert response.status == 200
        return await response.read()

    def is_clean(self) -> bool:
        """Nothing is being worked on, or was left behind."""
        incoming = self.folder / "incoming"
        return not incoming.exists() or not any(incoming.iterdir())

    def uploads(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("??/*"))


@asynccontextmanager
async def opened(store: Store, data: Path, limits: MediaLimits, **variables: str) -> AsyncIterator[Album]:
    clock = Hands()
    kit = await make_kit(settings(**{"SAKET_LIMITS": "off", "SAKET_DATA": str(data), **variables}), store, clock)
    token = await kit.staff.add_token("officer", ["posts"])
    app = compose(kit, create_app(FeedConfig(3600, limits), FeedDeps(kit)), {}, landing="/")
    async with client_of(app) as client:
        yield Album(Site(client, kit, clock, token), data / "media")


@pytest.fixture
async def album(store: Store, tmp_path: Path) -> AsyncIterator[Album]:
    async with opened(store, tmp_path, MediaLimits(length=512 * 1024)) as album:
        yield album


async def test_a_photo_is_made_ready_for_the_web(album: Album) -> None:
    response = await album.send(pictures.photo(2000, 1000), alts=("ตลาดเช้า",))
    answer = await response.json()

    assert response.status == 201
    assert response.headers["Location"] == f"/api/media/{answer['id']}"
    assert answer["url"] == f"{ORIGIN}/media/{answer['id']}/1600x800.jpg"
    assert (answer["type"], answer["width"], answer["height"]) == ("image/jpeg", 1600, 800)
    assert answer["alt"] == "ตลาดเช้า"
    assert [(size["width"], size["height"]) for size in answer["sizes"]] == [(480, 240), (960, 480), (1600, 800)]
    for size in (answer, *answer["sizes"]):
        body = await album.fetch(size["url"])
        image = pictures.opened(body)
        assert (Image.MIME[image.format or ""], image.size) == (size["type"], (size["width"], size["height"]))
        assert len(body) == size["length"]
    assert await (await album.site.get(f"/api/media/{answer['id']}")).json() == answer
    assert album.is_clean()


async def test_a_photo_stands_upright_and_tells_nothing(album: Album) -> None:
    upload = pictures.photo(200, 100, orientation=6)
    assert pictures.opened(upload).getexif().get_ifd(0x8825)
    answer = await album.kept(upload)

    assert (answer["width"], answer["height"]) == (100, 200)
    for size in (answer, *answer["sizes"]):
        body = await album.fetch(size["url"])
        image = pictures.opened(body)
        top, bottom = image.convert("RGB").getpixel((50, 20)), image.convert("RGB").getpixel((50, 180))
        assert isinstance(top, tuple)
        assert isinstance(bottom, tuple)
        assert top[0] > bottom[0] + 100
        assert bottom[2] > top[2] + 100
        assert not image.getexif()
        assert not image.getexif().get_ifd(0x8825)
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(image.info)
        assert b"SECRET" not in body
    assert b"SECRET" not in b"".join(path.read_bytes() for path in album.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP", "AVIF"])
async def test_every_kind_of_picture(album: Album, form: str) -> None:
    upload = pictures.encoded(pictures.halves(600, 300), form)
    response = await album.raw(upload, "image/png", f"?alt={quote('ภาพ')}")
    answer = await response.json()

    assert response.status == 201, answer
    assert (answer["type"], answer["width"], answer["alt"]) == ("image/jpeg", 600, "ภาพ")
    assert [size["width"] for size in answer["sizes"]] == [480, 600]


async def test_what_shines_through_goes_on_shining_through(album: Album) -> None:
    image = pictures.halves(100, 50, "RGBA")
    image.putalpha(90)
    answer = await album.kept(pictures.encoded(image, "PNG"))

    assert answer["url"].endswith("/100x50.png")
    for size in (answer, *answer["sizes"]):
        assert pictures.opened(await album.fetch(size["url"])).getchannel("A").getextrema() == (90, 90)


async def test_the_same_upload_is_kept_once(album: Album) -> None:
    first = await album.kept(pictures.photo(), alts=("เดิม",))
    again = await album.send(pictures.photo())
    renamed = await album.send(pictures.photo(), alts=("ใหม่",))

    assert (again.status, await again.json()) == (200, first)
    assert await renamed.json() == {**first, "alt": "ใหม่"}
    assert (await (await album.site.get(f"/api/media/{first['id']}")).json())["alt"] == "ใหม่"
    assert album.uploads() == [first["id"]]
    assert album.is_clean()


async def test_the_same_upload_at_the_same_time(album: Album) -> None:
    responses = await asyncio.gather(*(album.send(pictures.photo()) for _ in range(3)))

    assert sorted(response.status for response in responses) == [200, 200, 201]
    assert len({(await response.json())["id"] for response in responses}) == 1
    assert album.is_clean()


async def test_several_files_with_their_words(album: Album) -> None:
    answer = await album.kept(pictures.photo(), pictures.png(), pictures.photo(), alts=("หนึ่ง", "สอง"))

    assert [item["alt"] for item in answer["items"]] == ["หนึ่ง", "สอง", "หนึ่ง"]
    assert len(album.uploads()) == 2


async def test_one_bad_file_and_none_is_kept(album: Album) -> None:
    refused = await album.send(pictures.photo(), pictures.png_bomb(), pictures.png())

    assert await problem(refused) == (422, "invalid-input", {("file[1]", "too-many-pixels")})
    assert album.uploads() == []
    assert album.is_clean()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (pictures.png_bomb(), "too-many-pixels"),
        (pictures.gif_of(10_000), "too-many-frames"),
        (pictures.png(16_384, 1), "too-long-side"),
        (pictures.with_archive(pictures.photo()), "two-files-in-one"),
        (pictures.with_archive(pictures.pdf()), "two-files-in-one"),
        (pictures.photo(400, 400)[:-2000], "unreadable"),
        (pictures.png(400, 400)[:-300], "unreadable"),
        (pictures.png()[:40], "unreadable"),
        (pictures.encoded(pictures.halves(400, 400), "WEBP")[:-100], "unreadable"),
        (pictures.encoded(pictures.halves(400, 400), "AVIF")[:-100], "unreadable"),
        (pictures.pdf()[:-7], "unreadable"),
        (b"GIF89a", "unreadable"),
        (b"", "empty"),
    ],
)
async def test_hostile_files(album: Album, body: bytes, code: str) -> None:
    assert await problem(await album.send(body)) == (422, "invalid-input", {("file", code)})
    assert album.uploads() == []
    assert album.is_clean()


@pytest.mark.parametrize(
    "body",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!doctype html><p>x", b"PK\x03\x04" + bytes(99), b"BM" * 99],
)
async def test_other_types(album: Album, body: bytes) -> None:
    assert (await problem(await album.send(body)))[:2] == (415, "unsupported-media-type")
    assert (await problem(await album.raw(body, "image/png")))[:2] == (415, "unsupported-media-type")
    assert album.is_clean()


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/json", ""])
async def test_bodies_that_say_they_are_something_else(album: Album, media_type: str) -> None:
    assert (await problem(await album.raw(pictures.png(), media_type)))[:2] == (415, "unsupported-media-type")


async def test_a_few_frames_become_the_first(album: Album) -> None:
    frames = [pictures.halves(40, 20), pictures.halves(40, 20).rotate(180)]
    answer = await album.kept(pictures.encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))

    image = pictures.opened(await album.fetch(answer["sizes"][0]["url"]))
    left = image.convert("RGB").getpixel((5, 10))
    assert isinstance(left, tuple)
    assert left[0] > 150
    assert getattr(image, "n_frames", 1) == 1


async def test_files_that_are_too_large(album: Album) -> None:
    large = pictures.photo() + bytes(512 * 1024)

    async def dripping() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 64 * 1024):
            yield large[start : start + 64 * 1024]

    assert await problem(await album.send(large)) == (413, "too-large", set())
    assert await problem(await album.raw(large, "image/jpeg")) == (413, "too-large", set())
    assert await problem(await album.raw(dripping(), "image/jpeg")) == (413, "too-large", set())
    assert album.is_clean()


async def test_documents_are_for_saving(album: Album) -> None:
    answer = await album.kept(pictures.pdf(), alts=("แผนพัฒนาจังหวัด",))
    response = await album.site.get(urlsplit(answer["url"]).path)

    assert answer["url"].endswith(f"/{answer['id']}/document.pdf")
    assert (answer["type"], answer["width"], answer["sizes"]) == ("application/pdf", 0, [])
    assert await response.read() == pictures.pdf()
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_files_are_served_for_ever(album: Album) -> None:
    answer = await album.kept(pictures.photo())
    path = urlsplit(answer["sizes"][0]["url"]).path
    whole = await album.site.get(path)
    part = await album.site.get(path, Range="bytes=0-3")
    head = await album.site.client.head(path)
    known = await album.site.get(path, **{"If-None-Match": whole.headers["ETag"]})

    assert whole.headers["Cache-Control"] == head.headers["Cache-Control"] == IMMUTABLE
    assert whole.headers["Content-Type"] == head.headers["Content-Type"] == "image/webp"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (part.status, await part.read()) == (206, b"RIFF")
    assert head.headers["Content-Length"] == str(answer["sizes"][0]["length"])
    assert (known.status, known.headers["Cache-Control"]) == (304, IMMUTABLE)


@pytest.mark.parametrize(
    "name", ["facts.json", "481.webp", "0.webp", "64x33.jpg", "upload", "..%2f..%2fstore.json", "%2e%2e", "64.webp%00"]
)
async def test_names_that_were_never_given(album: Album, name: str) -> None:
    media = (await album.kept(pictures.photo()))["id"]

    assert (await album.site.get(f"/media/{media}/{name}")).status == 404
    assert (await album.site.get(f"/media/{'a' * 32}/64.webp")).status == 404
    assert (await album.site.get(f"/api/media/{name}")).status == 404


async def test_only_authors_upload(album: Album) -> None:
    kit, client = album.site.kit, album.site.client
    moderator = await kit.staff.add_token("moderator", ["moderation"])

    async def status(**headers: str) -> int:
        response = await client.post(
            "/api/media", data=pictures.png(), headers={"Content-Type": "image/png", **headers}
        )
        return response.status

    assert await status() == 401
    assert await status(**bearer(moderator)) == 403
    assert (await album.site.get("/api/media")).status == 401
    assert not album.folder.exists()
    await kit.staff.add_account("somsri", "publisher", "a long enough password")
    session = await session_of(kit, "somsri")
    member = await kit.staff.member(session)
    assert member is not None
    cookie = f"{kit.gate.cookie}={session}"
    assert await status(Cookie=cookie) == 403
    assert await status(**{"Cookie": cookie, "X-CSRF-Token": member.principal.csrf or ""}) == 201


async def test_what_no_post_shows_can_be_removed(album: Album) -> None:
    kept = await album.kept(pictures.png(10, 1))
    address, picture = f"/api/media/{kept['id']}", urlsplit(kept["url"]).path
    post = await album.site.post(content=f'<p><img src="{picture}" alt="นา"></p>')

    assert await problem(await album.site.send("DELETE", address)) == (409, "media-in-use", set())
    assert (await album.site.get(picture)).status == 200
    await album.site.send("DELETE", f"/api/posts/{post['id']}")
    assert (await album.site.client.delete(address)).status == 401
    assert (await album.site.send("DELETE", address)).status == 204
    assert (await album.site.get(picture)).status == 404
    assert (await album.site.send("DELETE", address)).status == 404
    assert (await (await album.site.send("GET", "/api/media")).json())["items"] == []
    assert album.is_clean()
    assert await album.kept(pictures.png(10, 1)) == kept


async def test_feeds_say_how_long_a_file_of_ours_is(album: Album) -> None:
    """Authors' programs name it by its address alone."""
    kept = await album.kept(pictures.pdf())
    await album.site.post(media=[kept["url"], "http://elsewhere.example/a.pdf"])
    channel = parse(await (await album.site.get("/feeds/posts.rss")).read())
    first = channel.find(".//enclosure")
    assert first is not None
    assert (first.get("length"), first.get("type")) == (str(kept["length"]), "application/pdf")


async def test_what_was_kept_is_listed_last_sent_first(album: Album) -> None:
    ids = [(await album.kept(pictures.png(10, number)))["id"] for number in range(1, 6)]
    await album.send(pictures.png(10, 2))
    seen, cursor = [], ""
    for _ in range(4):
        page = await (await album.site.send("GET", f"/api/media?limit=2&cursor={cursor}")).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == [ids[1], ids[4], ids[3], ids[2], ids[0]]
    assert (await album.site.send("GET", "/api/media?cursor=!")).status == 422


async def test_forms_that_cannot_be_read(album: Album) -> None:
    unknown = FormData()
    unknown.add_field("photo", b"x", filename="x")
    only_words = FormData()
    only_words.add_field("alt", "x", content_type="text/plain")
    cases = [
        (await album.raw(_CUT_OFF, "multipart/form-data; boundary=x"), 400, {("", "bad-body")}),
        (await album.raw(b"no boundary at all", "multipart/form-data; boundary=x"), 400, {("", "bad-body")}),
        (await album.raw(b"x", "multipart/form-data"), 400, {("", "bad-body")}),
        (await album.raw(_nested(), "multipart/form-data; boundary=x"), 400, {("", "bad-body")}),
        (await _form(album, unknown), 422, {("photo", "unknown-field")}),
        (await _form(album, only_words), 422, {("file", "required")}),
        (await album.send(pictures.png(), alts=("ก" * 1001,)), 422, {("alt[0]", "too-long")}),
        (await album.send(*[pictures.png()] * 11), 422, {("file", "too-many")}),
    ]

    for response, status, problems in cases:
        code = "malformed-body" if status == 400 else "invalid-input"
        assert await problem(response) == (status, code, problems)
    assert album.is_clean()
    assert album.uploads() == []


async def test_uploads_are_counted(store: Store, tmp_path: Path) -> None:
    async with opened(store, tmp_path, MediaLimits(), SAKET_LIMITS="on") as album:
        statuses = [(await album.raw(b"x", "image/png")).status]
        while statuses[-1] != 429 and len(statuses) < 600:  # a slow machine is given some back meanwhile
            statuses.append((await album.raw(b"x", "image/png")).status)

    assert statuses[:60] == [415] * 60
    assert statuses[-1] == 429


async def test_who_hangs_up_leaves_nothing(album: Album) -> None:
    _, writer = await _connected(album)
    writer.write(_head(album, length=100_000) + pictures.photo(400, 400)[:5000])
    await writer.drain()
    await until(_async(lambda: not album.is_clean()), what="the upload to begin")
    writer.close()

    await until(_async(album.is_clean), what="the upload to be forgotten")
    assert album.uploads() == []


async def test_who_drips_is_cut_off(store: Store, tmp_path: Path) -> None:
    async with opened(store, tmp_path, MediaLimits(deadline=0.2)) as album:
        reader, writer = await _connected(album)
        writer.write(_head(album, length=100_000) + pictures.photo()[:100])
        answer = await reader.readuntil(b"\r\n\r\n")
        writer.close()

        assert answer.startswith(b"HTTP/1.1 408")
        assert album.is_clean()


async def test_what_a_crash_left_is_swept_at_start(store: Store, tmp_path: Path) -> None:
    incoming = tmp_path / "media" / "incoming"
    for name, age in (("old", 86_400), ("young", 60)):
        (incoming / name / "0").mkdir(parents=True)
        (incoming / name / "0" / "upload").write_bytes(b"x")
        os.utime(incoming / name, (time.time() - age,) * 2)
    async with opened(store, tmp_path, MediaLimits()):
        await until(_async(lambda: not (incoming / "old").exists()), what="the sweep")

    assert [path.name for path in incoming.iterdir()] == ["young"]


async def test_machines_share_the_folder(store: Store, tmp_path: Path) -> None:
    async with opened(store, tmp_path, MediaLimits()) as one, opened(store, tmp_path, MediaLimits()) as other:
        answer = await one.kept(pictures.photo())

        assert await other.fetch(answer["url"])
        assert (await other.send(pictures.photo())).status == 200
        assert await (await other.site.get(f"/api/media/{answer['id']}")).json() == answer


async def test_a_full_disk(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("services.feed.media.folder.MediaFolder._keep", full)

    assert (await problem(await album.send(pictures.png())))[:2] == (507, "store-full")
    assert album.is_clean()


async def test_a_post_shows_its_pictures(album: Album) -> None:
    photo, attached = await album.kept(pictures.photo(1000, 500)), await album.kept(pictures.png(700, 700))
    content = f'<p>ก</p><img src="{urlsplit(photo["url"]).path}" alt="น้ำ &amp; ฟ้า">'
    post = await album.site.post("ข่าว", content=content, media=[{"url": attached["url"], "alt": "แผน"}])
    page = await (await album.site.get(urlsplit(post["url"]).path)).text()

    base = f"{ORIGIN}/media/{photo['id']}"
    assert f'srcset="{base}/480.webp 480w, {base}/960.webp 960w, {base}/1000.webp 1000w"' in page
    assert 'width="1000" height="500"' in page
    assert 'width="700" height="700"' in page
    assert page.count('decoding="async"') == page.count('loading="lazy"') == 2
    for path in {*_sources(page, base)}:
        assert (await album.site.get(urlsplit(path).path)).status == 200


async def test_feeds_carry_the_pictures(album: Album) -> None:
    photo, attached = await album.kept(pictures.photo(1000, 500)), await album.kept(pictures.png(700, 700))
    content = f'<p>ก</p><img src="{photo["url"]}" alt="น้ำ">'
    media = {"url": attached["url"], "alt": "แผน", "type": "image/jpeg", "length": attached["length"]}
    await album.site.post("ข่าว", content=content, media=[media])

    for extension, item in (("atom", "atom:entry"), ("rss", "item")):
        root = parse(await (await album.site.get(f"/feeds/posts.{extension}")).read())
        pictured = root.xpath(f"//{item}/*[local-name()='content' and @medium='image']", namespaces=NAMESPACES)
        assert [element.get("url") for element in pictured] == [attached["url"], photo["url"]]
        assert [element.get("width") for element in pictured] == ["700", "1000"]
        assert pictured[0].get("fileSize") == str(attached["length"])
        assert [element.findtext("{*}description") for element in pictured] == ["แผน", "น้ำ"]
        (small,) = root.xpath(f"//{item}/*[local-name()='thumbnail']", namespaces=NAMESPACES)
        assert small.get("url") == f"{ORIGIN}/media/{attached['id']}/480.webp"
        assert (small.get("width"), small.get("height")) == ("480", "480")
    item = json.loads(await (await album.site.get("/feeds/posts.json")).read())["items"][0]
    assert item["image"] == attached["url"]
    assert [attachment["url"] for attachment in item["attachments"]] == [attached["url"], photo["url"]]
    assert await album.site.titles() == ["ข่าว"]


NAMESPACES = {"atom": "http://www.w3.org/2005/Atom"}


def _sources(page: str, base: str) -> list[str]:
    return [part.split('"')[0].split()[0] for part in page.split(base)[1:] for part in [base + part]]


_CUT_OFF = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n\xff\xd8\xff'


def _nested() -> bytes:
    return b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\nz\r\n--y--\r\n--x--\r\n"


async def _form(album: Album, form: FormData) -> ClientResponse:
    return await album.site.client.post("/api/media", data=form, headers=bearer(album.site.token))


def _head(album: Album, *, length: int) -> bytes:
    token = album.site.token
    lines = ["POST /api/media HTTP/1.1", "Host: x", f"Authorization: Bearer {token}", "Content-Type: image/jpeg"]
    return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode()


async def _connected(album: Album) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(album.site.client.host, album.site.client.port)


def _async(condition: Any) -> Any:
    async def ask() -> bool:
        return bool(condition())

    return ask
