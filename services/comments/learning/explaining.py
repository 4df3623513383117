"""Answers which labels moved the verdict about a comment, by the version that judged it."""

import asyncio
from pathlib import Path
from typing import Final, Protocol

from services.comments.learning.influence import Influences, features_of, influences, moved_by
from services.comments.learning.labels import Label
from services.comments.spam.bundle import load, read_manifest, shipped
from services.comments.spam.errors import ModelUnusable
from services.comments.spam.scorer import LinearScorer
from shared.errors import NotFound

MOST_SHOWN: Final = 20


class Labels(Protocol):
    """What moderators have said."""

    async def of(self, comments: list[str]) -> list[Label]: ...


class Places(Protocol):
    """Where versions lie; None for the one that ships with Saket."""

    @property
    def base(self) -> str: ...
    def place(self, version: str) -> Path | None: ...


class Explaining:
    """Reads both models of a version for every question: people ask it seldom."""

    def __init__(self, labels: Labels, places: Places) -> None:
        self._labels = labels
        self._places = places

    async def influences(self, text: str, version: str | None) -> Influences:
        """Raises `NotFound` for a version that is not kept, or was learnt from another base model."""
        if version is None:
            raise NotFound("model", "of a comment that was not scored")
        if version == self._places.base:
            return Influences(version, version, 0.0, ())
        try:
            pulls = await asyncio.to_thread(_pulls, self._place(version))
            labels = await self._labels.of(list(pulls))
            return await asyncio.to_thread(self._answer, text, version, labels, pulls)
        except ModelUnusable as error:
            raise NotFound("model", version) from error

    def _answer(self, text: str, version: str, labels: list[Label], pulls: dict[str, float]) -> Influences:
        before, after = _scorer(self._places.place(self._places.base)), _scorer(self._place(version))
        old, new = before.weights.by_name(), after.weights.by_name()
        if old.keys() != new.keys():
            raise NotFound("model", version)
        moved = moved_by(features_of(text, new), old, new, after.weights.bias - before.weights.bias)
        return Influences(version, before.version, moved, influences(text, labels, pulls, new, MOST_SHOWN))

    def _place(self, version: str) -> Path:
        place = self._places.place(version)
        assert place is not None  # noqa: S101 - only the base model has none
        return place


def _scorer(place: Path | None) -> LinearScorer:
    return load(place) if place else shipped()


def _pulls(directory: Path) -> dict[str, float]:
    load(directory)
    found: dict[str, float] = read_manifest(directory).get("pulls", {})
    return found
