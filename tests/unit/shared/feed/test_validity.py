"""The checker that the other tests trust, and the writers, against corpora."""

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from shared.feed import atom, jsonfeed, rss
from shared.feed.iri import permanent_id
from shared.feed.model import Category, Entry, Feed, Link, tag_uri
from tests.unit.shared.feed.builders import make_feed
from tests.unit.shared.feed.validity import ATOM, atom_problems, json_problems, media_problems, rss_problems

CORPORA = os.environ.get("SAKET_CORPORA")
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(CORPORA is None, reason="SAKET_CORPORA is not set"),
]
# What the W3C validator calls the musts that the checker claims to know.
KNOWN = {
    "MissingElement",
    "DuplicateElement",
    "InvalidRFC3339Date",
    "InvalidFullLink",
    "InvalidTAG",
    "MissingHref",
    "DuplicateAtomLink",
    "FeedHistoryRelInEntry",
    "FeedRelInCompleteFeed",
    "InvalidMIMEType",
    "InvalidContact",
    "InvalidInteger",
    "BadCharacters",
    "DuplicateEntries",
    "MissingSourceElement",
    "MissingSummary",
    "MissingContentOrAlternate",
    "InvalidTextType",
}
# Extension elements of other namespaces, which Saket does not write.
_OTHERS = ("atom/6.1/",)


def rule_book() -> Iterator[tuple[str, str, bytes]]:
    """Name, expectation and text of every case of the validator about Atom 1.0 and its extensions used here."""
    root = Path(CORPORA or "") / "feeds" / "w3c_feedvalidator"
    for folder in (root / "atom", root / "ext" / "fh", root / "ext" / "thr"):
        for path in sorted(folder.rglob("*.xml")):
            document = path.read_bytes()
            expect = re.search(rb"Expect:\s*(!?\w+)", document)
            name = str(path.relative_to(root))
            if name.startswith(_OTHERS):
                continue
            if expect and b"http://www.w3.org/2005/Atom" in document and b"<feed" in document:
                yield name, expect[1].decode(), document


def test_the_checker_agrees_with_the_validators_rule_book() -> None:
    cases = list(rule_book())
    missed = [name for name, expect, document in cases if expect in KNOWN and not atom_problems(document)]
    wronged = [
        (name, atom_problems(document))
        for name, expect, document in cases
        if expect == "!Error" and atom_problems(document)
    ]
    assert sum(expect in KNOWN for _, expect, _ in cases) > 60
    assert missed == []
    assert wronged == []


def test_the_checker_agrees_about_pictures() -> None:
    known = {"content_url", "content_type", "content_medium", "content_width", "content_height", "content_fileSize"}
    verdicts = {}
    for path in (Path(CORPORA or "") / "feeds" / "w3c_feedvalidator" / "ext" / "media").glob("*_media_*.xml"):
        items = etree.parse(path).getroot().iter("item")
        verdicts[path.stem] = [problem for item in items for problem in media_problems(item)]
    assert verdicts["valid_media_content"] == []
    assert {name for name in known if not verdicts[f"invalid_media_{name}"]} == set()


def test_ids_that_the_validator_rejects_are_replaced_and_those_it_accepts_kept() -> None:
    kept = {"ValidTAG", "ValidURN"}
    for name, expect, document in rule_book():
        if expect in kept | {"InvalidTAG", "InvalidURN", "InvalidUUID"}:
            root = etree.fromstring(document, etree.XMLParser(recover=True))
            ids = [(element.text or "").strip() for element in root.iter(f"{ATOM}id")]
            unchanged = all(permanent_id(one, "urn:x-origin:1") == one for one in ids)
            assert unchanged == (expect in kept), name


def thaigov() -> Feed:
    """Every item of the news corpus as a post."""
    path = Path(CORPORA or "") / "ham" / "thaigov" / "thaigov_2025-01.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return make_feed(*(_post(number, row) for number, row in enumerate(rows)))


def _post(number: int, row: dict[str, str]) -> Entry:
    day = date.fromisoformat(row["date"])
    published = datetime(day.year, day.month, day.day, 2, tzinfo=UTC) + timedelta(seconds=number)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in row["body"].splitlines() if line.strip())
    return Entry(
        id=tag_uri("thaigov.example", day, f"posts/{number}"),
        title=row["title"],
        updated=published,
        published=published,
        links=(Link(f"https://thaigov.example/posts/{number}"),),
        categories=(Category("ข่าวทำเนียบรัฐบาล"),),
        content=paragraphs,
    )


def test_a_month_of_government_news_is_valid_throughout() -> None:
    feed = thaigov()
    atom_document, rss_document, json_document = atom.render(feed), rss.render(feed), jsonfeed.render(feed)
    assert atom_problems(atom_document) == []
    assert rss_problems(rss_document) == []
    assert json_problems(json_document) == []
    expected = [entry.title.split() for entry in feed.entries]
    assert len(expected) == 983
    for document in (atom_document, rss_document):
        parsed = feedparser.parse(document)
        assert not parsed.bozo
        assert [entry.title.split() for entry in parsed.entries] == expected
