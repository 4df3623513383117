"""Suggestions of an issue, learnt from what officers filed."""

from hypothesis import given
from hypothesis import strategies as st

from services.strategy.advice import Adviser

RICE = [
    "เกษตรกรปลูกข้าวหอมมะลิทุ่งกุลาได้ราคาดี ผลผลิตต่อไร่เพิ่มขึ้น",
    "สหกรณ์รับซื้อข้าวเปลือกหอมมะลิ ชาวนาได้เมล็ดพันธุ์ข้าวคุณภาพ",
    "อบรมชาวนาทำเกษตรอินทรีย์ ลดต้นทุนปุ๋ย เพิ่มผลผลิตข้าว",
]
HEALTH = [
    "โรงพยาบาลเปิดคลินิกนอกเวลา ผู้ป่วยเบาหวานรับยาใกล้บ้าน",
    "อสม. ออกตรวจสุขภาพผู้สูงอายุ วัดความดันและเบาหวานในชุมชน",
    "ฉีดวัคซีนไข้หวัดใหญ่ฟรีที่โรงพยาบาลทุกอำเภอ",
]
EXAMPLES = [*(("ข้าว", text) for text in RICE), *(("สุขภาพ", text) for text in HEALTH)]


def test_a_text_is_told_by_its_words() -> None:
    adviser = Adviser(EXAMPLES)
    rice = adviser.best("ชาวนารวมกลุ่มขายข้าวหอมมะลิ")
    health = adviser.best("โรงพยาบาลตรวจสุขภาพผู้ป่วยเบาหวานฟรี")
    assert rice is not None
    assert health is not None
    assert (rice.issue, health.issue) == ("ข้าว", "สุขภาพ")


def test_without_enough_to_learn_from_nothing_is_said() -> None:
    assert Adviser([]).best("ข้าวหอมมะลิ") is None
    assert Adviser(EXAMPLES[:3]).best("ข้าวหอมมะลิ") is None
    assert Adviser([EXAMPLES[0], EXAMPLES[3]]).best("ข้าวหอมมะลิ") is None


def test_a_text_about_nothing_of_it_gets_no_suggestion() -> None:
    assert Adviser(EXAMPLES).best("") is None
    assert Adviser(EXAMPLES).best("xyz quux 12345") is None


@given(st.text(max_size=200))
def test_a_share_is_a_probability(text: str) -> None:
    advice = Adviser(EXAMPLES).best(text)
    assert advice is None or 0.6 <= advice.share <= 1
