"""What each page costs the server, made anew and as it is kept, with much behind it; and a year's report.

Processor time of the site's process. "Anew" is the first request after a change of the site's name, which every page
shows; the discussion under a post is made for each reader and never kept.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from html import escape
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench.content import news
from bench.table import Row
from services.sample.content import sample_plan
from tests.support.province import Province, province

_POSTS = 10_000
_COMMENTS_EACH = 10
_FILED = 200
_ANEW = 12
_KEPT = 60
_LIMIT_MS = 20
_REPORT_SECONDS = 5
_REST_MS = 50
_ISSUE = "ข้าวหอมมะลิและเกษตรปลอดภัย"
_YEAR = 2565
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>t</title><link>http://old.example</link>
"""


async def pages() -> list[Row]:
    """Rows of the table; some minutes, most of them moving in."""
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export.xml"
        with export.open("w", encoding="utf-8") as file:
            file.writelines([_HEAD, *map(_item, range(1, _POSTS + 1)), "</channel></rss>\n"])
        async with province(Path(folder) / "var", SAKET_LIMITS="off") as site:
            await _move_in(site, export)
            await _file(site)
            await _at_rest(site)
            return [*[row async for row in _measured(site)], await _report(site)]


async def _move_in(site: Province, export: Path) -> None:
    command = [sys.executable, "-m", "services.cli.main", "import", "wordpress", str(export)]
    process = await asyncio.create_subprocess_exec(*command, env=site.environment, stdout=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0


async def _file(site: Province) -> None:
    """A plan, and posts that name an issue of it."""
    headers = await site.token("posts", "site")
    yaml = {**headers, "Content-Type": "application/yaml"}
    async with site.http.put("/strategy/api/plan", data=sample_plan().encode(), headers=yaml) as response:
        assert response.status == 200, await response.text()
    for number in range(_FILED):
        body = {**news(_POSTS + number), "strategy": _ISSUE, "agency": "สำนักงานเกษตรจังหวัด"}
        async with site.http.post("/api/posts", json=body, headers=headers) as response:
            assert response.status == 201, await response.text()


async def _at_rest(site: Province) -> None:
    """Until what came in is digested: the figures of discussions are noted one by one, and pages show them."""
    while True:
        before = _cpu(site)
        await asyncio.sleep(1)
        if _cpu(site) - before < _REST_MS:
            return


async def _measured(site: Province) -> AsyncIterator[Row]:
    headers = await site.token("site")
    for name, path in await _paths(site):
        anew = [await _cost(site, path, 1) for number in range(_ANEW) if await _rename(site, headers, number)]
        kept = await _cost(site, path, _KEPT)
        cost = median(anew)
        figures = f"anew {cost:6.1f} ms (most {max(anew):6.1f})  kept {kept:6.2f} ms"
        yield Row(name, figures, f"{cost / _LIMIT_MS:.2f} of {_LIMIT_MS} ms")


async def _paths(site: Province) -> list[tuple[str, str]]:
    async with site.http.get("/api/posts?limit=1") as response:
        post = (await response.json())["items"][0]
    label = quote(post["labels"][0])
    return [
        ("home", "/"),
        ("post with its discussion", f"/posts/{quote(post['slug'])}"),
        ("post with ten comments", "/posts/news-7"),
        ("label", f"/labels/{label}"),
        ("agency", f"/agencies/{quote('สำนักงานเกษตรจังหวัด')}"),
        ("search", f"/search?q={quote('ข้าว')}"),
        ("archive", "/archive"),
        ("archive, a month", "/archive/2558/05"),
        ("follow", "/follow"),
        ("strategy", "/strategy/"),
        ("strategic issue", "/strategy/rice"),
        ("network", "/strategy/network"),
        ("planet", "/planet/"),
        ("sources of the planet", "/planet/sources"),
        ("what reports there are", "/strategy/report"),
        ("the feed as a page", "/feeds/posts.html"),
    ]


async def _rename(site: Province, headers: dict[str, str], number: int) -> bool:
    async with site.http.patch("/api/site", json={"title": f"จังหวัด {number}"}, headers=headers) as response:
        return response.status == 200


async def _cost(site: Province, path: str, times: int) -> float:
    """Milliseconds of processor time a request."""
    before = _cpu(site)
    for _ in range(times):
        async with site.http.get(path, headers={"Accept-Encoding": "gzip"}) as response:
            assert response.status == 200, path
            await response.read()
    return (_cpu(site) - before) / times


def _cpu(site: Province) -> float:
    """Milliseconds that all threads of the process have run."""
    assert site.process is not None
    tasks = Path(f"/proc/{site.process.pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text("ascii").split()[0]) for task in tasks) / 1e6


async def _report(site: Province) -> Row:
    begun = time.perf_counter()
    async with asyncio.timeout(300), site.http.get(f"/strategy/report/{_YEAR}") as response:
        assert response.status == 200, await response.text()
        await response.read()
    seconds = time.perf_counter() - begun
    ratio = f"{seconds / _REPORT_SECONDS:.2f} of {_REPORT_SECONDS} s"
    return Row(f"a year's report ({_YEAR})", f"{seconds:.1f} s of the clock", ratio)


def _item(number: int) -> str:
    post = news(number)
    labels = post["labels"]
    assert isinstance(labels, list)
    month, day = number % 12 + 1, number % 28 + 1
    date = f"{2015 + number % 8}-{month:02}-{day:02} 08:00:00"
    return f"""<item><title>{escape(str(post["title"]))}</title><link>http://old.example/{number}/</link>
<dc:creator>officer</dc:creator><guid isPermaLink="false">http://old.example/?p={number}</guid>
<content:encoded><![CDATA[{post["content"]}]]></content:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date>{date}</wp:post_date><wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>news-{number}</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="x"><![CDATA[{labels[0]}]]></category>
{"".join(_comments(number, date))}</item>
"""


def _comments(post: int, date: str) -> Iterator[str]:
    for number in range(_COMMENTS_EACH):
        identity = post * 100 + number
        moment = f"{date[:-2]}{number:02}"
        yield f"""<wp:comment><wp:comment_id>{identity}</wp:comment_id>
<wp:comment_author>ผู้อ่าน {number}</wp:comment_author>
<wp:comment_date>{moment}</wp:comment_date><wp:comment_date_gmt>{moment}</wp:comment_date_gmt>
<wp:comment_content>ถนนสายนี้ จะซ่อม เมื่อไร ขอบคุณ ครับ {identity}</wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type><wp:comment_parent>0</wp:comment_parent></wp:comment>
"""
