"""The names of the views of the river. Pure."""

from typing import Final

ALL: Final = "all"


def view_of(*, source: str | None = None, group: str | None = None) -> str:
    """The view of one source, one group, or everything."""
    if source:
        return f"s:{source}"
    return f"g:{group}" if group else ALL
