"""Identifiers sort by time and never leave their alphabet."""

import base64
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.clock import from_ms, to_ms
from shared.ids import base32, digest_id, random_ulid, ulid

MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2400, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(MOMENTS, st.integers(0, 2**80 - 1))
def test_a_ulid_is_26_lower_case_characters(moment: datetime, randomness: int) -> None:
    name = ulid(moment, randomness)
    assert len(name) == 26
    assert name.isalnum()
    assert name == name.lower()


@given(MOMENTS, st.integers(0, 2**80 - 1), st.integers(0, 2**80 - 1))
def test_later_sorts_later(moment: datetime, one: int, other: int) -> None:
    assert ulid(moment, one) < ulid(moment + timedelta(milliseconds=1), other)


@given(MOMENTS)
def test_milliseconds_survive_the_store(moment: datetime) -> None:
    assert to_ms(from_ms(to_ms(moment))) == to_ms(moment)


def test_identities_differ() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert random_ulid(now) != random_ulid(now)


@given(MOMENTS)
def test_a_random_one_is_a_ulid_of_its_moment(moment: datetime) -> None:
    name = random_ulid(moment)
    assert ulid(moment, 0) <= name <= ulid(moment, 2**80 - 1)
    assert set(name) <= set("0123456789abcdefghjkmnpqrstvwxyz")


@given(st.text())
def test_a_digest_is_a_safe_name(text: str) -> None:
    name = digest_id(text.encode("utf-8", "replace").decode())
    assert len(name) == 20
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz234567")


@given(st.binary(max_size=40))
def test_base32_is_that_of_the_standard_library(raw: bytes) -> None:
    assert base32(raw) == base64.b32encode(raw).decode().rstrip("=").lower()
