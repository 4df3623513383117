import json
import re
from datetime import timedelta

import pytest
from lxml import etree

from shared.errors import NotFound
from shared.http.links import parse_links, targets
from shared.store.client import Store
from tests.app.comments.conftest import POST, SOON, Service, serving
from tests.unit.shared.feed.validity import atom_problems, json_problems, rss_problems

ATOM = "{http://www.w3.org/2005/Atom}"
REPLY = "{http://purl.org/syndication/thread/1.0}in-reply-to"
THREAD_FEED = f"/comments/feeds/thread.atom?url={POST}"


async def feed(service: Service, path: str, **options: object) -> etree._Element:
    async with service.client.get(path, **options) as response:  # type: ignore[arg-type]  # headers or nothing
        assert response.status == 200
        assert response.content_type == "application/atom+xml"
        return etree.fromstring(await response.read())


async def test_a_threads_feed_says_what_each_comment_answers(service: Service) -> None:
    first = await service.post("คำถาม <b>")
    service.clock.pass_by(SOON)
    second = await service.post("คำตอบ", parent=first["id"])
    await service.post("doubtful")
    root = await feed(service, THREAD_FEED)
    answer, question = root.findall(f"{ATOM}entry")
    name = f"tag:roiet.example,2026-01-01:comments/{first['id']}"
    assert question.findtext(f"{ATOM}id") == name
    assert question.findtext(f"{ATOM}content") == "<p>คำถาม &lt;b&gt;</p>"
    assert question.findtext(f"{ATOM}author/{ATOM}name") == "สมชาย"
    assert question.findtext(f"{ATOM}published") == "2026-03-01T09:00:00+07:00"
    about = question.find(REPLY)
    assert about is not None
    assert (about.get("ref"), about.get("href")) == (POST, POST)
    reply = answer.find(REPLY)
    assert reply is not None
    assert reply.get("ref") == name
    assert (reply.get("href") or "").endswith(f"#c-{name.rpartition('.')[2]}"), "what is answered, not the whole page"
    assert answer.findtext(f"{ATOM}id") == f"tag:roiet.example,2026-01-01:comments/{second['id']}"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert (
        links["self"]
        == "http://roiet.example/comments/feeds/thread.atom?url=http%3A%2F%2Froiet.example%2Fposts%2Fstrategy"
    )
    assert links["alternate"] == POST
    assert links["hub"] == "http://roiet.example/hub"


async def test_feeds_are_byte_stable_and_conditional(service: Service) -> None:
    await service.post()
    for path in (THREAD_FEED, "/comments/feeds/all.atom"):
        async with service.client.get(path) as response:
            etag, body = response.headers["ETag"], await response.read()
        async with service.client.get(path, headers={"If-None-Match": etag}) as response:
            assert response.status == 304
        service.clock.pass_by(SOON)
        async with service.client.get(path) as response:
            assert await response.read() == body
        await service.post()
        async with service.client.get(path, headers={"If-None-Match": etag}) as response:
            assert response.status == 200


async def test_a_withdrawn_comment_leaves_the_feeds(service: Service) -> None:
    posted = await service.post("ลบทีหลัง")
    assert len((await feed(service, "/comments/feeds/all.atom")).findall(f"{ATOM}entry")) == 1
    await service.call("DELETE", f"/comments/api/receipts/{posted['receipt']}")
    for path in (THREAD_FEED, "/comments/feeds/all.atom"):
        assert (await feed(service, path)).findall(f"{ATOM}entry") == []


async def test_all_comments_come_from_every_thread_newest_first(service: Service) -> None:
    for number, thread in enumerate((POST, "http://roiet.example/posts/other", POST)):
        await service.post(f"ที่ {number}", thread=thread)
        service.clock.pass_by(SOON)
    entries = (await feed(service, "/comments/feeds/all.atom")).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}content") for entry in entries] == [f"<p>ที่ {n}</p>" for n in (2, 1, 0)]


async def test_the_queues_feed_needs_a_token(service: Service) -> None:
    await service.post("doubtful")
    token = service.staff["Authorization"].removeprefix("Bearer ")
    root = await feed(service, f"/comments/feeds/queue.atom?token={token}")
    assert len(root.findall(f"{ATOM}entry")) == 1
    assert token not in etree.tostring(root).decode()
    assert len((await feed(service, "/comments/feeds/queue.atom", headers=service.staff)).findall(f"{ATOM}entry")) == 1
    assert (await service.get("/comments/feeds/queue.atom?token=wrong"))[0] == 401
    other = await service.kit.staff.add_token("poster", ["posts"])
    assert (await service.get(f"/comments/feeds/queue.atom?token={other}"))[0] == 403


async def test_unknown_sites_have_no_feed(service: Service) -> None:
    status, problem = await service.get("/comments/feeds/thread.atom?url=http://elsewhere.example/")
    assert (status, problem["errors"][0]["field"]) == (422, "url")


