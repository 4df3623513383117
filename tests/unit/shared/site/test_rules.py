"""What may be set, and how it is told that something may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidInput
from shared.site.identity import Identity
from shared.site.rules import NAMES, apply, identity_of, text_of

DEFAULTS = Identity(title="จังหวัดร้อยเอ็ด", subtitle="ข่าว")
EMBLEM = f"/media/{'a' * 32}/600x400.png"
GOOD = {
    "title": " จังหวัดขอนแก่น ",
    "emblem": EMBLEM,
    "accent": "#7A1F5C",
    "languages": "th",
    "address": "ศาลากลางจังหวัด\n\nถนนศูนย์ราชการ",
    "phone": "043 236 882 ต่อ 12",
    "email": "office@khonkaen.example",
    "agencies": "สำนักงานจังหวัด; ที่ว่าการอำเภอ\nสำนักงานจังหวัด",
    "province": "ขอนแก่น",
}
BAD = {
    "title": "ก" * 121,
    "emblem": "https://elsewhere.example/a.png",
    "accent": "#ffff00",
    "languages": "en",
    "phone": "โทรมา",
    "email": "office@",
    "agencies": "ก" * 121,
    "province": "กรุงเก่า",
    "colour": "#000000",
}


def test_what_is_good_is_read_and_written_back() -> None:
    identity = identity_of(GOOD, DEFAULTS)
    assert identity.title == "จังหวัดขอนแก่น"
    assert identity.subtitle == DEFAULTS.subtitle
    assert identity.accent == "#7a1f5c"
    assert identity.languages == ("th",)
    assert identity.address == "ศาลากลางจังหวัด\nถนนศูนย์ราชการ"
    assert identity.agencies == ("สำนักงานจังหวัด", "ที่ว่าการอำเภอ")
    assert identity.province == "TH-40"
    assert identity.small_emblem == f"/media/{'a' * 32}/480.webp"
    assert identity_of({name: text_of(identity, name) for name in NAMES}, DEFAULTS) == identity


def test_every_error_is_told_at_once_and_spoils_nothing_else() -> None:
    with pytest.raises(InvalidInput) as caught:
        identity_of({**GOOD, **BAD}, DEFAULTS)
    assert {problem.field for problem in caught.value.problems} == set(BAD)
    identity, problems = apply({**BAD, "subtitle": "ใหม่"}, DEFAULTS)
    assert len(problems) == len(BAD)
    assert identity == Identity(title=DEFAULTS.title, subtitle="ใหม่")


def test_a_colour_that_cannot_be_read_comes_with_one_that_can() -> None:
    with pytest.raises(InvalidInput) as caught:
        identity_of({"accent": "#ffcc00"}, DEFAULTS)
    (problem,) = caught.value.problems
    assert problem.code == "hard-to-read"
    assert identity_of({"accent": problem.detail}, DEFAULTS).accent == problem.detail


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=300)))
def test_whatever_is_typed_is_told_or_kept_as_it_will_be_read(typed: dict[str, str]) -> None:
    identity, problems = apply(typed, DEFAULTS)
    assert {problem.field for problem in problems} <= set(typed)
    assert apply({name: text_of(identity, name) for name in NAMES}, DEFAULTS) == (identity, ())


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("043 236 882 ต่อ 12", "tel:043236882;ext=12"),
        ("๐๔๓-๕๑๑๒๒๒", "tel:043511222"),
        ("+66 (0)43 511222 ext. 5", "tel:+66043511222;ext=5"),
    ],
)
def test_a_phone_number_can_be_dialled(phone: str, address: str) -> None:
    assert identity_of({"phone": phone}, DEFAULTS).phone_address == address


@pytest.mark.parametrize("email", ["ข้อมูล@จังหวัด.ไทย", "roiet@moi.go.th"])
def test_addresses_of_mail_may_be_thai(email: str) -> None:
    assert identity_of({"email": email}, DEFAULTS).email == email


def test_agencies_are_names_that_posts_can_carry() -> None:
    for agencies in ("ก/ข", "..", "\u200b\u200b"):
        with pytest.raises(InvalidInput):
            identity_of({"agencies": agencies}, DEFAULTS)


def test_no_name_turns_a_page_round() -> None:
    assert identity_of({"title": "ข่าว\u202egnp.exe\u2066"}, DEFAULTS).title == "ข่าวgnp.exe"
