"""Which version of each view this process knows of. Caches are asked with it, so that they need not ask the store."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from shared.clock import Clock
from shared.http.view import Version as AnyVersion

Name = TypeVar("Name", bound=Hashable)


class Version:
    """One state of a view, the same object for as long as anybody holds it and nothing changes."""

    __slots__ = ("__weakref__", "_is_current")

    def __init__(self) -> None:
        self._is_current = True

    @property
    def is_current(self) -> bool:
        """Whether nothing has changed since."""
        return self._is_current

    def end(self) -> None:
        """Something has changed."""
        self._is_current = False


@dataclass(frozen=True, slots=True)
class Joint:
    """The version of what several views have in common: it ends as soon as that of one of them does."""

    parts: tuple[AnyVersion, ...]

    @property
    def is_current(self) -> bool:
        """Whether nothing has changed since."""
        return all(part.is_current for part in self.parts)


@dataclass(frozen=True, slots=True)
class Until:
    """What changes by itself at a known moment."""

    moment: datetime
    clock: Clock

    @property
    def is_current(self) -> bool:
        """Whether that moment is still to come."""
        return self.clock() < self.moment


class Versions(Generic[Name]):
    """The current version of every view that somebody has made; they mean nothing outside this process."""

    def __init__(self) -> None:
        self._current: WeakValueDictionary[Name, Version] = WeakValueDictionary()

    def of(self, view: Name) -> Version:
        """The version to render and to cache ``view`` under. Ask before reading the store, not after."""
        return self._current.get(view) or self._current.setdefault(view, Version())

    def of_all(self, views: Sequence[Name]) -> Version | Joint:
        """The version of what depends on all of ``views``."""
        parts = tuple(self.of(view) for view in views)
        return parts[0] if len(parts) == 1 else Joint(parts)

    def bump(self, views: Iterable[Name]) -> None:
        """These views have changed."""
        for view in views:
            if version := self._current.pop(view, None):
                version.end()

    def bump_all(self) -> None:
        """Anything may have changed."""
        self.bump(list(self._current))
