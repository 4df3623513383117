"""The seed: comments as they appear under provincial news, written for this project and shipped with it.

Both labels speak of gambling, loans, jobs and scams: what differs is who speaks. What the groups are and how
the comments were written says ``SEED.md``.
"""

import json
from dataclasses import dataclass
from importlib.resources import files

from services.comments.spam.data import Example, Label, example

LANGUAGES = ("th", "en")
# Legitimate comments that a filter hurts first: figures are given for each of these groups.
PROTECTED = (
    "criticism",
    "dialect",
    "foreign",
    "gambling-complaint",
    "loan-question",
    "long",
    "short",
    "swearing",
    "warning",
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A row of the seed. ``group`` is what it is about, not the near-duplicate group of an `Example`."""

    text: str
    label: Label
    group: str


def read_comments(language: str) -> list[Comment]:
    """The rows of one of `LANGUAGES`, as they were written."""
    resource = files("services.comments.spam").joinpath(f"seed_{language}.jsonl")
    return [Comment(**json.loads(line)) for line in resource.read_text("utf-8").splitlines()]


def read_seed(language: str) -> list[Example]:
    """The examples of one of `LANGUAGES`, as corpus ``seed_<language>``."""
    return [example(row.text, row.label, f"seed_{language}") for row in read_comments(language)]
