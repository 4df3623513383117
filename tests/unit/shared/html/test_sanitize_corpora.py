"""Attacks that others collected: none survives, by the word of another parser, and none slows the sanitizer down."""

import json
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest

from shared.html.news import NewsSanitizer
from shared.html.policy import ENTRIES
from shared.html.sanitize import Sanitizer
from shared.html.to_text import to_text
from tests.unit.shared.html.active import inspect

pytestmark = pytest.mark.corpora

SANITIZER = Sanitizer(ENTRIES)
NEWS = NewsSanitizer()


def bleach(corpora: Path) -> Iterator[str]:
    for file in sorted((corpora / "security/bleach/data").glob("*.test")):
        yield file.read_text().partition("\n--\n")[0]


def html5lib(corpora: Path) -> Iterator[str]:
    for case in json.loads((corpora / "security/html5lib_sanitizer/tests1.dat").read_text()):
        yield case["input"]


def naughty_strings(corpora: Path) -> Iterator[str]:
    yield from json.loads((corpora / "security/blns/blns.json").read_text())


def payloads(corpora: Path) -> Iterator[str]:
    for file in sorted((corpora / "security/payloads").rglob("*")):
        if file.is_file():
            yield from file.read_text(errors="surrogateescape").splitlines()


def feedparser(corpora: Path) -> Iterator[str]:
    """Whole feeds as if they were HTML, as they are and with what they carry escaped laid bare."""
    for file in sorted((corpora / "feeds/feedparser/wellformed/sanitize").glob("*.xml")):
        feed = file.read_text(errors="surrogateescape")
        yield feed
        yield unescape(feed)
        yield unescape(feed).replace("<![CDATA[", "").replace("]]>", "")


@pytest.mark.parametrize(
    ("source", "at_least"),
    [(bleach, 20), (html5lib, 60), (naughty_strings, 400), (payloads, 1000), (feedparser, 2000)],
)
def test_nothing_active_survives(corpora: Path, source: Callable[[Path], Iterator[str]], at_least: int) -> None:
    documents = list(source(corpora))
    assert len(documents) >= at_least
    for document in documents:
        cleaned = SANITIZER.clean(document, "https://news.example/")
        assert inspect(cleaned).problems == [], document
        assert SANITIZER.clean(cleaned, "https://news.example/") == cleaned, document
        assert not set("\x00\x0b\x0c\x1b") & set(to_text(document))
        at_a_glance = NEWS.at_a_glance(document, "https://news.example/")
        assert at_a_glance is None or at_a_glance == NEWS.thoroughly(document, "https://news.example/"), document


def test_live_feeds_as_one_long_document(corpora: Path) -> None:
    """10 MB of real markup, cut where it should not be: linear, whatever it says."""
    files = [file for file in sorted((corpora / "feeds/live").rglob("*")) if file.is_file()]
    assert len(files) >= 50
    for file in files:
        html = unescape(file.read_text(errors="surrogateescape"))
        started = time.process_time()
        cleaned = SANITIZER.clean(html, "https://news.example/")
        assert time.process_time() - started < 1 + len(html) / 500_000, file.name
        assert inspect(cleaned).problems == [], file.name
