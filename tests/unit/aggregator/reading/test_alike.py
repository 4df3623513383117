"""What makes two announcements one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.reading import alike
from services.aggregator.reading.alike import marks
from services.aggregator.reading.tracking import untracked

NEWS = (
    "จังหวัดร้อยเอ็ดขอเชิญประชาชนทุกภาคส่วนร่วมแสดงความคิดเห็นต่อร่างแผนพัฒนาจังหวัดระยะห้าปี ณ ศาลากลางจังหวัด "
    "ตั้งแต่เวลาเก้านาฬิกาเป็นต้นไป โดยมีผู้ว่าราชการจังหวัดเป็นประธานในพิธีเปิดการประชุม และมีการถ่ายทอดสดตลอดงาน"
)


def shared(one: str, other: str) -> int:
    return len(set(one.split()) & set(other.split()))


def test_the_same_text_with_a_line_of_ones_own_is_alike() -> None:
    ours = marks("ประชุมแผนพัฒนาจังหวัด", NEWS, "https://a.example/1")
    theirs = marks("ประชุมแผนพัฒนาจังหวัด", f"{NEWS} ที่มา สำนักงานประชาสัมพันธ์", "https://b.example/9")
    assert shared(ours, theirs) >= 6
    assert shared(ours, marks("ประชุมแผนพัฒนา\u200bจังหวัด!", NEWS.replace(" ", ""), "")) >= 6


def test_another_number_or_another_text_is_not() -> None:
    fifth, sixth = (marks(f"ประกาศเตือนภัย ฉบับที่ {number}", NEWS, "") for number in ("5", "6"))
    assert shared(fifth, sixth) <= 1
    assert shared(fifth, marks("ประกาศเตือนภัย ฉบับที่ ๕", NEWS, "")) >= 6
    other = marks("งานบุญผะเหวด", "ขบวนแห่ข้าวพันก้อนเริ่มจากบึงพลาญชัยในเช้าวันศุกร์ " * 3, "")
    assert shared(fifth, other) <= 1


def test_short_texts_have_nothing_but_their_address() -> None:
    assert marks("ประกาศ", "", "") == ""
    assert marks("ประกาศ", "", "https://a.example/1?utm_source=x") == marks("ข่าว", "", "https://a.example/1")


def test_tracking_parameters_are_left_out_of_addresses_and_html() -> None:
    assert untracked("https://a.example/?utm_source=a&id=1&fbclid=b#x") == "https://a.example/?id=1#x"
    assert untracked("https://a.example/?utm_source=a") == "https://a.example/"
    assert (
        untracked('<a href="https://a.example/?id=1&amp;utm_medium=rss">x</a>')
        == '<a href="https://a.example/?id=1">x</a>'
    )
    assert untracked("https://a.example/?id=1") == "https://a.example/?id=1"


_TEXTS = st.text(st.one_of(st.sampled_from("aoskAOSกจทปพ่้ำ² Ⅷß‐—-_😀٣"), st.characters(codec="utf-8")), max_size=80)
_OF_ONE_ALPHABET = st.one_of(st.text("aoskxyz09AZ", max_size=80), st.text("กจทปพขฯะาูเ็้์๙", max_size=80))


@given(_TEXTS | _OF_ONE_ALPHABET, st.sampled_from([0, 1, 0xFFFFFFFF]), st.sampled_from([0, 20]))
def test_both_ways_find_the_same_marks(text: str, numbers: int, least: int) -> None:
    compiled = pytest.importorskip("services.aggregator.reading._alike", exc_type=ImportError)
    assert compiled.smallest(text, numbers, 8, least) == alike._smallest(text, numbers, 8, least)


@given(st.text(st.sampled_from("ำ้ก…\xa0 a.²") | st.characters(codec="utf-8"), max_size=40))
def test_taking_letters_apart_beforehand_changes_no_mark(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text) + "กขคงจฉช" * 20
    assert alike._sketch("", text + "กขคงจฉช" * 20) == alike._smallest(f" {folded}", 0, alike.MARKS, 80)
