"""Codes by the clock: the RFCs' own vectors, and what holds for every secret and moment."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.staff import totp

SHA1 = b"12345678901234567890"
KEYS = {"sha1": SHA1, "sha256": SHA1 + SHA1[:12], "sha512": SHA1 * 3 + SHA1[:4]}
VECTORS = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
moments = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
secrets = st.binary(min_size=20, max_size=20).map(totp.written)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector[0]))
def test_appendix_b_of_rfc_6238(vector: tuple[int, str, str, str]) -> None:
    second, *codes = vector
    step = totp.step_of(datetime.fromtimestamp(second, UTC))
    assert [totp.code_at(key, step, 8, algorithm) for algorithm, key in KEYS.items()] == codes


def test_appendix_d_of_rfc_4226() -> None:
    assert [totp.code_at(SHA1, count) for count in range(10)] == HOTP


@given(secrets, moments, st.integers(-5, 5))
def test_a_code_counts_within_one_step_of_drift_and_never_again(secret: str, now: datetime, drift: int) -> None:
    step = totp.step_of(now) + drift
    if step < 0:
        return
    code = totp.code_at(base64.b32decode(secret), step)
    found = totp.matching_step(secret, code, now, after=-1)
    if abs(drift) <= 1:
        assert found is not None
        used = max(found, step)
        assert totp.matching_step(secret, code, now, after=used) is None
        assert totp.matching_step(secret, code, now + timedelta(seconds=30), after=totp.step_of(now) + 2) is None
    else:
        assert found is None or totp.code_at(base64.b32decode(secret), found) == code  # one in 300,000


@given(secrets, moments)
def test_codes_are_read_as_people_type_them(secret: str, now: datetime) -> None:
    code = totp.code_at(base64.b32decode(secret), totp.step_of(now))
    thai = code.translate({ord(str(digit)): chr(0x0E50 + digit) for digit in range(10)})
    for typed in (f" {code[:3]} {code[3:]} ", thai):
        assert totp.matching_step(secret, typed, now, after=-1) is not None


@given(secrets, moments, st.text(max_size=12))
def test_no_text_is_an_error(secret: str, now: datetime, typed: str) -> None:
    found = totp.matching_step(secret, typed, now, after=-1)
    assert found is None or totp.plain_digits(typed) == totp.code_at(base64.b32decode(secret), found)


@given(secrets, st.text(min_size=1, max_size=64), st.text(min_size=1, max_size=64))
def test_the_address_for_apps(secret: str, account: str, issuer: str) -> None:
    try:
        address = totp.otpauth(secret, account, issuer)
    except UnicodeEncodeError:  # lone surrogates are in no name that we keep
        return
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path.removeprefix("/")) == f"{issuer}:{account}"
    query = parse_qs(parts.query)
    assert (query["secret"], query["issuer"], query["digits"], query["period"]) == ([secret], [issuer], ["6"], ["30"])
