"""The fairness set: legitimate comments on which nothing is ever trained."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "data"


@dataclass(frozen=True, slots=True)
class Citizen:
    """A comment that must be published, and the group that its writer stands for."""

    text: str
    group: str


def read_fairness(language: str) -> list[Citizen]:
    lines = (FOLDER / f"fairness_{language}.jsonl").read_text("utf-8").splitlines()
    return [Citizen(**json.loads(line)) for line in lines]
