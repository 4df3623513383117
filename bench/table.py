"""How results are shown."""

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """What was measured, its figures, and its ratio to the reference of the same run."""

    name: str
    figures: str
    ratio: str


def show(title: str, rows: Iterable[Row]) -> None:
    """Print one table."""
    print(f"\n{title}")
    for row in rows:
        print(f"  {row.name:<48} {row.figures:<78} {row.ratio}")
