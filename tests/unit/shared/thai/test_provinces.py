from collections import Counter

import pytest

from shared.thai.provinces import PROVINCES, Region, province_of, region_of


def test_there_are_seventy_seven_each_once() -> None:
    assert len(PROVINCES) == 77
    for name in ("code", "thai", "english"):
        assert len({getattr(province, name) for province in PROVINCES}) == 77
    assert Counter(province.region for province in PROVINCES) == {
        Region.CENTRAL: 22, Region.NORTHEAST: 20, Region.SOUTH: 14, Region.NORTH: 9, Region.EAST: 7, Region.WEST: 5,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["ร้อยเอ็ด", "จังหวัดร้อยเอ็ด", "จ.ร้อยเอ็ด", "roi et", "TH-45", " Roi Et "])
def test_a_province_has_many_names(name: str) -> None:
    province = province_of(name)
    assert province is not None
    assert (province.code, province.region) == ("TH-45", Region.NORTHEAST)


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("northeast", Region.NORTHEAST),
        ("ภาคใต้", Region.SOUTH),
        ("อีสาน", Region.NORTHEAST),
        ("Phuket", Region.SOUTH),
        ("x", None),
    ],
)
def test_regions_go_by_names_and_by_provinces(name: str, region: Region | None) -> None:
    assert region_of(name) == region
