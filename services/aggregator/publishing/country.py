"""The country as the river shows it: regions, their provinces, and how many sources each has. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.thai.provinces import PROVINCES, REGION_NAMES, Province, Region, province_of


@dataclass(frozen=True, slots=True)
class Place:
    """A province; ``group`` is what its sources are grouped under, ``sources`` how many there are."""

    province: Province
    group: str = ""
    sources: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A region; ``name`` is a message id."""

    region: Region
    name: str
    places: tuple[Place, ...]

    @property
    def sources(self) -> int:
        """In all its provinces."""
        return sum(place.sources for place in self.places)


def country(groups: Mapping[str, int]) -> list[Part]:
    """All regions; groups whose name is that of a province count there."""
    named = {province.code: (group, count) for group, count in groups.items() if (province := province_of(group))}
    return [
        Part(
            region,
            REGION_NAMES[region],
            tuple(Place(each, *named.get(each.code, ("", 0))) for each in PROVINCES if each.region is region),
        )
        for region in Region
    ]


def topics(groups: Mapping[str, int]) -> list[str]:
    """Groups that are no province."""
    return sorted(group for group in groups if province_of(group) is None)
