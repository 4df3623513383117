"""The sample site as data (`content.toml`)."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import escape


@dataclass(frozen=True, slots=True)
class SamplePost:
    """A post with its drawing; ``picture`` names a file of ``static/sample``."""

    key: str
    title: str
    summary: str
    labels: tuple[str, ...]
    agency: str
    strategy: str
    picture: str
    alt: str
    caption: str
    content: str

    def html(self, picture_url: str) -> str:
        """The body with its figure in front."""
        return (
            f'<figure><img src="{escape(picture_url)}" alt="{escape(self.alt)}" width="1200" height="675">'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>{self.content}"
        )


@dataclass(frozen=True, slots=True)
class SampleComment:
    """A comment on the post ``post``, perhaps an answer to the comment ``parent``."""

    key: str
    post: str
    author: str
    text: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class NeighbourEntry:
    """An item of the made-up neighbour's feed."""

    key: str
    title: str
    published: datetime
    labels: tuple[str, ...]
    content: str
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A second, small province."""

    title: str
    subtitle: str
    entries: tuple[NeighbourEntry, ...]


@dataclass(frozen=True, slots=True)
class SampleContent:
    """Everything the sample shows."""

    posts: tuple[SamplePost, ...]
    comments: tuple[SampleComment, ...]
    neighbour: Neighbour


@cache
def sample_content() -> SampleContent:
    """Read the package's own file once."""
    data = tomllib.loads((files("services.sample") / "content.toml").read_text("utf-8"))
    neighbour = data["neighbour"]
    return SampleContent(
        tuple(SamplePost(**_labelled(post)) for post in data["posts"]),
        tuple(SampleComment(**comment) for comment in data["comments"]),
        Neighbour(
            neighbour["title"],
            neighbour["subtitle"],
            tuple(NeighbourEntry(**_labelled(entry)) for entry in neighbour["entries"]),
        ),
    )


def picture_of(name: str) -> bytes:
    """A drawing of the sample."""
    return (files("services.sample") / "static" / "sample" / name).read_bytes()


def sample_plan() -> str:
    """The plan file of the sample."""
    return (files("services.sample") / "plan.yaml").read_text("utf-8")


def _labelled(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "labels": tuple(item["labels"])}
