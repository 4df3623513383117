"""Texts written to break out of a page, a feed or JSON come out as the texts they are."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree

from services.comments.text.cleaning import clean_field, clean_paragraphs, is_blank
from shared.store.client import Store
from tests.app.comments.conftest import POST, Service, serving

pytestmark = pytest.mark.corpora

ATOM = "{http://www.w3.org/2005/Atom}"
ALLOWED = (
    "html head meta title link body a header div img span strong small nav main h1 h2 h3 p section ol ul li "
    "article time form input label textarea button details summary script footer blockquote br code meter "
    "em select option mark dl dt dd table caption thead tbody tr th td fieldset legend del ins svg rect tfoot dialog "
    "kbd"
)


class Elements(HTMLParser):
    """Whatever a browser would make an element of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.unexpected: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        active = [name for name in given if name.startswith("on") or name == "style"]
        links = [v for name, v in given.items() if name in {"href", "src", "action"} and _is_active(v or "")]
        loaded = tag in {"img", "script"} and not (given.get("src") or "").startswith("/static/")
        if tag not in ALLOWED.split() or active or links or loaded:
            self.unexpected.append(self.get_starttag_text() or tag)


def _is_active(address: str) -> bool:
    return not address.startswith(("/", "#", "http://roiet.example/"))


def hostile(corpora: Path) -> list[str]:
    naughty = json.loads((corpora / "security" / "blns" / "blns.json").read_text("utf-8"))
    lines = [
        line
        for path in sorted((corpora / "security" / "payloads").rglob("*"))
        if path.is_file() and path.suffix in {".txt", ".md"}
        for line in path.read_text("utf-8", "replace").splitlines()
    ]
    cases = [str(case.get("input", "")) for case in _sanitizer_cases(corpora)]
    texts = dict.fromkeys(text[:4000] for text in (*naughty, *lines, *cases))
    return [text for text in texts if not is_blank(clean_field(text))]


def _sanitizer_cases(corpora: Path) -> list[dict[str, object]]:
    path = corpora / "security" / "html5lib_sanitizer" / "tests1.dat"
    cases: list[dict[str, object]] = json.loads(path.read_text("utf-8"))
    return cases


@pytest.mark.slow
async def test_nothing_breaks_out(store: Store, corpora: Path) -> None:
    texts = hostile(corpora)
    assert len(texts) > 500
    async with serving(store, SAKET_LIMITS="off", SAKET_BODY_LIMIT="1048576") as service:
        for start in range(0, len(texts), 150):
            thread = service.posts.publish(f"hostile-{start}")
            await _one_thread(service, thread, texts[start : start + 150])


async def _one_thread(service: Service, thread: str, texts: list[str]) -> None:
    sent = {}
    for text in texts:
        status, answer = await service.send(text, author=clean_field(text)[:80], website=text[:400], thread=thread)
        if status == 422:  # nearly none of them is a website
            assert [error["field"] for error in answer["errors"]] == ["website"], (text, answer)
            answer = await service.post(text, author=clean_field(text)[:80], thread=thread)
        sent[answer["id"]] = clean_paragraphs(text)
    _, page = await service.get("/comments/api/comments", params={"thread": thread, "limit": "200"})
    shown = {item["id"]: item for item in page["items"]}
    public = {identity for identity in sent if identity in shown}
    assert {identity: shown[identity]["text"] for identity in public} == {i: sent[i] for i in public}
    for item in page["items"]:
        assert Elements(item["html"]).unexpected == []
    await _pages_and_feeds(service, thread)


async def _pages_and_feeds(service: Service, thread: str) -> None:
    status, page = await service.get("/comments/threads", params={"url": thread})
    assert (status, Elements(page).unexpected) == (200, [])
    status, feed = await service.get("/comments/feeds/thread.atom", params={"url": thread})
    assert status == 200
    for entry in etree.fromstring(feed.encode()).findall(f"{ATOM}entry"):
        assert Elements(entry.findtext(f"{ATOM}content") or "").unexpected == []


async def test_the_desk_and_the_receipt_show_texts_as_texts(store: Store, corpora: Path) -> None:
    async with serving(store, SAKET_LIMITS="off") as service:
        password = await service.kit.staff.add_account("daeng", "moderator")
        await service.client.post("/login", data={"name": "daeng", "password": password})
        for text in hostile(corpora)[::40]:
            posted = await service.post(f"doubtful {text}", author=clean_field(text)[:80])
            for path in ("/comments/moderation", f"/comments/receipts/{posted['receipt']}"):
                status, page = await service.get(path)
                assert (status, Elements(page).unexpected) == (200, [])
            await service.decide("reject", posted["id"], reason=text[:1000])
            _, page = await service.get(f"/comments/receipts/{posted['receipt']}")
            assert Elements(page).unexpected == []


async def test_what_was_typed_comes_back_escaped(service: Service, corpora: Path) -> None:
    for text in hostile(corpora)[:200]:
        form = {"author": text, "text": "", "email": text, "website": text, "parent": text, "form": text, "key": ""}
        async with service.client.post("/comments/threads", params={"url": POST}, data=form) as response:
            assert response.status == 422
            assert Elements(await response.text()).unexpected == []
