"""The sets on which nothing is ever trained: citizens who must be published, and the whole stream of unknown sites."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.comments.spam.seed import Comment

FOLDER = Path(__file__).parents[3] / "data"


@dataclass(frozen=True, slots=True)
class Citizen:
    """A comment that must be published, and the group that its writer stands for."""

    text: str
    group: str


def read_fairness(language: str) -> list[Citizen]:
    return [Citizen(**row) for row in _rows(f"fairness_{language}")]


def read_strangers(language: str) -> list[Comment]:
    return [Comment(**row) for row in _rows(f"strangers_{language}")]


def _rows(name: str) -> Iterator[dict[str, Any]]:
    return map(json.loads, (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines())
