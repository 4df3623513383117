"""Every file of the corpora goes through the workers: entries or a name, never a crash or a hang."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from services.aggregator.errors import FeedProblem, ParseCrashed, ParseMemory, ParseTimeout, Unparsable
from services.aggregator.reading.document import ParsedFeed, ParseJob
from services.aggregator.reading.workers import ParsePool

pytestmark = [pytest.mark.corpora, pytest.mark.slow]
NEVER = {ParseCrashed.code, ParseMemory.code, ParseTimeout.code, Unparsable.code}


def job_of(file: Path) -> ParseJob:
    return ParseJob(file.read_bytes(), "", f"http://origin.example/{file.name}", "s", {})


async def outcome(pool: ParsePool, file: Path) -> ParsedFeed | FeedProblem:
    try:
        return await pool.parse(job_of(file))
    except FeedProblem as problem:
        return problem


def name_of(result: ParsedFeed | FeedProblem) -> str:
    if isinstance(result, FeedProblem):
        return result.code
    return "entries" if result.present else "no entries"


@pytest.mark.parametrize(
    ("folder", "least"),
    [("feeds/w3c_feedvalidator", 2156), ("feeds/feedparser", 2100), ("feeds/live", 50), ("security", 20)],
)
async def test_every_file_ends_in_entries_or_a_name(corpora: Path, folder: str, least: int) -> None:
    files = sorted(file for file in (corpora / folder).rglob("*") if file.is_file())
    assert len(files) >= least
    async with ParsePool(2) as pool:
        results = await asyncio.gather(*(outcome(pool, file) for file in files))
    tally = Counter(map(name_of, results))
    print(f"{folder}: {len(files)} files, {dict(tally.most_common())}")
    bad = [file.name for file, result in zip(files, results, strict=True) if name_of(result) in NEVER]
    assert bad == []


async def test_thai_feeds_in_tis_620_are_thai(corpora: Path) -> None:
    files = sorted((corpora / "feeds/thai/tis620").iterdir())
    async with ParsePool(1) as pool:
        results = [await outcome(pool, file) for file in files]
    for result in results:
        assert isinstance(result, ParsedFeed)
        words = "".join(entry.title + entry.summary for entry in result.entries)
        thai = sum("ก" <= letter <= "๛" for letter in words)
        assert thai > len(words) / 3
        assert "\ufffd" not in words
        assert result.encoding == "cp874"
