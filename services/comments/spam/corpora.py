"""The public corpora as they lie under ``SAKET_CORPORA``, read in place. Their traps are disarmed here.

YouTube texts are HTML, and some end in U+FEFF, which gives the label away (the normaliser drops it).
Thai SMS labelled OTP and OK are ham. Every government headline starts with the same words.
"""

import csv
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from services.comments.spam.data import Example, example
from services.comments.spam.errors import TrainingDataError
from services.comments.spam.files import Columns, read_file
from services.comments.spam.lines import numbered_lines

_TAG = re.compile(r"<[^<>]{1,500}>")
_HEADLINE_PREFIX = "รัฐบาลไทย-ข่าวทำเนียบรัฐบาล-"
_EXCERPT = 600  # characters: a comment is never as long as a press release
_SMS_COLUMNS = Columns(spam_labels=frozenset({"scam", "spam"}))


def read_corpora(root: Path) -> Iterator[tuple[str, list[Example]]]:
    """Each corpus that is present, by name. A folder without any of them is an error."""
    present = [(name, reader) for name, (folder, reader) in _READERS.items() if (root / folder).is_dir()]
    if not present:
        raise TrainingDataError(root, "holds none of the corpora")
    for name, reader in present:
        yield name, list(reader(root / _READERS[name][0]))


def read_videos(root: Path) -> dict[str, list[Example]]:
    """The YouTube corpus video by video, as it comes; none if it is not there."""
    folder = root / _READERS["youtube"][0]
    return {path.stem: list(_video(path)) for path in sorted(folder.glob("*.csv"))}


def _youtube(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("*.csv")):
        yield from _video(path)


def _video(path: Path) -> Iterator[Example]:
    for row in csv.DictReader(f"{line}\n" for _, line in numbered_lines(path)):
        text = html.unescape(_TAG.sub(" ", row["CONTENT"]))
        yield example(text, "spam" if row["CLASS"] == "1" else "ham", "youtube")


def _sms(folder: Path) -> Iterator[Example]:
    for _, line in numbered_lines(folder / "SMSSpamCollection"):
        label, _, text = line.partition("\t")
        yield example(text, "spam" if label == "spam" else "ham", "sms")


def _thai_sms(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("*.txt")):
        for found in read_file(path, _SMS_COLUMNS):
            yield replace(found, corpus="thai_sms")


def _wisesight(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("*.txt")):
        for _, line in numbered_lines(path):
            yield example(line, "ham", "wisesight")


def _thaigov(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("*.jsonl")):
        for _, line in numbered_lines(path):
            item = json.loads(line)
            yield example(item["title"].removeprefix(_HEADLINE_PREFIX), "ham", "thaigov")
            yield example(item["body"][:_EXCERPT], "ham", "thaigov")


# Text messages stand in for the Thai spam comments that nobody has published. They teach; the share of
# legitimate comments that may be held is solved on the others.
MESSAGES = frozenset({"sms", "thai_sms"})
_READERS: dict[str, tuple[str, Callable[[Path], Iterator[Example]]]] = {
    "youtube": ("spam/youtube", _youtube),
    "sms": ("spam/sms", _sms),
    "thai_sms": ("spam/thai_sms", _thai_sms),
    "wisesight": ("ham/wisesight", _wisesight),
    "thaigov": ("ham/thaigov", _thaigov),
}
PUBLIC = frozenset(_READERS)
