"""Questions and their official answers."""

from datetime import UTC, datetime, timedelta

import pytest

from services.strategy.questions import asks, questions
from services.strategy.voices import Remark

START = datetime(2026, 1, 1, tzinfo=UTC)


def remark(name: str, text: str = "", parent: str | None = None, *, official: bool = False, after: int = 0) -> Remark:
    return Remark(name, parent, "สมชาย", text, START + timedelta(minutes=after), official, f"/c#{name}")


@pytest.mark.parametrize(
    "text",
    ["น้ำจะมาเมื่อไหร่", "มีงบไหมครับ", "ติดต่อที่ไหน", "Is it free?", "ขอสอบถามเรื่องปุ๋ย", "ต้องจ่ายเท่าไรคะ", "ทำไมช้า", "ได้หรือไม่"],
)
def test_questions(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["ขอบคุณครับ", "ถนนไม่ดีเลย", "ผ้าไหมสวยมาก", "ไฟไหม้", "Good work.", ""])
def test_what_is_no_question(text: str) -> None:
    assert not asks(text)


def test_an_official_reply_answers_what_it_replies_to() -> None:
    thread = [
        remark("a", "เปิดกี่โมง", after=1),
        remark("b", "อยากรู้เหมือนกัน", "a", after=2),
        remark("c", "เปิด 08.30 น.", "b", official=True, after=3),
        remark("d", "แล้ววันเสาร์ล่ะ เปิดไหม", after=4),
        remark("e", "ปิดค่ะ", "d", after=5),
        remark("f", "ประกาศเพิ่มเติม?", official=True, after=6),
    ]
    found = questions({"/posts/x": thread})
    assert [(one.remark.id, one.answer.id if one.answer else None) for one in found] == [("d", None), ("a", "c")]
    assert [one.is_open for one in found] == [True, False]


def test_a_circle_of_replies_ends() -> None:
    found = questions({"t": [remark("a", "ไหม?", "b"), remark("b", "x", "a", official=True)]})
    assert found[0].answer is not None
