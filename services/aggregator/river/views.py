"""The names of the views of the river. Pure."""

from typing import Final

from shared.thai.provinces import region_of

ALL: Final = "all"
_SOURCE, _GROUP, _REGION = "s:", "g:", "r:"


def view_of(*, source: str | None = None, group: str | None = None, region: str | None = None) -> str:
    """The view of one source, one group, one region, or everything."""
    if source:
        return f"{_SOURCE}{source}"
    if group:
        return f"{_GROUP}{group}"
    return f"{_REGION}{region}" if region else ALL


def views_of(source: str, group: str) -> list[str]:
    """The four views that an entry belongs to; a group that is no province lies in no region."""
    region = region_of(group) if group else None
    grouped = view_of(group=group) if group else "ungrouped"
    return [ALL, view_of(source=source), grouped, view_of(region=region) if region else "elsewhere"]


def has_leads(view: str) -> bool:
    """Whether near-duplicates are told apart in a view: a source has none, a region shows what its provinces say."""
    return view == ALL or view.startswith(_GROUP)
