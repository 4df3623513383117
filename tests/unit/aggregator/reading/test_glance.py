"""All HTML of all feeds of the corpora: what the compiled loop makes of it is what nh3 makes of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.aggregator.errors import FeedProblem
from services.aggregator.reading.cleaning import Cleaner
from services.aggregator.reading.document import ParseJob
from services.aggregator.reading.parsing import parse
from shared.html.news import NewsSanitizer
from shared.html.policy import ENTRIES
from shared.html.sanitize import Sanitizer

pytestmark = [pytest.mark.corpora, pytest.mark.slow]
NEWS = NewsSanitizer()
STABLE = Sanitizer(ENTRIES)
MOST_BYTES = 3_000_000
LEAST_SHARE = 0.9


class Listening(Cleaner):
    """Notes what it is given, each once."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[tuple[str, str], None] = {}

    def sanitize(self, html: str, base: str) -> str:
        self.heard[html, base] = None
        return ""


def heard(folder: Path) -> Iterator[tuple[str, str]]:
    cleaner = Listening()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.stat().st_size < MOST_BYTES:
            try:
                parse(ParseJob(file.read_bytes(), "", f"http://origin.example/{file.name}", "s", {}), cleaner)
            except FeedProblem:
                continue
    return iter(cleaner.heard)


@pytest.mark.skipif(NEWS.at_a_glance("x", None) is None, reason="not compiled")
@pytest.mark.parametrize(("folder", "least"), [("feeds", 2900), ("feeds/live", 1400)])
def test_html_of_feeds_comes_out_the_same(corpora: Path, folder: str, least: int) -> None:
    documents = list(heard(corpora / folder))
    assert len(documents) >= least
    taken = 0
    for html, base in documents:
        cleaned = NEWS.at_a_glance(html, base)
        if cleaned is not None:
            taken += 1
            assert cleaned == NEWS.thoroughly(html, base), html
            assert STABLE.clean(cleaned, base) == cleaned, html
    print(f"{folder}: {taken} of {len(documents)} at a glance")
    assert taken >= len(documents) * LEAST_SHARE
