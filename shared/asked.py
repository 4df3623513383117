"""A question for the store that somebody else will ask: what is to be sent, and how the replies are read. Pure.

Those of several parts of a service travel together, in one round trip (`shared.store.client.Store.ask`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Asked(Generic[T_co]):
    """``steps`` are commands and invocations as `shared.store.client` knows them; ``read`` gets a reply for each."""

    steps: Sequence[Any]
    read: Callable[[Sequence[Any]], T_co]


class Ask(Protocol):
    """Whoever asks: all of it at once; what was read, in the order given. Raises the first error that comes back."""

    async def ask(self, *asked: Asked[Any]) -> list[Any]: ...


def settled(value: T) -> Asked[T]:
    """What is known without asking."""
    return Asked((), lambda _: value)
