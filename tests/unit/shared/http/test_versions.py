"""Versions of views: the same object until something changes, and none kept for nobody."""

import gc

from services.feed.model import ALL_POSTS, Topic, ViewName
from shared.http.versions import Versions

RICE = ViewName(Topic.LABEL, "rice")


def test_a_version_lasts_until_its_view_changes() -> None:
    versions = Versions[ViewName]()
    before, other = versions.of(RICE), versions.of(ALL_POSTS)
    assert versions.of(RICE) is before
    versions.bump([RICE])
    assert versions.of(RICE) is not before
    assert (before.is_current, versions.of(RICE).is_current, other.is_current) == (False, True, True)
    assert versions.of(ALL_POSTS) is other


def test_anything_may_have_changed() -> None:
    versions = Versions[ViewName]()
    held = [versions.of(RICE), versions.of(ALL_POSTS)]
    versions.bump_all()
    assert not any(version.is_current for version in held)
    assert versions.of(RICE) is not held[0]


def test_nothing_is_kept_of_views_that_nobody_made() -> None:
    versions = Versions[ViewName]()
    for number in range(100):
        versions.of(ViewName(Topic.LABEL, f"made up {number}"))
    gc.collect()
    assert len(versions._current) == 0
    versions.bump([RICE])