async def test_changed_feeds_are_announced(store: Store) -> None:
    async with serving(store) as service:
        posted = await service.post("doubtful")
        assert await _announced(store) == []
        await service.decide("approve", posted["id"])
        topics = await _announced(store)
        assert {topic.partition("?")[0] for topic in topics} == {
            "http://roiet.example/comments/feeds/thread.atom",
            "http://roiet.example/comments/feeds/all.atom",
        }


async def test_the_feed_of_answers_to_what_is_gone_is_announced_with_it(store: Store) -> None:
    """Its title names the author: the hub, which keeps what it has told, has to hear that it is gone."""
    async with serving(store) as service:
        posted = await service.post()
        own = f"http://roiet.example/comments/feeds/replies.atom?id={posted['id']}"
        assert own not in await _announced(store)
        await service.call("POST", f"/comments/api/receipts/{posted['receipt']}/erase")
        assert own in await _announced(store)


async def _announced(store: Store) -> list[str]:
    return [fields[b"topic"].decode() for _, fields in await store.execute("XRANGE", "{hub}:news", "-", "+")]


async def test_feeds_may_be_read_by_scripts_kept_for_seconds_and_followed(service: Service) -> None:
    for path in (THREAD_FEED, "/comments/feeds/all.atom"):
        async with service.client.get(path) as response:
            links = parse_links(response.headers["Link"])
            root = etree.fromstring(await response.read())
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "public, max-age=5, stale-while-revalidate=60"
        own = next(link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self")
        assert targets(links, "self") == (own,)
        assert targets(links, "hub") == ("http://roiet.example/hub",)


async def test_the_queues_feed_is_nobody_elses(service: Service) -> None:
    async with service.client.get("/comments/feeds/queue.atom", headers=service.staff) as response:
        assert response.status == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        assert not {"Access-Control-Allow-Origin", "Link"} & set(response.headers)


async def test_times_in_feeds_are_whole_seconds(service: Service) -> None:
    service.clock.pass_by(timedelta(milliseconds=1250))
    await service.post()
    entry = (await feed(service, THREAD_FEED)).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}updated") == "2026-03-01T09:00:01+07:00"


FORMS = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


def texts(body: bytes, form: str) -> list[str]:
    """What the comments of a feed say."""
    if form == "json":
        return [item["content_html"] for item in json.loads(body)["items"]]
    name = {"atom": "{*}entry/{*}content", "rss": "channel/item/{*}encoded"}[form]
    return [content.text or "" for content in etree.fromstring(body).findall(name)]


async def seven(service: Service) -> list[str]:
    """Seven comments; their contents, newest first."""
    for number in range(7):
        await service.post(str(number))
        service.clock.pass_by(SOON)
    return [f"<p>{number}</p>" for number in range(6, -1, -1)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["/comments/feeds/thread.{}?url=" + POST + "&x=", "/comments/feeds/all.{}?x="])
async def test_every_format_says_the_same(service: Service, path: str, form: str) -> None:
    said = await seven(service)
    async with service.client.get(path.format(form)) as response:
        assert (response.status, response.content_type) == (200, FORMS[form])
        etag, body = response.headers["ETag"], await response.read()
        assert bool(targets(parse_links(response.headers["Link"]), "hub")) is (form == "atom")
    assert texts(body, form) == said
    check(body, form)
    async with service.client.get(path.format(form), headers={"If-None-Match": etag}) as response:
        assert response.status == 304
    for alt in ("atom", "rss"):
        async with service.client.get(path.format(form) + f"&alt={alt}&redirect=false") as response:
            assert response.content_type == FORMS[alt]
            assert texts(await response.read(), alt) == said


def check(body: bytes, form: str) -> None:
    """The rules of the format."""
    problems = {"atom": atom_problems, "rss": rss_problems, "json": json_problems}[form](body)
    assert problems == []


@pytest.mark.parametrize("path", ["/comments/feeds/thread.atom?url=" + POST, "/comments/feeds/all.atom?x="])
async def test_bloggers_parameters_pick_a_part(service: Service, path: str) -> None:
    said = await seven(service)
    for query, part in (
        ("&max-results=2", said[:2]),
        ("&start-index=3", said[2:]),
        ("&start-index=6&max-results=5", said[5:]),
        ("&start-index=99", []),
        ("&orderby=published&alt=&max-results=", said),
        ("&max-results=9999", said),
        ("&max-results=0", []),
        ("&published-min=2001-01-01T00:00:00Z&updated-max=2999-01-01T00:00:00%2B07:00", said),
        ("&published-min=2999-01-01T00:00:00Z", []),
        ("&updated-max=2001-01-01T00:00:00Z", []),
    ):
        async with service.client.get(path + query) as response:
            body = await response.read()
            assert texts(body, "atom") == part, query
            assert not (part != said and targets(parse_links(response.headers["Link"]), "hub"))
        check(body, "atom")
    newest = (await service.queue(status="published"))[-1]
    await service.decide("spam", newest["id"])
    await service.decide("approve", newest["id"])
    async with service.client.get(f"{path}&orderby=updated") as response:
        assert texts(await response.read(), "atom") == [said[-1], *said[:-1]]


