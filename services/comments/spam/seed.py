"""The seed: comments as they appear under provincial news, written for this project and shipped with it.

``group`` there is the topic. Both labels speak of gambling, loans, jobs and scams: what differs is who speaks.
"""

import json
from importlib.resources import files

from services.comments.spam.data import Example, example

LANGUAGES = ("th", "en")


def read_seed(language: str) -> list[Example]:
    """The examples of one of `LANGUAGES`, as corpus ``seed_<language>``."""
    resource = files("services.comments.spam").joinpath(f"seed_{language}.jsonl")
    rows = map(json.loads, resource.read_text("utf-8").splitlines())
    return [example(row["text"], row["label"], f"seed_{language}") for row in rows]
