"""Comments of Disqus and Isso as discussions, hostile files included."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.comments.import_export.exchange import Fate
from services.transfer import disqus, isso
from services.transfer.errors import BadArchive
from services.transfer.talk import here

DISQUS = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="9"><title>General</title></category>
<thread dsq:id="1"><id>x</id><link>https://old.example/ข่าว</link><title>ข่าว</title></thread>
<post dsq:id="10"><message><![CDATA[<p>ดีมาก <b>ครับ</b></p>]]></message><createdAt>2012-05-01T03:30:00Z</createdAt>
<isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>สมชาย</name><email>a@b.example</email></author>
<thread dsq:id="1"/></post>
<post dsq:id="11"><message>ตอบ</message><createdAt>2012-05-01T04:30:00Z</createdAt><isDeleted>false</isDeleted>
<isSpam>true</isSpam><author><name>บอต</name></author><thread dsq:id="1"/><parent dsq:id="10"/></post>
<post dsq:id="12"><message>ลบแล้ว</message><createdAt>2012-05-01T05:30:00Z</createdAt><isDeleted>true</isDeleted>
<author><name>x</name></author><thread dsq:id="1"/></post>
</disqus>"""


def test_disqus(tmp_path: Path) -> None:
    path = tmp_path / "disqus.xml"
    path.write_text(DISQUS)
    (found,) = disqus.discussions(path)
    first, answer = found.comments
    assert found.address == "https://old.example/ข่าว"
    assert (first.author, first.email, first.state) == ("สมชาย", "a@b.example", Fate.PUBLISHED)
    assert first.created == datetime(2012, 5, 1, 3, 30, tzinfo=UTC)
    assert (answer.parent_source_id, answer.state) == (first.source_id, Fate.SPAM)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no xml",
        DISQUS[:-30],
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><disqus xmlns="http://disqus.com">&b;</disqus',
    ],
)
def test_a_file_that_breaks_off_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "disqus.xml"
    path.write_text(text)
    with pytest.raises(BadArchive):
        list(disqus.discussions(path))


def database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as made:
        made.executescript(
            "CREATE TABLE threads (id INTEGER PRIMARY KEY, uri TEXT, title TEXT);"
            "CREATE TABLE comments (tid, id INTEGER PRIMARY KEY, parent, created FLOAT, modified FLOAT, mode INTEGER,"
            " remote_addr TEXT, text TEXT, author TEXT, email TEXT, website TEXT, likes, dislikes, voters);"
            "INSERT INTO threads VALUES (1, '/posts/a', 'A');"
            "INSERT INTO comments (tid, id, parent, created, mode, text, author, website) VALUES"
            " (1, 1, NULL, 1400000000.5, 1, 'ดี <b>มาก', 'สม', 'https://a.example'),"
            " (1, 2, 1, 1400000001, 2, 'รอ', '', ''),"
            " (1, 3, NULL, 1400000002, 4, '', NULL, NULL);"
        )
    return path


def test_isso_by_its_database(tmp_path: Path) -> None:
    (found,) = isso.discussions(database(tmp_path / "isso.db"))
    first, waiting = found.comments
    assert (found.address, first.text_or_html, first.website) == ("/posts/a", "ดี &lt;b&gt;มาก", "https://a.example")
    assert (waiting.parent_source_id, waiting.state) == (first.source_id, Fate.HELD)


def test_isso_by_json(tmp_path: Path) -> None:
    path = tmp_path / "isso.json"
    comment = {"id": 7, "author": "สม", "text": "ดี", "created": "2015-03-13 10:11:22"}
    path.write_text(json.dumps([{"id": "/posts/a", "title": "A", "comments": [comment]}]))
    (found,) = isso.discussions(path)
    assert (found.address, found.comments[0].source_id) == ("/posts/a", "isso-7")
    for wrong in ("{", "[1]", '[{"comments": 3}]', '{"a": 1}', "[" * 100_000):
        path.write_text(wrong)
        with pytest.raises(BadArchive):
            list(isso.discussions(path))


def test_pages_of_the_old_site_are_here_at_the_same_path() -> None:
    place = ("https://roiet.example", "https://old.example/")
    assert here("/posts/a?b=1", *place) == "https://roiet.example/posts/a?b=1"
    assert here("https://old.example/posts/a", *place) == "https://roiet.example/posts/a"
    assert here("https://third.example/x", *place) == "https://third.example/x"