async def test_a_part_names_its_own_address_in_one_spelling(service: Service) -> None:
    addresses = set()
    for query in ("start-index=2&max-results=3&redirect=false", "max-results=3&alt=rss&start-index=2"):
        async with service.client.get(f"/comments/feeds/all.rss?{query}") as response:
            addresses |= set(targets(parse_links(response.headers["Link"]), "self"))
    assert addresses == {"http://roiet.example/comments/feeds/all.rss?max-results=3&start-index=2"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("alt=pdf", "alt"),
        ("alt=json-in-script", "callback"),
        ("alt=json-in-script&callback=alert(1)//", "callback"),
        ("q=" + "x" * 101, "q"),
        ("max-results=-1", "max-results"),
        ("start-index=x", "start-index"),
        ("orderby=x", "orderby"),
    ],
)
async def test_parameters_that_make_no_sense_are_named(service: Service, query: str, field: str) -> None:
    for path in (f"/comments/feeds/thread.json?url={POST}&", "/comments/feeds/all.rss?"):
        status, problem = await service.get(path + query)
        assert (status, problem["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("path", ["/comments/feeds/thread.atom?url=" + POST, "/comments/feeds/all.json?x="])
async def test_scripts_of_other_sites_get_googles_json(service: Service, path: str) -> None:
    said = await seven(service)
    async with service.client.get(f"{path}&alt=json-in-script&callback=w[1].show&max-results=2") as response:
        assert (response.status, response.content_type) == (200, "text/javascript")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        script = await response.text()
    feed = json.loads(script.removeprefix("/**/w[1].show(").removesuffix(");"))["feed"]
    assert [entry["content"]["$t"] for entry in feed["entry"]] == said[:2]
    (itself,) = [link["href"] for link in feed["link"] if link["rel"] == "self"]
    assert "alt=json-in-script&callback=w%5B1%5D.show" in itself
    async with service.client.get(f"{path}&alt=json") as response:
        assert response.content_type == "application/json"
        assert len(json.loads(await response.read())["feed"]["entry"]) == 7


@pytest.mark.parametrize("path", ["/comments/feeds/thread.atom?url=" + POST, "/comments/feeds/all.atom?x="])
async def test_a_feed_of_what_is_searched_for(service: Service, path: str) -> None:
    for text, author in (("ถนน ลาดยาง พัง", "สมชาย"), ("ไฟดับ", "สมหญิง"), ("ถนนลาดยางดีแล้ว", "สมหญิง")):
        await service.post(text, author=author)
        service.clock.pass_by(SOON)
    for query, expected in (
        ("q=ถนนลาดยาง", ["<p>ถนนลาดยางดีแล้ว</p>", "<p>ถนน ลาดยาง พัง</p>"]),
        ("q=ถนน+สมชาย", ["<p>ถนน ลาดยาง พัง</p>"]),
        ("q=ถนน&max-results=1&start-index=2", ["<p>ถนน ลาดยาง พัง</p>"]),
        ("q=ไม่มี", []),
    ):
        async with service.client.get(f"{path}&{query}") as response:
            body = await response.read()
            assert texts(body, "atom") == expected, query
            assert not targets(parse_links(response.headers["Link"]), "hub")
        check(body, "atom")
    async with service.client.get(f"{path}&q=ถนน") as response, service.client.get(path) as whole:
        found, everything = await response.text(), await whole.text()
        assert " · ถนน" in found
        assert re.findall("<id>[^<]+</id>", found)[0] != re.findall("<id>[^<]+</id>", everything)[0]


async def test_one_reader_cannot_have_every_comment_looked_through_for_ever(store: Store) -> None:
    async with serving(store) as service:
        statuses = []
        for number in range(40):
            async with service.client.get(f"/comments/feeds/all.atom?q={number}") as response:
                statuses.append(response.status)
        assert set(statuses) == {200, 429}
        assert statuses[0] == 200
        async with service.client.get("/comments/feeds/all.atom?q=0") as kept:
            assert kept.status == 200, "what is in memory costs nothing"
        async with service.client.get("/comments/feeds/all.atom") as whole:
            assert whole.status == 200


@pytest.mark.parametrize("slash", ["", "/"])
async def test_wordpress_readers_find_all_comments_where_they_were(service: Service, slash: str) -> None:
    said = await seven(service)
    for path, form in (("feed", "rss"), ("feed/rss2", "rss"), ("feed/rss", "rss"), ("feed/atom", "atom")):
        async with service.client.get(f"/comments/{path}{slash}") as response:
            assert (response.status, response.content_type) == (200, FORMS[form])
            assert texts(await response.read(), form) == said


async def test_a_caller_in_the_process_gets_the_same_view(store: Store) -> None:
    async with serving(store) as service:
        await service.post("ดี")
        async with service.client.get(THREAD_FEED) as response:
            etag = response.headers["ETag"]
        moved = service.posts.move("strategy", "renamed")
        assert etag in (await service.feeds.thread(moved)).tags
        service.posts.withdraw("renamed")
        with pytest.raises(NotFound):
            await service.feeds.thread(moved)
