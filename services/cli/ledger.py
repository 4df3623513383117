"""``saket ledger``: is the record of decisions the one that was written? And a copy of it, for whoever asks."""

import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TextIO

import msgspec

from services.comments.moderation.audit import Audit, Finding, Head, heads_in, read_head
from services.comments.moderation.ledger_store import RedisLedger
from shared.settings import SiteSettings
from shared.store.embedded import open_store
from shared.web.process import store_settings

_BROKEN: Final = 1
_WHY: Final = {
    "renumbered": "is missing, or stands in another place",
    "unlinked": "does not follow the one before it",
    "altered": "says something else than was written",
    "rewritten": "is not the one whose hash was published",
    "cut-off": "is missing: there was a later one",
}


async def verify(variables: Mapping[str, str], file: str | None, heads: Sequence[str], feeds: Sequence[str]) -> int:
    """Read the ledger (or an exported copy) from its beginning and say what is wrong first; 1 if anything is."""
    known = [*map(read_head, heads), *_heads_in_files(feeds)]
    return _told(_verified_copy(Path(file), known) if file else await _verified_store(variables, known))


async def export(variables: Mapping[str, str], out: TextIO) -> int:
    """Every entry as one line of JSON, oldest first."""
    async with _ledger(variables) as ledger:
        async for entry in ledger.everything():
            out.write(msgspec.json.encode(entry).decode() + "\n")
    return 0


async def _verified_store(variables: Mapping[str, str], heads: Iterable[Head]) -> Finding:
    async with _ledger(variables) as ledger:
        audit = Audit([*heads, *(await ledger.heads()).values()], await ledger.length())
        async for line in ledger.lines():
            audit.read_line(line)
    return audit.finding()


def _heads_in_files(files: Iterable[str]) -> list[Head]:
    return [head for file in files for head in heads_in(Path(file).read_text("utf-8", "replace"))]


def _verified_copy(file: Path, heads: Iterable[Head]) -> Finding:
    audit = Audit(heads)
    with file.open("rb") as lines:
        for line in lines:
            audit.read_line(line)
    return audit.finding()


def _told(finding: Finding) -> int:
    if finding.broken is None:
        print(f"whole: {finding.head.number} entries, head {finding.head}")
        return 0
    sys.stderr.write(f"broken: entry {finding.broken.number} {_WHY[finding.broken.why]}\n")
    return _BROKEN


@asynccontextmanager
async def _ledger(variables: Mapping[str, str]) -> AsyncIterator[RedisLedger]:
    async with open_store(store_settings(SiteSettings.from_variables(variables))) as store:
        yield RedisLedger(store)
